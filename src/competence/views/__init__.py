"""What the functions of `competence.api` return: results that read well in a notebook, with tables and plots.

Everything here shows counts and forecasts; tables of `stock` and `flows` show totals and shape only.
"""

from competence.views.ahead import LongTerm, ShortTerm
from competence.views.counted import Cells, Whole
from competence.views.pictured import Pictured
from competence.views.programme import Evaluation
from competence.views.quality import Quality
from competence.views.remarks import Remarks
from competence.views.skill import Skill

__all__ = ["Cells", "Evaluation", "LongTerm", "Pictured", "Quality", "Remarks", "ShortTerm", "Skill", "Whole"]
