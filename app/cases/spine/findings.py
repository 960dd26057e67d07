"""核查结论 a finding speaks to each condition of the law; who decides rests on all of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.kernel.machines import RuleBroken
from app.lib.markers import N_

Facts = Mapping[str, Any]


def findings_on(conditions: Iterable[str], says: str) -> Callable[[Facts], None]:
    """Validator: the finding speaks to each condition; a grant needs all of them met."""

    def every_condition_found(facts: Facts) -> None:
        findings = facts.get("findings", {})
        for condition in conditions:
            if findings.get(condition, {}).get("met") is None:
                raise RuleBroken(N_("请对每一项条件作出核查结论"), condition, "no_finding")
        if facts.get("outcome") == "grant" and not all(f["met"] for f in findings.values()):
            raise RuleBroken(says, "outcome", "condition_unmet")

    return every_condition_found


def all_met(conditions: Iterable[str], says: str) -> Callable[[Any], None]:
    """Validator: what is granted rests on findings that every condition is met."""

    def every_condition_met(model: Any) -> None:
        findings = model.findings or {}
        if not all(findings.get(condition, {}).get("met") for condition in conditions):
            raise RuleBroken(says, None, "condition_unmet")

    return every_condition_met
