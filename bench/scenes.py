"""测速用的场景: the cases that are opened and moved, walked there by the product's own verbs.

So their stories hang in valid chains, and their clocks, papers and notices are what they would be.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app.cases.repair import rules
from app.extensions import db
from app.kernel import cases, clock, files, people
from app.kernel.cases import Case
from app.kernel.people import Account, Actor, Representation
from app.kernel.records import CreditRecord
from app.kernel.tx import transaction
from app.kernel.workflow import advance, open_case
from bench.bureau import FIRST, Bureau
from bench.stores import Store

SECTION = "road"
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
        """Records in force, of our section, past their minimum, whose last case has ended."""
        shape = Bureau(self.store.size, self.store.places)
        ids: list[int] = []
        for n in count(self._kept["next"]):
            if len(ids) >= number:
                break
            if n >= self.store.size:
                raise LookupError(f"{self.store.name}: no record left for a scene, load it anew")
            self._kept["next"] = n + 1
            ended = not shape.is_open(n) and shape.state(n)[0] != "published"
            if ended and n % 3 == 0 and shape.decided(n) < -100:
                ids.append(FIRST + n)
        _let_represent(ids)
        return ids


def _let_represent(record_ids: list[int]) -> None:
    """The applicant of the demonstration acts for the subjects of these records."""
    account = db.session.scalars(select(Account.id).where(Account.login == "applicant.a")).one()
    if record_ids:
        with transaction():
            rows = [
                {"account_id": account, "subject_id": subject, "capacity": "agent"}
                for subject in record_ids  # subject and record of one number go together
            ]
            db.session.execute(insert(Representation), rows)
    people.forget_actors()


def _walked(record_id: int, road: tuple[Any, ...]) -> Scene:
    now, applicant = clock.now(), who("applicant.a")
    case = open_case("repair", db.session.get_one(CreditRecord, record_id), applicant, now)
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
    return people.actor_with(account.id, account.epoch)
