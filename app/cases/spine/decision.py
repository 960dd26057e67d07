"""审批 a decision rests on findings, binds to the text shown, and is carried out as made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.kernel import documents, separation
from app.kernel.events import history
from app.kernel.machines import RuleBroken, closed_saying
from app.kernel.people import Actor
from app.kernel.rooms import Act, consequence
from app.lib import digest
from app.lib.markers import N_

Facts = Mapping[str, Any]


def note_findings(act: Act) -> None:
    act.case.outcome, act.case.findings = act.facts["outcome"], dict(act.facts["findings"])


# 退回 to a state leaves standing what was done before it.
STILL_STANDS: Mapping[str, tuple[str, ...]] = {
    "vetting": ("review",),
    "reconsidering": ("review",),
    "deciding": ("review", "vetting"),
}


def return_for_review(act: Act) -> None:
    """退回: the step before is done again; what came before it still stands."""
    separation.new_round(act.case, STILL_STANDS.get(act.event.target, ()))


def reasoned(facts: Facts) -> None:
    """A refusal gives its ground, and the words where the ground is not in the library."""
    if not facts.get("ground"):
        raise RuleBroken(N_("请选择理由"), "ground", "no_ground")
    if facts["ground"] == "other" and not facts.get("opinion"):
        raise RuleBroken(N_("请在意见中写明理由"), "opinion", "no_words")


def with_a_reason(facts: Facts) -> None:
    """What is sent back, dropped or taken back says why."""
    if not str(facts.get("opinion") or "").strip():
        raise RuleBroken(N_("请写明理由"), "opinion", "no_words")


def text_of(case: Any) -> dict[str, Any]:
    """决定所依据的内容: what an approval binds to and a publication must find unchanged."""
    return {
        "case": case.ref,
        "record": case.record.digest if case.record else None,
        **{name: getattr(case, name) for name in case.WEIGHED},
        "materials": [d.digest for d in documents.materials(case)],
    }


def digest_of_text(case: Any) -> str:
    return digest.digest_of(digest.canonical(text_of(case)))


def the_text_that_was_shown(model: Any, facts: Facts) -> None:
    """The approver decides on what they saw."""
    if facts.get("text") != digest_of_text(model.case):
        raise RuleBroken(N_("核查内容在您打开后有变动，请重新核对后再决定"), None, "text_changed")


def bind_decision(act: Act) -> None:
    """The decision binds to exactly the text that was decided on."""
    act.case.decision_digest, act.case.decided_on = digest_of_text(act.case), act.today


def the_text_that_was_approved(model: Any) -> None:
    """The publisher carries out exactly what was approved."""
    if model.decision_digest != digest_of_text(model.case):
        raise RuleBroken(N_("内容与审批时不一致，不能执行，请退回审批人核对"), None, "text_changed")


@closed_saying("as_approved", N_("内容与审批时一致，直接执行即可"))
def changed_since_approved(
    model: Any, actor: Actor | None = None, now: datetime | None = None
) -> bool:
    """Guard: what would be carried out no longer is what was approved."""
    return actor is not None and model.decision_digest != digest_of_text(model.case)


@consequence(N_("原决定书作废，编号留存；由审批人按现在的内容重新决定"))
def take_back_the_decision(act: Act) -> None:
    """A decision that cannot be carried out any more is void, and so is its paper."""
    case = act.case
    case.decision_digest, case.decided_on = None, None
    approved = [event for event in history(case.stream) if event.target == act.event.source][-1]
    for paper in documents.papers(case):
        if paper.event_id == approved.id:
            documents.withdraw(paper, act.event.id)
