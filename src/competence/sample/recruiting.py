"""What is known of each advertised post: share of full time, days it was open, applicants."""

from __future__ import annotations

import numpy as np

from competence.sample.calendar import Months
from competence.sample.people import NEVER, draw_shares
from competence.sample.plan import Plan
from competence.sample.posts import FILLED_UNQUALIFIED
from competence.sample.streams import Streams


def describe(
    streams: Streams, plan: Plan, months: Months, posts: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Posts advertised, or still open, at the opening stock or later. Added to the record: `posts` (FTE), `advertised` and `filled` (days; -1 = not), `days` open,
    `applicants`, `qualified`."""
    rng = streams("recruiting")
    posts = {name: values[posts["closed"] >= 0] for name, values in posts.items()}
    n = len(posts["cell"])
    share = draw_shares(rng, plan.trait("part")[posts["cell"]])
    first = months.first_day(posts["opened"]).astype(np.int64)
    advertised = first + (rng.random(n) * 25).astype(np.int64)
    closed = np.where(posts["closed"] < NEVER, posts["closed"], 0)
    filled = months.first_day(closed).astype(np.int64) + (rng.random(n) * 27).astype(np.int64)
    filled = np.where(posts["closed"] < NEVER, filled, -1)
    interest = 3.0 + 18.0 * plan.trait("fill")[posts["cell"]]
    applicants = rng.poisson(interest * rng.gamma(2.0, 0.5, n))
    fit = np.where(posts["outcome"] == FILLED_UNQUALIFIED, 0.08, 0.4)
    qualified = rng.binomial(applicants, fit)
    return {**posts, "posts": share, "advertised": advertised, "filled": filled, "days": filled - advertised,
            "applicants": applicants, "qualified": qualified}  # fmt: skip
