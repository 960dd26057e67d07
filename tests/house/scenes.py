"""What an English reader may come upon: every kind of case in every state, and every hall at work."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.kernel import (
    absences,
    clock,
    deputies,
    desks,
    events,
    feedback,
    grants,
    notes,
    notices,
    post,
    terms,
    tips,
)
from app.kernel.cases import Case
from app.kernel.measures import MeasureOrder
from app.kernel.people import Account
from app.kernel.roles import Role
from app.kernel.rooms import ROOMS
from app.kernel.tx import transaction
from tests.cases.commitment import scenes as commitments
from tests.cases.objection import scenes as objections
from tests.cases.revocation import scenes as revocations
from tests.cases.sanction import scenes as sanctions
from tests.conftest import actor
from tests.factories import HONGTU, STANDS_AFTER, make_record, make_repair
from tests.overloads import found, penalty


def repairs_and_objections() -> None:
    """A repair and an objection in every state, and records that cannot be repaired yet."""
    for n, state in enumerate(STANDS_AFTER, 1):
        make_repair(state, doc_no=f"资交执罚〔2026〕{n}号")
    for n, state in enumerate(objections.STANDS_AFTER, 40):
        objections.make_objection(state, doc_no=f"资交执罚〔2026〕{n}号")
    objections.review_of(_one("objection", "refused"), "vetting")
    make_record(doc_no="资交执罚〔2026〕90号", decided_on=date(2026, 11, 2))
    make_record(doc_no="资交执罚〔2026〕91号", public=False)
    make_record(HONGTU, doc_no="资交执罚〔2026〕92号")


def commitments_and_revocations() -> None:
    """A commitment and a revocation in every state."""
    late = ("cleared", "breaking", "broken")  # after a promise broken no other is taken on
    for state in (*(s for s in commitments.STANDS_AFTER if s not in late), *late):
        commitments.make_commitment(state)
    for n, state in enumerate(revocations.STANDS_AFTER, 20):
        revocations.make_revocation(state, doc_no=f"资交执罚〔2026〕{n}号")


def sanctions_and_measures() -> None:
    """A sanction in every state, what its measures are answered with, and what the rules fit."""
    for n, state in enumerate(sanctions.STANDS_AFTER, 60):
        _sanction(state, n)
    orders = db.session.scalars(select(MeasureOrder).order_by(MeasureOrder.id)).all()
    with transaction():
        feedback.respond(
            orders[0], "carried", "", actor("handler.enforcement"), clock.now(), once=None
        )
    for day in (1, 2, 3, 4):
        penalty(date(2026, 6, day))
    penalty(date(2026, 7, 1), code=HONGTU, title="指使、强令车辆违法超限运输", fine="3")
    assert found()


def _sanction(state: str, n: int) -> None:
    """The subject waives what it has left to say, so that no term need pass."""
    doc_no = f"资交执罚〔2026〕{n}号"
    record = make_record(section="enforcement", entered_by="handler.road", doc_no=doc_no)
    case = sanctions.opened(record)
    for event in sanctions.STANDS_AFTER[state]:
        if event == "close_hearing":
            case = sanctions.step(case, "state_defence", points=[], waive=True)
            case = sanctions.step(case, event, "legal")
        else:
            case = sanctions.step(case, event)


def halls_at_work() -> None:
    """Views, notes, tips, deputies, limits, mail and proposals, as people leave them behind."""
    filed = make_repair("filed", doc_no="资交执罚〔2026〕1号")
    deciding = make_repair("deciding", doc_no="资交执罚〔2026〕2号")
    make_repair("filed", doc_no="资交执罚〔2026〕3号")
    _tell(make_record(doc_no="资交执罚〔2026〕4号"))
    handler, now = actor("handler.road"), clock.now()
    notes.write(filed, "@周科长 缴款凭证", [], handler, now)
    with transaction():
        asks = {"tab": "pool", "kind": "repair"}
        view = desks.save(handler, "待领的修复", asks, now, None)
        desks.start_with(view, handler, now, None)
        away = _account("approver")
        absences.mark(away, date(2026, 11, 24), date(2026, 11, 27), "出差", actor("approver"), now)
        _stand_in(away)
        term = next(t for t in ROOMS["repair"].terms if t.key == "repair.correction")
        terms.set_term(term, 12, date(2026, 12, 7), "资交发〔2026〕18号", actor("sysadmin"), now)
        grants.propose(
            "give", _account("handler.safety"), Role.HANDLER, sanctions.section("road"), "轮岗",
            actor("secadmin"), now,
        )  # fmt: skip
        _mail(deciding)


def _tell(record: Any) -> None:
    with transaction():
        tips.take_in(record, "罚款数额与决定书不一致", actor("applicant.b"), clock.now())


def _stand_in(away: Account) -> None:
    lent = deputies.Lent(
        Role.APPROVER, sanctions.section("bureau"), "repair", ["approve"],
        date(2026, 11, 23), date(2026, 11, 30),
    )  # fmt: skip
    deputies.give(away, _account("head.road"), lent, "出差", actor("approver"), clock.now())


def _mail(case: Case) -> None:
    who = _account("handler.road")
    post.set_address(who, "chen.box@example.cn", "en", actor("handler.road"), clock.now())
    told = events.history(case.stream)[-1].id
    notices.tell(who.id, case, told, clock.now(), "申请%(ref)s已受理", "", ref=case.ref)
    post.write(who.id, None, "Application accepted", "XF2026-000001", clock.now())


def _account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def _one(kind: str, state: str) -> Case:
    query = select(Case).where(Case.kind == kind, Case.state == state)
    return db.session.scalars(query).one()
