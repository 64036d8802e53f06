"""The leadership programme: who is through, who has met, what it moved, and what that means for the need.

Everything works from counts and unit numbers. `evaluate` comes before the forecast, `conclude` after it.
"""

from competence.programme.evaluation import Material, Programme, conclude, evaluate
from competence.programme.link import factors

__all__ = ["Material", "Programme", "conclude", "evaluate", "factors"]
