"""失信惩戒要件 what a step requires of the recommendation, or refuses it for want of, in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.cases.sanction import catalogue, rules
from app.cases.spine.decision import with_a_reason
from app.kernel import documents, people
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor
from app.lib.markers import N_

Facts = Mapping[str, Any]
MOST_POINTS = 12


def from_the_catalogue(facts: Facts, today: date) -> None:
    """Only a list and measures that are published today, each measure fit for that list."""
    if facts.get("list_key") not in catalogue.lists_on(today):
        raise RuleBroken(N_("请从现行目录中选择名单"), "list_key", "not_in_catalogue")
    named = list(facts.get("measures") or ())
    if not named:
        raise RuleBroken(N_("请至少选择一项惩戒措施"), "measures", "no_measure")
    if set(named) - set(catalogue.measures_of(facts["list_key"], today)):
        raise RuleBroken(
            N_("所选措施不在现行目录中，或者不适用于这个名单"), "measures", "not_in_catalogue"
        )
    for name, says in (
        ("cause", N_("请写明事实和证据")),
        ("basis", N_("请写明列入的依据")),
    ):
        if not str(facts.get(name) or "").strip():
            raise RuleBroken(says, name, "missing")


def served(model: Any, facts: Facts, today: date) -> None:
    """How and on which day the notice is served: the defence runs from there, never from before."""
    if facts.get("service") not in rules.SERVICE:
        raise RuleBroken(N_("请选择送达方式"), "service", "no_service")
    day = _day(facts.get("served_on"))
    if day is None or day < today:
        raise RuleBroken(N_("送达日期不能早于今天，告知书今天才制发"), "served_on", "too_early")
    if day > today + timedelta(days=rules.LONGEST_SERVICE):
        raise RuleBroken(N_("送达日期过晚，请核对"), "served_on", "too_late")
    if facts["service"] != "online":
        return
    if day != today:
        raise RuleBroken(N_("电子送达以今天为送达日期"), "served_on", "not_today")
    if not people.is_reachable(model.case.subject_id):
        raise RuleBroken(
            N_("当事人没有本系统的账号，收不到电子送达，请选择其他送达方式"),
            "service",
            "no_account",
        )


def signed_for(model: Any, facts: Facts, today: date) -> None:
    """送达回证 itself, and the day on it: not before the notice was drawn up, not to come."""
    if not [sent for sent in facts.get("uploads", ()) if sent["kind"] == "service_proof"]:
        raise RuleBroken(N_("请上传送达回证的扫描件或者照片"), "proof", "no_proof")
    day = _day(facts.get("signed_on"))
    drawn_up = [d.issued_on for d in documents.papers(model.case) if d.kind == "notice"]
    if day is None or day > today or any(day < on for on in drawn_up if on):
        raise RuleBroken(
            N_("签收日期应在告知书制发当天或者以后，且不晚于今天"), "signed_on", "not_then"
        )
    if model.service == "public" and day < model.served_on:
        raise RuleBroken(N_("公告期还没有满，期满以后才视为送达"), "signed_on", "not_over")


def something_said(model: Any, facts: Facts) -> None:
    """A defence says something, or waives; never both at once."""
    said, waives = [w for w in facts.get("points") or () if w.strip()], bool(facts.get("waive"))
    if not said and not waives:
        raise RuleBroken(N_("请写明陈述申辩的意见，或者选择放弃"), "point_1", "nothing_said")
    if said and waives:
        raise RuleBroken(N_("既有陈述申辩意见，就不能同时放弃"), "waive", "said_and_waived")
    if len(model.points) + len(said) > MOST_POINTS:
        raise RuleBroken(
            N_("本件最多记录%(most)s条意见，其余请写进附件"),
            "point_1",
            "too_many",
            most=MOST_POINTS,
        )


def every_point_answered(model: Any, facts: Facts) -> None:
    """陈述申辩 is answered point by point, and the answers come to a proposal."""
    answers = facts.get("answers") or {}
    for point in model.points:
        name = f"answer_{point['n']}"
        if not str(answers.get(name) or "").strip():
            raise RuleBroken(N_("请答复当事人的第%(n)s条意见"), name, "unanswered", n=point["n"])
    if facts.get("outcome") not in ("list", "refuse"):
        raise RuleBroken(N_("请选择拟办意见"), "outcome", "no_outcome")


def discussed(facts: Facts, today: date) -> None:
    """集体讨论 is minuted: the day, who was there, what came of it."""
    day = _day(facts.get("met_on"))
    if day is None or day > today:
        raise RuleBroken(N_("请填写集体讨论的日期，不能晚于今天"), "met_on", "no_minutes")
    for name, says in (
        ("attended", N_("请写明参加集体讨论的人员")),
        ("result", N_("请写明集体讨论的结论")),
    ):
        if not str(facts.get(name) or "").strip():
            raise RuleBroken(says, name, "no_minutes")


def proposed_for_listing(model: Any) -> None:
    """列入 rests on a recommendation to list; else it goes back to be considered again."""
    if model.outcome != "list":
        raise RuleBroken(
            N_("复核意见为不予列入；如认为应当列入，请退回重新复核"), None, "not_recommended"
        )


def delisting_grounded(model: Any, actor: Actor, facts: Facts, today: date) -> None:
    """The clock delists what is over; the signer revokes, and says why."""
    if actor.kind != "clock":
        with_a_reason(facts)
        return
    listed = model.case.listed
    over = listed.maximum_until is not None and listed.maximum_until < today
    if listed.status == "effective" and not over:
        raise RuleBroken(N_("列入期限未满，列入记录仍然有效"), None, "term_running")


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value or ""))
    except ValueError:
        return None
