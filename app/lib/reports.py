"""反映 by when the office answers whoever reported that a record is wrong."""

from datetime import date

from app.lib.markers import N_
from app.lib.workdays import Term, Unit

# No law sets a day; the bureau answers whoever told it something.
ANSWERED = Term(
    "objection.report",
    5,
    Unit.WORKING,
    N_("第三方反映的处理期限为本局设定"),
    date(2026, 4, 1),
    name=N_("处理反映的期限"),
)
