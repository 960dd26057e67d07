"""录入 good rows become records, files of subjects and public entries: one act, all or none."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.halls.collection.columns import COLUMNS
from app.halls.collection.line import RowKey
from app.halls.collection.rules.duplicates import row_key
from app.kernel import publication, records, subjects, vault
from app.kernel.calendar import work_calendar
from app.kernel.imports import ImportBatch
from app.kernel.public_face import why_not_shown
from app.kernel.records import CreditRecord
from app.kernel.subjects import Subject
from app.kernel.vault import PersonalValue
from app.lib.markers import N_
from app.lib.penalties import Severity
from app.lib.publicity import ORDER_36_FROM, PublicityPeriod, Regime, publicity_period

CHUNK = 1000
KINDS = {"法人及非法人组织": "org", "个体工商户": "sole", "自然人": "person"}
SECRET = tuple(column.code for column in COLUMNS if column.secret)

Good = Mapping[str, Any]


def good_rows(path: Path, start: int = 0) -> Iterator[Good]:
    """The rows of the dry run's file, from this one on."""
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, start, None):
            yield json.loads(line)


def enter(batch: ImportBatch, path: Path, event_id: int, at: Any, on_progress: Any) -> int:
    """Enter every good row; how many became records."""
    rows, entered = good_rows(path), 0
    while chunk := list(islice(rows, CHUNK)):
        new = _not_entered_meanwhile(chunk)
        if new:
            _enter_chunk(batch, new, event_id, at)
        entered += len(new)
        on_progress(entered, batch.counts["good"])
    return entered


def _not_entered_meanwhile(chunk: Sequence[Good]) -> list[Good]:
    """Another file with the same penalties may have been accepted since the dry run."""
    keys = [row_key(row["values"]) for row in chunk]
    held = known_in_house(keys)
    return [row for key, row in zip(keys, chunk, strict=True) if key not in held]


def _enter_chunk(batch: ImportBatch, chunk: Sequence[Good], event_id: int, at: Any) -> None:
    files = _files_of(chunk)
    made = [record_of(row, batch, files[place], event_id, at) for place, row in enumerate(chunk)]
    records.enter_many(made)
    places = [row["row_no"] for row in made]
    ids = dict(
        db.session.execute(
            select(CreditRecord.row_no, CreditRecord.id).where(
                CreditRecord.batch_id == batch.id,
                CreditRecord.row_no.between(min(places), max(places)),
            )
        ).all()
    )
    public = [
        (
            row | {"id": ids[row["row_no"]]},
            good["values"]["CF_XDR_MC"],
            good["values"].get("CF_XDR_SHXYM") or "",
        )
        for row, good in zip(made, chunk, strict=True)
        if row["public"]
    ]
    publication.publish_many(public, at.date(), event_id, at)


def record_of(
    good: Good, batch: ImportBatch, subject_id: int, event_id: int, at: Any
) -> dict[str, Any]:
    """One row as a record: its class, its periods, and whether it is shown."""
    values = good["values"]
    decided_on = date.fromisoformat(values["CF_JDRQ"])
    severity = Severity(good["severity"]) if good["severity"] else None
    period = publicity_period(severity, decided_on, work_calendar()) if severity else None
    reason = good["reason"] or _why_not_shown(values, period, at.date())
    return {
        "subject_id": subject_id,
        "section_id": batch.section_id,
        "kind": "penalty",
        "authority": values["CF_CFJG"],
        "authority_code": values["CF_CFJGDM"],
        "doc_no": values["CF_WSH"],
        "title": values["CF_WFXW"],
        "decided_on": decided_on,
        "severity": severity.value if severity else None,
        "severity_basis": good["severity_basis"][:300],
        # Applications filed from 2026-04-01 are judged by Order 36, whenever the decision was made.
        "regime": (Regime.ORDER_36 if at.date() >= ORDER_36_FROM else Regime.ORDER_58).value,
        **_periods(period),
        "body": _body(values),
        "fingerprint": good["fingerprint"],
        "public": not reason,
        "why_not_public": reason,
        "late_days": good["late_days"],
        "shared": True,
        "status": "effective",
        "ended_on": None,
        "ended_event": None,
        "entered_at": at,
        "entered_by": batch.person_id,
        "entered_event": event_id,
        "batch_id": batch.id,
        "row_no": good["row"],
        "version": 1,
    }


def _periods(period: PublicityPeriod | None) -> dict[str, Any]:
    """From when to when; nothing is known of a record whose class is still to be set."""
    return {
        "minimum_until": period.minimum_until if period else None,
        "repairable_from": period.repairable_from if period else None,
        "maximum_raw": period.maximum_raw if period else None,
        "maximum_until": period.maximum_until if period else None,
        "provisional": period.provisional if period else False,
    }


def _why_not_shown(values: Good, period: PublicityPeriod | None, today: date) -> str:
    """What keeps a record off the register that no rule of the check knows."""
    if period is None:
        return N_("失信程度待认定")
    return why_not_shown(values.get("CF_XDR_SHXYM"), period.maximum_until, today)


def _body(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as they came, but identity numbers go to the vault."""
    body = dict(values)
    for column in SECRET:
        if body.get(column):
            kept = vault.same_as("citizen_id", body[column]) or vault.keep(
                "citizen_id", body[column]
            )
            body[column] = kept.masked
            body[f"{column}_KEPT"] = kept.id
    return body


def _files_of(chunk: Sequence[Good]) -> list[int]:
    """The file of each row's subject, opened where there was none."""
    codes = {
        row["values"]["CF_XDR_SHXYM"]: row for row in chunk if row["values"].get("CF_XDR_SHXYM")
    }
    known = subjects.with_codes(codes)
    subjects.enter_many(
        [
            {
                "kind": KINDS[row["values"]["CF_XDR_LB"]],
                "name": row["values"]["CF_XDR_MC"],
                "code": code,
                "citizen_id": None,
            }
            for code, row in codes.items()
            if code not in known
        ]
    )
    known = subjects.with_codes(codes)
    return [
        known[row["values"]["CF_XDR_SHXYM"]]
        if row["values"].get("CF_XDR_SHXYM")
        else _file_without_code(row["values"])
        for row in chunk
    ]


def _file_without_code(values: Mapping[str, Any]) -> int:
    """A person is known by the identity number, a sole trader without a code by its name."""
    kind, name, number = KINDS[values["CF_XDR_LB"]], values["CF_XDR_MC"], values.get("CF_XDR_ZJHM")
    if kind == "person" and number:
        kept = vault.same_as("citizen_id", number) or vault.keep("citizen_id", number)
        found = subjects.with_citizen_id(kept.id)
        return (found or subjects.enter(kind, name, citizen_id=kept.id)).id
    return (subjects.without_code(kind, name) or subjects.enter(kind, name)).id


def known_in_house(keys: Sequence[RowKey]) -> dict[RowKey, str]:
    """Which of these penalties the house holds, with the fingerprints of their rows (D6)."""
    held = db.session.execute(
        select(
            CreditRecord.authority_code,
            CreditRecord.doc_no,
            CreditRecord.fingerprint,
            Subject.code,
            Subject.name,
            PersonalValue.blind,
        )
        .join(Subject, Subject.id == CreditRecord.subject_id)
        .outerjoin(PersonalValue, PersonalValue.id == Subject.citizen_id)
        .where(CreditRecord.authority_code.in_({key.authority for key in keys}))
        .where(CreditRecord.doc_no.in_({key.number for key in keys}))
    ).all()
    by_subject = {
        (authority, doc_no, who): fingerprint
        for authority, doc_no, fingerprint, code, name, blind in held
        for who in (code, blind, name)
        if who
    }
    numbers = {doc_no for _, doc_no, *_ in held}
    found = {}
    for key in keys:
        if key.number not in numbers:
            continue  # nearly all of them; a person's number is costly to blind
        fingerprint = by_subject.get(tuple(key)) or by_subject.get(
            (key.authority, key.number, vault.blind_index("citizen_id", key.subject))
        )
        if fingerprint:
            found[key] = fingerprint
    return found
