"""依据撤销 the room: the basis of a record was revoked, so the record is taken back everywhere."""

from datetime import date

from app.cases.revocation import rules
from app.cases.revocation.effects import EFFECTS
from app.cases.revocation.forms import FORMS
from app.cases.revocation.machine import RevocationMachine
from app.cases.revocation.model import Revocation
from app.cases.revocation.papers import PAPERS
from app.kernel.cases import About
from app.kernel.machines import RuleBroken
from app.kernel.roles import Role
from app.kernel.rooms import Room
from app.lib.markers import N_


def may_open(what: About, _today: date) -> None:
    """Only what stands can be taken back, and only by whoever provided it. Raises RuleBroken."""
    if what.record is None:
        raise RuleBroken(N_("依据撤销应当针对一条信用记录提出"), code="no_record")
    if what.record.status != "effective":
        raise RuleBroken(N_("这条记录已不再有效，不需要撤回"), code="ended")


ROOM = Room(
    kind="revocation",
    name=N_("依据撤销"),
    prefix="CX",
    model=Revocation,
    machine=RevocationMachine,
    forms=FORMS,
    papers=PAPERS,
    effects=EFFECTS,
    duties={"propose": "review", "confirm": "approval", "refuse": "approval"},
    terms=rules.TERMS,
    opened_by=(Role.HANDLER,),
    may_open=may_open,
    only_on_a_record=True,
    places={
        "draft": ("intake", Role.HANDLER),
        "filed": ("approval", Role.HEAD),
    },
    primary=("propose", "confirm"),
    refusing=("refuse", "withdraw"),
    clocks=rules.CLOCKS,
    # 当事人 hears of it when it is done: until then nothing about its record has changed.
    disclosed_by="confirm",
    inside=frozenset({"evidence"}),
    means={
        "published": ("good", N_("这条记录的依据已被撤销，记录已经撤回，不再公示、共享和使用。")),
    },
    decisions={"published": ("granted", N_("记录已撤回"))},
)
