"""交材料 a file handed in, or taken back, while it is the applicant's turn."""

from datetime import datetime
from typing import Any

from app.kernel import corrections, documents, workflow
from app.kernel.cases import Case
from app.kernel.files import Stored
from app.kernel.machines import Reason
from app.kernel.people import Actor
from app.kernel.tx import transaction
from app.kernel.workflow import NotNow
from app.lib.markers import N_


def open_kinds(case: Case) -> frozenset[str]:
    """The kinds of material the applicant may change now."""
    if case.state == "draft":
        return frozenset({"proof"})
    asked = corrections.open_one(case) if case.state == "correcting" else None
    return frozenset({"proof"}) & asked.fields if asked else frozenset()


def attach(
    case: Case, kind: str, sent: list[dict[str, Any]], actor: Actor, now: datetime, once: str | None
) -> None:
    """Enter files that lie on disk already. Raises NotNow when this kind is closed."""
    with transaction():
        _must_be_open(case, kind)
        entry = workflow.note(case, "attach", actor, now, {"uploads": sent}, once=once)
        for one in sent:
            documents.receive(
                case,
                entry.id,
                kind,
                one["title"],
                one["media_type"],
                Stored(one["file"], one["digest"], one["size"]),
                entry.at,
            )


def detach(
    case: Case, document: documents.Document, actor: Actor, now: datetime, once: str | None
) -> None:
    """Take a material back; its bytes and its digest stay in the file."""
    with transaction():
        _must_be_open(case, document.kind)
        entry = workflow.note(case, "detach", actor, now, {"title": document.title}, once=once)
        documents.withdraw(document, entry.id)


def _must_be_open(case: Case, kind: str) -> None:
    if kind not in open_kinds(case):
        raise NotNow(
            Reason(
                "closed_material", N_("现在不能增减这类材料；只有草稿和补正通知书列明的材料可以改")
            )
        )
