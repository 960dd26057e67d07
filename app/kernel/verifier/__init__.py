"""核验 all that the house has promised to keep, re-derived from what lies in database and folder.

Separate from the writer on purpose: it reads rows as the database gives them, writes the canonical
form in its own way, and trusts no head, no state and no digest that it has not reckoned itself.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from app.kernel.verifier import (
    chains,
    database,
    facts,
    kept,
    numbers,
    register,
    sealing,
    searching,
    stories,
    values,
)
from app.kernel.verifier.findings import Finding, Report
from app.kernel.verifier.reading import Outside

__all__ = ["CHECKS", "Finding", "Outside", "Report", "verify"]

Check = Callable[[Connection, Outside, date, Report], None]

CHECKS: dict[str, Check] = {
    "database": database.check,
    "chains": chains.check,
    "facts": facts.check,
    "seals": sealing.check,
    "stories": stories.check,
    "numbers": numbers.check,
    "files": kept.check_files,
    "papers": kept.check_papers,
    "messages": kept.check_messages,
    "values": values.check,
    "register": register.check,
    "search": searching.check,
}


def verify(
    connection: Connection,
    outside: Outside,
    today: date,
    tell: Callable[[str, Report], None] | None = None,
) -> Report:
    """Check everything; `tell` hears of each check when it is done."""
    whole = Report()
    for name, check in CHECKS.items():
        found = Report()
        found.begin(name)
        check(connection, outside, today, found)
        found.end()
        whole.add(found)
        if tell:
            tell(name, found)
    return whole
