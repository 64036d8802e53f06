"""Public statistics fetched into `data/raw`: population from Statistics Sweden, measures of peers from Kolada.

The only room that reaches out; what it writes are deliveries like any other, which `sources` reads.
"""

from competence.public.faults import PublicError, Refused
from competence.public.kolada import fetch as fetch_kolada
from competence.public.kolada import search as search_kolada
from competence.public.result import Fetched
from competence.public.scb import fetch as fetch_scb

__all__ = ["Fetched", "PublicError", "Refused", "fetch_kolada", "fetch_scb", "search_kolada"]
