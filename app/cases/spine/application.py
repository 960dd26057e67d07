"""申请 what the applicant declares and hands in becomes part of the case; the draft is emptied."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.kernel import cases, documents, vault
from app.kernel.events import Event
from app.kernel.files import Stored
from app.kernel.rooms import Act

# 联系方式: kept by the vault alone, each as its kind of personal value.
CONTACT = {"contact_name": "name", "contact_phone": "phone"}


def take_in_files(act: Act) -> None:
    """Enter the files that came with the act; their bytes lie on disk already."""
    for sent in act.facts.get("uploads", ()):
        take_in_file(act.case, act.event, sent)


def take_in_file(case: Any, entry: Event, sent: Mapping[str, Any]) -> None:
    stored = Stored(sent["file"], sent["digest"], sent["size"])
    documents.receive(
        case, entry.id, sent["kind"], sent["title"], sent["media_type"], stored, entry.at
    )


def take_in_application(act: Act) -> None:
    """Copy what was declared onto the case; personal values go to the vault."""
    case = act.case
    declare(case, act.facts)
    case.filed_on = act.today
    case.lookup = vault.kept_lookup(vault.lookup_code_of(case.ref))
    keep_contact(case)


def declare(case: Any, said: Any) -> None:
    """Write down what was said of the fields that this kind of case has the applicant declare."""
    for name in case.DECLARED:
        if name in said:
            setattr(case, name, _as_declared(case, name, said[name]))


def _as_declared(case: Any, name: str, value: Any) -> Any:
    column = case.__table__.c.get(name)
    is_day = column is not None and column.type.python_type is date
    return date.fromisoformat(value) if is_day and isinstance(value, str) else value


def declared(case: Any) -> dict[str, Any]:
    """What the applicant declared, as it is stored and shown; contacts masked."""
    said = {name: getattr(case, name) for name in case.DECLARED}
    days = {name: value.isoformat() for name, value in said.items() if isinstance(value, date)}
    contact = {name: vault.masked(getattr(case, name)) for name in CONTACT}
    return {name: value or "" for name, value in said.items()} | days | contact


def keep_contact(case: Any) -> None:
    """The contact was typed into the draft; from now on only the vault has it."""
    typed = cases.draft_of(case)
    for name, kind in CONTACT.items():
        if typed.get(name):
            setattr(case, name, vault.keep(kind, typed[name]).id)
    empty_the_draft(case)


def empty_the_draft(case: Any) -> None:
    """What was typed has been handed in, or given up: the next draft begins empty."""
    cases.save_draft(case, {}, case.moved_at)


def drop_the_draft(act: Act) -> None:
    """A name and a telephone number typed for nothing are not kept."""
    empty_the_draft(act.case)
