"""审批 a decision rests on findings, binds to the text shown, and is carried out as made."""

from collections.abc import Mapping
from typing import Any

from app.kernel import documents, separation
from app.kernel.machines import RuleBroken
from app.kernel.rooms import Act
from app.lib import digest
from app.lib.markers import N_

Facts = Mapping[str, Any]


def note_findings(act: Act) -> None:
    act.case.outcome, act.case.findings = act.facts["outcome"], dict(act.facts["findings"])


def return_for_review(act: Act) -> None:
    """退回: the step before is done again; what came before it still stands."""
    separation.new_round(act.case, ("review",) if act.event.target == "vetting" else ())


def reasoned(facts: Facts) -> None:
    """A refusal gives its ground, and the words where the ground is not in the library."""
    if not facts.get("ground"):
        raise RuleBroken(N_("请选择理由"), "ground", "no_ground")
    if facts["ground"] == "other" and not facts.get("opinion"):
        raise RuleBroken(N_("请在意见中写明理由"), "opinion", "no_words")


def text_of(case: Any) -> dict[str, Any]:
    """决定所依据的内容: what an approval binds to and a publication must find unchanged."""
    return {
        "case": case.ref,
        "record": case.record.digest if case.record else "",
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
