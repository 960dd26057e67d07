"""测速用的场景: the cases that are opened and moved, walked there by the product's own verbs.

So their stories hang in valid chains, and their clocks, papers and notices are what they would be.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app.cases.repair import rules
from app.extensions import db
from app.kernel import cases, clock, files, people, records
from app.kernel.cases import Case
from app.kernel.people import Account, Actor, Representation
from app.kernel.records import CreditRecord
from app.kernel.tx import transaction
from app.kernel.workflow import advance, open_case
from bench import bureau
from bench.bureau import FIRST, MONDAY
from bench.stores import Store

SUBMITTED = {
    "statement": "已缴清罚款，按要求完成整改，并组织驾驶员学习有关规定。",
    "performed_on": "2026-05-20",
    "signer": "赵某",
    "commitment": True,
}
ASKED = {"items": [{"field": "statement", "label": "纠正情况说明", "wrong": "未说明整改情况"}]}
FOUND = {
    "outcome": "grant",
    "findings": {name: {"met": True, "note": "材料齐全"} for name in rules.CONDITIONS},
    "opinion": "经核查，符合条件，拟准予修复",
}
# Event, who takes it, what they say.
TO_FILED = (("submit", "applicant.a", SUBMITTED),)
TO_DECIDING = (
    *TO_FILED,
    ("accept", "handler.road", {"opinion": "材料齐全，予以受理"}),
    ("ask_correction", "handler.road", ASKED),
    ("resubmit", "applicant.a", {"answers": {"statement": "已缴清罚款，并完成整改验收"}}),
    ("recommend", "handler.road", FOUND),
    ("pass", "legal", {"opinion": "程序合法，依据充分"}),
)


@dataclass(frozen=True)
class Scene:
    """A case that the bench will open or move."""

    ref: str
    case_id: int
    version: int


class Scenes:
    """The scenes of one database; what a kept database has left over is used first."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._note = store.folder / "scenes.json"
        self._kept: dict[str, Any] = {"next": 0, "deciding": []}
        if self._note.exists():
            self._kept = json.loads(self._note.read_text())

    def deciding(self, number: int) -> list[Scene]:
        """Cases with a long story, for the case page. Nobody moves them."""
        have = [Scene(*scene) for scene in self._kept["deciding"]]
        made = list(self._walk(number - len(have), TO_DECIDING))
        self._kept["deciding"] += [[s.ref, s.case_id, s.version] for s in made]
        self._keep()
        return (have + made)[:number]

    def filed(self, number: int) -> list[Scene]:
        """Cases that wait for acceptance; each serves one transition."""
        made = list(self._walk(number, TO_FILED))
        self._keep()
        return made

    def _keep(self) -> None:
        self._note.write_text(json.dumps(self._kept))

    def _walk(self, number: int, road: tuple[Any, ...]) -> Iterator[Scene]:
        with self.store.app.app_context():
            files.keep_under(Path(self.store.app.config["INSTANCE"]) / "files")
            for record_id in self._records(number):
                yield _walked(record_id, road)
            db.session.remove()

    def _records(self, number: int) -> list[int]:
        """A record more for as many subjects, each past its minimum period."""
        first = self._kept["next"]
        self._kept["next"] = first + number
        with transaction():
            ids = [self._record(n).id for n in range(first, first + number)]
        _let_represent(sorted({FIRST + n % self.store.size for n in range(first, first + number)}))
        return ids

    def _record(self, n: int) -> CreditRecord:
        """Like the one this subject has, under a number of its own, and not on the register."""
        decided = MONDAY - timedelta(120)
        return records.enter(
            subject_id=FIRST + n % self.store.size,
            section_id=self.store.places.sections[0][0],
            kind="penalty",
            authority=bureau.AUTHORITY,
            authority_code=bureau.AUTHORITY_CODE,
            doc_no=f"资交测速〔2026〕{n + 1}号",
            title=bureau.KINDS[0],
            decided_on=decided,
            severity="general",
            regime="order_36",
            minimum_until=decided + timedelta(92),
            repairable_from=decided + timedelta(93),
            maximum_raw=decided + timedelta(365),
            maximum_until=decided + timedelta(365),
            body={"CF_WSH": f"资交测速〔2026〕{n + 1}号", "CF_CFLB": "罚款"},
            fingerprint=str(n),
            public=False,
            why_not_public="测速",
            entered_at=clock.now(),
            entered_by=None,
            entered_for=None,
            entered_event=FIRST,
        )


def _let_represent(subject_ids: list[int]) -> None:
    """The applicant of the demonstration acts for these subjects."""
    account = db.session.scalars(select(Account.id).where(Account.login == "applicant.a")).one()
    have = set(
        db.session.scalars(
            select(Representation.subject_id).where(Representation.account_id == account)
        )
    )
    rows = [
        {"account_id": account, "subject_id": subject, "capacity": "agent"}
        for subject in subject_ids
        if subject not in have
    ]
    if rows:
        with transaction():
            db.session.execute(insert(Representation), rows)
    people.forget_actors()


def _walked(record_id: int, road: tuple[Any, ...]) -> Scene:
    now, applicant = clock.now(), who("applicant.a")
    case = open_case(
        "repair", cases.about(db.session.get_one(CreditRecord, record_id)), applicant, now
    )
    with transaction():
        cases.save_draft(case, {"contact_name": "王某某", "contact_phone": "13800001111"}, now)
    for event, login, facts in road:
        said = dict(facts) | ({"uploads": [_uploaded()]} if event == "submit" else {})
        actor = who(login)
        found = cases.find(actor, case.ref)
        if found is None:
            raise LookupError(f"{login} cannot see {case.ref}")
        advance(found, event, actor, now, said, seen=found.version)
        case = found
    return Scene(case.ref, case.id, _version(case))


def _version(case: Case) -> int:
    db.session.refresh(case)
    return case.version


def _uploaded() -> dict[str, Any]:
    stored = files.store(io.BytesIO(b"%PDF-1.4 proof"))
    return {
        "kind": "proof",
        "title": "缴款凭证.pdf",
        "media_type": "application/pdf",
        "file": stored.name,
        "digest": stored.digest,
        "size": stored.size,
    }


def who(login: str) -> Actor:
    """The person of the demonstration bureau with this login."""
    account = db.session.scalars(select(Account).where(Account.login == login)).one()
    return people.actor_with(account.id, account.epoch, clock.today())
