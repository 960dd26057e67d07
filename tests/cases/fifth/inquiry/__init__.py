"""咨询答复 the room: somebody asks a bureau something, and is answered in writing."""

from app.kernel.roles import Role
from app.kernel.rooms import Room
from app.lib.markers import N_
from tests.cases.fifth.inquiry import rules
from tests.cases.fifth.inquiry.effects import EFFECTS
from tests.cases.fifth.inquiry.forms import FORMS
from tests.cases.fifth.inquiry.machine import InquiryMachine
from tests.cases.fifth.inquiry.model import Inquiry
from tests.cases.fifth.inquiry.papers import PAPERS

ROOM = Room(
    kind="inquiry",
    name=N_("咨询答复"),
    prefix="ZX",
    model=Inquiry,
    machine=InquiryMachine,
    forms=FORMS,
    papers=PAPERS,
    effects=EFFECTS,
    duties={},
    terms=rules.TERMS,
    opened_by=(Role.HANDLER,),
    places={
        "draft": ("intake", Role.HANDLER),
        "answering": ("review", Role.HANDLER),
        "answered": ("publication", ""),
    },
    primary=("submit", "accept", "answer"),
    refusing=("withdraw",),
    clocks={"reply": N_("答复时限")},
    disclosed_by="answer",
)
