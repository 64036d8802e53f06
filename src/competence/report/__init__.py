"""From results to one published cube, and from the cube to pages."""

from competence.report.cube import Cube
from competence.report.disclosure import publish
from competence.report.html import render
from competence.report.results import Results, digest

__all__ = ["Cube", "Results", "digest", "publish", "render"]
