"""Do stock and flows fit together, and what do the counts not know?"""

from __future__ import annotations

from competence.tables import UNKNOWN
from competence.workforce.identities import residuals
from competence.workforce.quality.found import Build, Found


def measure(found: Found, of: Build) -> None:
    """The residual between stock and flows, and the share of person-periods without age, tenure or contract."""
    stock = of.stock
    whole = max(stock["headcount"].sum(), 1)
    flows = of.flows
    if of.delivered.counted is not None:
        # Delivered flows seldom tell the form of employment: they are held against the stock of all forms.
        stock, flows = (frame.assign(contract=UNKNOWN) for frame in (stock, flows))
        whole_places = (frame.assign(occupation=UNKNOWN) for frame in (stock, flows))
        found.add("residual_share", residuals(*whole_places).abs().sum() / whole, category="administration")
    found.add("residual_share", residuals(stock, flows).abs().sum() / whole)
    stock = of.stock
    for column in ("age", "tenure"):
        known = int(stock["headcount"].to_numpy() @ stock[column].notna().to_numpy())
        found.add("stock_without", 1 - known / whole, category=column)
    lone = stock["headcount"][stock["contract"] == UNKNOWN].sum()
    found.add("stock_without", lone / whole, category="contract")
