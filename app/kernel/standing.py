"""办件现状 the case as guards and the machine see it, and whose hands are bound around it."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all

from app.extensions import Instant, db, table_of
from app.kernel.cases import Case
from app.kernel.claims import Claim
from app.kernel.people import Account, Representation
from app.kernel.separation import Duty, Recusal

_DUTIES, _CLAIMS, _RECUSALS = (table_of(model).c for model in (Duty, Claim, Recusal))
_ACCOUNTS, _AGENTS = table_of(Account).c, table_of(Representation).c
# Five small questions that every step asks, in one statement: what about the person, and who.
_AROUND = union_all(
    select(literal("did"), _DUTIES.duty, _DUTIES.person_id).where(
        _DUTIES.case_id == bindparam("case"), _DUTIES.round == bindparam("round")
    ),
    select(literal("holds"), literal(""), _CLAIMS.person_id).where(
        _CLAIMS.case_id == bindparam("case"), _CLAIMS.until > bindparam("now", type_=Instant())
    ),
    select(literal("acts for the subject"), literal(""), _ACCOUNTS.person_id).where(
        _AGENTS.subject_id == bindparam("subject"),
        _AGENTS.until.is_(None),
        _ACCOUNTS.id == _AGENTS.account_id,
    ),
    select(literal("keeps out"), literal(""), _RECUSALS.person_id).where(
        _RECUSALS.subject_id == bindparam("subject")
    ),
    select(literal("did before"), literal(""), _DUTIES.person_id).where(
        _DUTIES.case_id == bindparam("reviewed")
    ),
)


class Standing:
    """办件现状 the machine moves this, never the row."""

    def __init__(self, case: Case, now: datetime) -> None:
        self.case = case
        self.state = case.state
        self.enterers = case.record.enterers if case.record else frozenset()
        around = _around(case, now)
        self.hands = frozenset(around["did"])
        self.holder = next((person for _, person in around["holds"]), None)
        bound = around["acts for the subject"] + around["keeps out"]
        self.interested = frozenset(person for _, person in bound)
        self.earlier_hands = frozenset(person for _, person in around["did before"])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.case, name)


def _around(case: Case, now: datetime) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    asked = {
        "case": case.id,
        "round": case.round,
        "subject": case.subject_id,
        "now": now,
        "reviewed": case.review_of or 0,
    }
    for what, duty, person in db.session.execute(_AROUND, asked):
        found[what].append((duty, person))
    return found
