"""联动 what ends with a record: its publicity, its sharing, its measures, its weight."""

from typing import Any

from app.extensions import db
from app.kernel import (
    deadlines,
    evaluations,
    jobs,
    measures,
    outbox,
    public_entries,
    publication,
    records,
)
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_
from app.lib.workdays import Term


def stop_publicity(why: str) -> Effect:
    """Effect: the record is over, and its entry leaves every public surface."""

    def stopped(act: Act) -> None:
        records.end(act.case.concerns, why, act.today, act.event.id)
        take_off(act, why)

    says = N_("停止公示：公示条目即刻从公示页、检索、下载和订阅中撤下")
    return consequence(says)(stopped)


def take_off(act: Act, why: str, words: str = "") -> None:
    """The entry of the record leaves every public surface, if it stood there; the receipt says.

    `words` stand on the tombstone: the reasons that the law has told in public.
    """
    case = act.case
    db.session.flush()
    entry = public_entries.entry_of(case.concerns.id, act.today)
    if entry is not None:
        publication.withdraw(entry, why, act.today, act.event.id, act.event.at, words)
    proof = f"公示条目 {entry.slug} 已撤下" if entry else "该记录未在公示"
    outbox.expect(case, act.event.id, "publicity", N_("公示专栏"), done_on=act.today, proof=proof)


def stop_sharing(receipts_within: Term) -> Effect:
    """Effect: the record is shared no more; whoever received it is told, and answers in time."""

    def stopped(act: Act) -> None:
        records.stop_sharing(act.case.concerns)
        tell_recipients(act, "stop_use", "sharing", receipts_within)

    says = N_("停止共享使用：向已接收单位发出停止使用通知，并跟踪回执")
    return consequence(says)(stopped)


@consequence(N_("解除措施：因该记录采取的管理措施即日解除"))
def lift_measures(act: Act) -> None:
    case = act.case
    standing = measures.standing(case.concerns.id)
    for order in standing:
        measures.lift(order, act.today, act.event.id)
        outbox.expect(
            case,
            act.event.id,
            "measures",
            order.name,
            done_on=act.today,
            proof=f"“{order.name}”已解除",
        )
    if not standing:
        outbox.expect(case, act.event.id, "measures", "—", done_on=act.today, proof="没有在施措施")


@consequence(N_("更新评价：按现存有效记录重新计算信用评价"))
def update_evaluation(act: Act) -> None:
    db.session.flush()
    change = evaluations.reckon(act.case.subject_id, act.today, act.event.id)
    proof = f"{change.before or '未评价'} → {change.after.grade}（{change.after.score}分）"
    outbox.expect(
        act.case, act.event.id, "evaluation", N_("信用评价"), done_on=act.today, proof=proof
    )


def tell_recipients(act: Act, kind: str, effect: str, receipts_within: Term, **more: Any) -> None:
    """Whoever received the record is told, and owes a receipt; `more` is what this kind tells."""
    case = act.case
    due = deadlines.day_due(receipts_within, act.today, case.opened_on)
    body = {
        "doc_no": case.concerns.doc_no,
        "authority_code": case.concerns.authority_code,
        "subject_code": case.subject.code or "",
        "ref": case.ref,
        "effective_on": act.today.isoformat(),
        **more,
    }
    for name in outbox.recipients(case.house_id):
        message = outbox.write(name, kind, body, case, act.event.id, act.event.at)
        outbox.expect(case, act.event.id, effect, name, due_on=due, message=message)


def seal_soon(act: Act) -> None:
    """A publication is sealed at once, not at the next round."""
    jobs.enqueue("seal", act.now, key=f"seal:{act.event.stream}:{act.event.seq}")
