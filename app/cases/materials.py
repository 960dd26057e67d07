"""交材料 a file handed in or taken back while it is the applicant's turn, if there is room."""

from datetime import datetime
from typing import Any

from app.cases.spine.application import take_in_file
from app.kernel import corrections, documents, events, workflow
from app.kernel.cases import Case
from app.kernel.machines import Reason
from app.kernel.people import Actor
from app.kernel.tx import transaction
from app.kernel.workflow import NotNow
from app.lib.markers import N_
from app.web.uploads import UploadRefused, must_fit

# In which step of the applicant's the materials are open.
STEP = {"draft": "submit", "correcting": "resubmit"}


def open_kinds(case: Case) -> frozenset[str]:
    """The kinds of material that may be changed now."""
    if case.state == "draft":
        return frozenset({"proof"})
    asked = corrections.open_one(case) if case.state == "correcting" else None
    return frozenset({"proof"}) & asked.fields if asked else frozenset()


def must_be_open(case: Case, kind: str, actor: Actor, now: datetime) -> Actor:
    """By whose hand this person may change materials of this kind now. Raises NotNow, NotYours."""
    if kind not in open_kinds(case):
        raise NotNow(
            Reason(
                "closed_material", N_("现在不能增减这类材料；只有草稿和补正通知书列明的材料可以改")
            )
        )
    return workflow.permit(case, STEP[case.state], actor, now)[1]


def attach(
    case: Case, kind: str, sent: list[dict[str, Any]], actor: Actor, now: datetime, once: str | None
) -> bool:
    """Enter files that lie on disk already; False when this hand-in was entered before.

    Raises NotNow, NotYours when the kind is closed to the actor, UploadRefused when it is full.
    """
    with transaction():
        known = events.answered(actor.account_id, once)
        hand = actor
        if known is None:
            hand = must_be_open(case, kind, actor, now)
            _must_be_new(case, sent)
        entry = workflow.note(case, "attach", hand, now, {"uploads": sent}, once=once)
        if known is not None:
            return False
        for one in sent:
            take_in_file(case, entry, one)
    return True


def _must_be_new(case: Case, sent: list[dict[str, Any]]) -> None:
    """The same bytes twice are a slip; and a case holds only so much."""
    received = [d for d in documents.of_case(case) if d.direction == "received"]
    standing = {d.digest for d in received if d.standing}
    for one in sent:
        if one["digest"] in standing:
            raise UploadRefused(
                N_("“%(title)s”已经上传过，内容完全相同，不必再传"), title=one["title"]
            )
        standing.add(one["digest"])
    must_fit([d.size for d in received], [one["size"] for one in sent])


def detach(
    case: Case, document: documents.Document, actor: Actor, now: datetime, once: str | None
) -> None:
    """Take a material back; its bytes and its digest stay in the file."""
    with transaction():
        hand = actor
        if events.answered(actor.account_id, once) is None:
            hand = must_be_open(case, document.kind, actor, now)
            if not document.standing:
                return
        entry = workflow.note(case, "detach", hand, now, {"title": document.title}, once=once)
        documents.withdraw(document, entry.id)
