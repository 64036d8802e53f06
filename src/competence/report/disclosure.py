"""The one place where a count may be published: from results to the cube.

Recode, then count: the merging map (rows.py) joins what is too small before anything is counted; what is left
is protected as parts of a known whole, as splits over units or as events (protect.py). Monthly editions renew
headcount and FTE of administrations and the headcount of rows; everything else is of closed years.
"""

from __future__ import annotations

import pandas as pd

from competence.config import Config
from competence.report.cube import Writer
from competence.report.material import write_material
from competence.report.observed import Observed
from competence.report.outlook import Outlook
from competence.report.results import Results


def publish(results: Results, config: Config) -> pd.DataFrame:
    """The cube of an edition.

    Parameters
    ----------
    results : counts and forecasts (no persons).
    config : whose administrations, requirements and publication limits hold.

    Returns
    -------
    tables.PUBLISHED; the column `edition` is empty, whoever names the edition fills it in.
    """
    writer = Writer()
    observed = Observed(results, config, writer)
    observed.write()
    Outlook(results, config, writer, observed.map, observed.event_sets).write()
    write_material(results, config, writer)
    return writer.frame()
