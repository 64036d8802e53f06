"""The known-truth municipality: everything in it was planted and is written down.

`waist` gives it as counts, `write` as the files its systems would deliver; both tell the same story.
"""

from competence.sample.deliver import write
from competence.sample.municipality import Municipality, config_text, describes, waist
from competence.sample.variants import VARIANTS, check

__all__ = ["VARIANTS", "Municipality", "check", "config_text", "describes", "waist", "write"]
