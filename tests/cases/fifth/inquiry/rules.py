"""咨询答复规则 the limit of an answer, dated and cited; plain Python, nothing of the house above."""

from datetime import date

from app.lib.markers import N_
from app.lib.workdays import Bound, Term, Unit

OPENNESS = N_("《政府信息公开条例》第三十三条")

REPLY = Term(
    "inquiry.reply",
    20,
    Unit.WORKING,
    OPENNESS,
    date(2019, 5, 15),
    name=N_("答复时限"),
    bound=Bound(OPENNESS, most=20),
)
TERMS = (REPLY,)
