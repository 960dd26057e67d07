"""信用修复 the room: an application that an adverse record be repaired, to its end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.cases.repair import rules
from app.cases.repair.effects import EFFECTS
from app.cases.repair.forms import FORMS
from app.cases.repair.machine import RepairMachine
from app.cases.repair.model import Repair
from app.cases.repair.papers import PAPERS
from app.cases.spine.overtaken import overtake
from app.extensions import db
from app.kernel import subjects, terms
from app.kernel.cases import About, Case
from app.kernel.machines import RuleBroken
from app.kernel.records import CreditRecord
from app.kernel.roles import Role
from app.kernel.rooms import Room
from app.lib.markers import N_
from app.lib.publicity import Severity


def facts_of(record: Any, open_case: bool, barred_until: date | None) -> rules.RecordFacts:
    """What the rules ask about a record; the record itself, or a row with its columns."""
    return rules.RecordFacts(
        kind=record.kind,
        status=record.status,
        severity=Severity(record.severity) if record.severity else None,
        repairable_from=record.repairable_from,
        maximum_until=record.maximum_until,
        has_open_case=open_case,
        barred_until=barred_until,
    )


def eligibilities(records: Sequence[Any], today: date) -> dict[int, rules.Eligibility]:
    """可以修复吗 for many records at once, by their ids: as many queries as for one."""
    early = terms.applying(rules.EARLY, today).length
    being_repaired = set(
        db.session.scalars(
            select(Case.record_id).where(
                Case.kind == "repair",
                Case.record_id.in_([record.id for record in records]),
                Case.closed_on.is_(None),
            )
        )
    )
    barred = {
        subject_id: subjects.barred_until(subject_id, "repair", today)
        for subject_id in {record.subject_id for record in records}
    }
    return {
        record.id: rules.eligibility(
            facts_of(record, record.id in being_repaired, barred[record.subject_id]), today, early
        )
        for record in records
    }


def eligibility(record: CreditRecord, today: date) -> rules.Eligibility:
    """可以修复吗 whether this record can be repaired today, and if not, why not and from when."""
    return eligibilities([record], today)[record.id]


def may_open(what: About, today: date) -> None:
    """A draft may be begun before the day; it cannot be submitted before. Raises RuleBroken."""
    if what.record is None:
        raise RuleBroken(N_("信用修复应当针对一条失信记录提出"), code="no_record")
    for obstacle in eligibility(what.record, today).obstacles:
        if obstacle.code != "too_early":
            raise RuleBroken(obstacle.says, None, obstacle.code, **obstacle.params)


ROOM = Room(
    kind="repair",
    name=N_("信用修复"),
    prefix="XF",
    model=Repair,
    machine=RepairMachine,
    forms=FORMS,
    papers=PAPERS,
    effects=EFFECTS,
    duties={
        "recommend": "review",
        "pass": "vetting",
        "approve": "approval",
        "refuse": "approval",
        "publish": "publication",
    },
    terms=rules.TERMS,
    opened_by=(Role.APPLICANT, Role.HANDLER),
    may_open=may_open,
    eligibility=eligibility,
    eligibilities=eligibilities,
    reactions={
        ("revocation", "confirm"): overtake("repair", "的依据已被撤销，记录已经撤回"),
        ("objection", "publish"): overtake("repair", "经异议处理已被撤销"),
    },
    places={"revoked": ("followup", "")},
    conditions=rules.CONDITIONS,
    primary=("submit", "accept", "resubmit", "recommend", "pass", "approve", "publish"),
    refusing=("decline", "refuse", "revoke", "withdraw"),
)
