"""逐件办理 a batch done: each row a transaction of its own, and a report of what came of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.cases.step import what_happened
from app.extensions import db
from app.halls.desk.batch import GONE, HOLD, NO_SUCH_STEP, hold, in_words, why_apart
from app.kernel import cases, events, people
from app.kernel.cases import Case, visible_to
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor
from app.kernel.rooms import room_of
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, KeyReused, Stale, advance
from app.lib.markers import N_
from app.web.errors import audit
from app.web.language import say, translated

OUTCOMES = {
    "done": N_("已办理"),
    "before": N_("先前已办"),
    "failed": N_("没有办理"),
}
HELD = {
    "claim": N_("已认领，由您办理。"),
    "release": N_("已释放，同科室的人可以认领。"),
    "reassign": N_("已改派给所选的同事。"),
}
MOVED = N_("您看过之后，本件有了新的变动，没有办理；请打开看过再决定")
BUSY = N_("系统正忙，没有办理，请稍后再试")


@dataclass(frozen=True)
class Chosen:
    """选中的一行 the case, and the version of it that was looked at."""

    ref: str
    version: int


@dataclass(frozen=True)
class Done:
    """办理结果 what came of one row."""

    ref: str
    outcome: str
    words: str


def carry_out(
    rows: Sequence[Chosen], event: str, said: Mapping[str, Any], me: Actor, now: datetime, key: str
) -> Event:
    """Do the rows one by one and keep the report; a batch that was done is only shown again."""
    earlier = events.answered(me.account_id, key)
    if earlier is not None:
        return earlier
    people.confirm(me)
    report = [_done(row, event, said, me, now, f"{key}:{row.ref}") for row in rows]
    facts = {"event": event, "rows": [[d.ref, d.outcome, d.words] for d in report]}
    try:
        with transaction():
            return events.record(f"desk/{me.account_id}", "batch", me, now, facts=facts, once=key)
    except IntegrityError:  # the same batch, sent twice at once: its rows were done once
        kept = events.answered(me.account_id, key)
        if kept is None:
            raise
        return kept


def _done(
    row: Chosen, event: str, said: Mapping[str, Any], me: Actor, now: datetime, key: str
) -> Done:
    """One row, whole or not at all. What refuses it leaves its line and nothing else."""
    try:
        with transaction():
            case = cases.find(me, row.ref, lock=True)
            if case is None:
                return Done(row.ref, "failed", say(GONE))
            return _taken(case, row, event, said, me, now, key)
    except Stale:
        return Done(row.ref, "failed", say(MOVED))
    except Closed as closed:
        audit(f"/cases/{row.ref}/{event}", "POST", closed.reason.code)
        return Done(row.ref, "failed", in_words(closed.reason))
    except RuleBroken as why:
        return Done(row.ref, "failed", say(why.says, **why.params))
    except KeyReused:
        return Done(row.ref, "failed", say(N_("这张表单已用于另一项办理")))
    except OperationalError:
        return Done(row.ref, "failed", say(BUSY))


def _taken(
    case: Case,
    row: Chosen,
    event: str,
    said: Mapping[str, Any],
    me: Actor,
    now: datetime,
    key: str,
) -> Done:
    earlier = events.answered(me.account_id, key)
    if earlier is not None:
        return Done(row.ref, "before", translated(OUTCOMES["before"]))
    if case.version != row.version:
        raise Stale(case, row.version)
    if event in HOLD:
        hold(event, case, me, now, key, said)
        return Done(row.ref, "done", say(HELD[event]))
    room = room_of(case)
    apart = NO_SUCH_STEP if event not in room.forms else why_apart(room, event)
    if apart is not None:
        return Done(row.ref, "failed", say(apart))
    entry = advance(case, event, me, now, said, seen=row.version, once=key)
    return Done(row.ref, "done", what_happened(case, entry))


# ---------------------------------------------------------------- the report


@dataclass(frozen=True)
class Report:
    """办理报告 a batch as it was done, for whoever did it."""

    entry: Event
    event: str
    rows: tuple[Done, ...]
    subjects: Mapping[str, str]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)


def report_of(event_id: int, me: Actor) -> Report | None:
    """The report with this number, if it is one's own."""
    entry = db.session.scalar(
        select(Event).where(
            Event.id == event_id, Event.account_id == me.account_id, Event.name == "batch"
        )
    )
    facts = events.facts_of([event_id]).get(event_id) if entry else None
    if entry is None or facts is None:
        return None
    rows = tuple(Done(*row) for row in facts["rows"])
    named = visible_to(me, (Case.ref, Case.subject_name)).where(
        Case.ref.in_([row.ref for row in rows])
    )
    subjects = {row.ref: row.subject_name for row in db.session.execute(named)}
    return Report(entry, facts["event"], rows, subjects)
