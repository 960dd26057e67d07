"""咨询答复文书 the one paper an inquiry issues."""

from app.cases.spine.papers import matter_of
from app.kernel.rooms import Act, Paper
from app.lib.markers import N_
from app.lib.papers import PaperContent, headings, said


def answer_letter(act: Act) -> PaperContent:
    """答复函: what was asked, what is answered."""
    case = act.case
    body = headings(("咨询的问题", said(case.question)), ("答复", said(case.answer)))
    matter = matter_of(case, "咨询")
    return matter.paper("answer_letter", N_("咨询答复函"), act.today, body)


PAPERS = {"answer_letter": Paper("answer_letter", N_("咨询答复函"), "信答", answer_letter)}
