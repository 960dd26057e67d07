"""信用修复要件 what a step requires of the application, or refuses it for want of, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.repair import rules
from app.cases.spine.findings import all_met, findings_on
from app.kernel import documents, rechecks, terms
from app.kernel.machines import RuleBroken
from app.lib.markers import N_

Facts = Mapping[str, Any]


def signed(facts: Facts) -> None:
    """No commitment, no acceptance (100 % of repairs are covered by one)."""
    if not facts.get("commitment"):
        raise RuleBroken(
            N_("请阅读并签署信用修复承诺书，未作承诺的不予受理"), "commitment", "no_commitment"
        )


def proven(model: Any, facts: Facts) -> None:
    """The duty-performed proof is attached, now or before."""
    sent_now = [u for u in facts.get("uploads", ()) if u["kind"] == "proof"]
    if not sent_now and not documents.materials(model.case, "proof"):
        raise RuleBroken(
            N_("请上传已履行义务的证明材料（如缴款凭证、整改证明）"), "proof", "no_proof"
        )


def period_reached(model: Any, today: date) -> None:
    """The minimum period is over, or the bureau takes papers early."""
    early = terms.applying(rules.EARLY, model.opened_on).length
    first_day = rules.opens_on(model.record.repairable_from, early)
    if first_day is None or today < first_day:
        raise RuleBroken(
            N_("最短公示期未满，%(from_day)s起可以提交"), None, "too_early", from_day=first_day
        )


every_condition_found = findings_on(rules.CONDITIONS, N_("有条件不符合，不能提出准予修复的意见"))
every_condition_met = all_met(
    rules.CONDITIONS, N_("核查结论中有条件不符合，不能准予修复；如认为结论有误，请退回重新核查")
)


def period_over(model: Any, today: date) -> None:
    """Papers may be taken early; a grant is never given before the minimum period ends."""
    if not rules.minimum_period_over(model.record.repairable_from, today):
        raise RuleBroken(
            N_("最短公示期未满，%(from_day)s起才能准予修复"),
            None,
            "too_early",
            from_day=model.record.repairable_from,
        )


def false_papers_found(model: Any) -> None:
    """A repair is revoked on a re-check that found its papers false."""
    if rechecks.fault_found(model.case) is None:
        raise RuleBroken(
            N_("撤销修复须以复查发现材料虚假的结论为依据，请先完成复查"), None, "no_recheck"
        )
