"""执行更正 what an upheld objection does to its record: written or graded anew, hidden, ended."""

from app.cases.objection import rules
from app.cases.objection.model import old_value, words_of
from app.cases.objection.requirements import changes_of
from app.cases.spine.linked import (
    lift_measures,
    stop_publicity,
    stop_sharing,
    take_off,
    tell_recipients,
)
from app.extensions import db
from app.kernel import outbox, public_entries, publication, records
from app.kernel.calendar import work_calendar
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_
from app.lib.penalties import Severity
from app.lib.publicity import NOT_PUBLIC_NAMES, NotPublic


def correct_record(act: Act) -> None:
    """更正、补充: the old version stays on file; the public entry gives way to a new one."""
    case, record = act.case, act.case.record
    entry = public_entries.entry_of(record.id, act.today)
    changes = changes_of(record, case.findings or {})
    before = {code: old_value(record, code) for code in changes}
    records.correct(record, changes, act.event.id)
    if "CF_JDRQ" in changes:
        records.reckon(record, work_calendar())
    db.session.flush()
    told = "该记录未在公示"
    if entry is not None:
        shown = publication.replace(entry, record, act.today, act.event.id, act.event.at)
        told = f"公示条目 {entry.slug} 已由 {shown.slug} 取代" if shown else "公示期届满，已撤下"
    outbox.expect(case, act.event.id, "correction", N_("公示专栏"), done_on=act.today, proof=told)
    written = {c: {"before": before[c], "after": words_of(v)} for c, v in changes.items()}
    tell_recipients(act, "correct", "correction", rules.SHARE, changes=written)


def reclassify(act: Act) -> None:
    """调整失信程度: the grade changes with whatever else was found, and the periods with it."""
    case, record = act.case, act.case.record
    changes = changes_of(record, case.findings or {})
    before = {code: old_value(record, code) for code in changes}
    severity = changes.pop(rules.GRADE)
    basis = f"{rules.RULES}；异议{case.ref}查明"
    records.reclassify(record, severity, basis, changes, work_calendar(), act.event.id)
    entry = public_entries.entry_of(record.id, act.today)
    if severity is Severity.MINOR:
        records.stop_publicity(record, NOT_PUBLIC_NAMES[NotPublic.MINOR_CLASS])
        take_off(act, "regraded")
    elif entry is not None:
        shown = publication.replace(entry, record, act.today, act.event.id, act.event.at)
        told = f"公示条目 {entry.slug} 已由 {shown.slug} 取代" if shown else "公示期届满，已撤下"
        outbox.expect(
            case, act.event.id, "correction", N_("公示专栏"), done_on=act.today, proof=told
        )
    after = {c: old_value(record, c) for c in before}
    written = {c: {"before": before[c], "after": after[c]} for c in before}
    tell_recipients(act, "correct", "correction", rules.SHARE, changes=written)


def end_publicity(act: Act) -> None:
    """停止公示: the record stays on file, and leaves every public surface."""
    records.stop_publicity(act.case.record, public_entries.WHY["stopped"])
    take_off(act, "stopped")
    tell_recipients(act, "stop_publicity", "publicity", rules.SHARE)


def annul_record(act: Act) -> None:
    """撤销: the record is over, everywhere."""
    for effect in (stop_publicity("annulled"), stop_sharing(rules.SHARE), lift_measures):
        effect(act)


CARRIED_OUT: dict[str, Effect] = {
    "correct": correct_record,
    "supplement": correct_record,
    "reclassify": reclassify,
    "end": end_publicity,
    "annul": annul_record,
}


@consequence(N_("按决定更正、补充或者撤销记录，或者停止公示；原内容作为旧版本留存"))
def carry_out(act: Act) -> None:
    """What was decided is done in one step, and the mark goes with it."""
    act.case.record.disputed = False
    CARRIED_OUT[str(act.case.outcome)](act)
