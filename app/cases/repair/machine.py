"""信用修复状态机 states, events, and who may send them: workflows table, line by line."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from statemachine import Event, State

from app.cases.repair import rules
from app.kernel import corrections, deadlines, documents, samples, terms
from app.kernel.machines import (
    CaseMachine,
    Guard,
    RuleBroken,
    by,
    closed_saying,
    fresh_eyes,
    not_held_by_another,
    not_interested,
    not_the_one_who_entered_it,
)
from app.kernel.people import Actor, Role
from app.lib import digest
from app.lib.markers import N_, NC_

Facts = Mapping[str, Any]

STAFF = (not_held_by_another, not_interested)


@closed_saying("desk", N_("申请人已用自己的账号办理，请由申请人提交"))
def the_applicants_hand(
    model: Any, actor: Actor | None = None, now: datetime | None = None
) -> bool:
    """Guard: the applicant, or the desk that writes for somebody who came in person."""
    return actor is not None and (actor.kind == "applicant" or model.at_desk)


def came_from(state: str) -> Guard:
    """Guard: the request for correction was made in this state, and the case returns to it."""

    def guard(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
        return actor is not None and bool(model.corrected_from == state)

    guard.__name__ = f"came_from_{state}"
    guard.__qualname__ = f"came_from.{state}"
    return closed_saying("elsewhere", N_("补正后回到提出补正的环节"))(guard)


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


def items_named(facts: Facts) -> None:
    if not facts.get("items"):
        raise RuleBroken(N_("请至少勾选一项需要补正的内容，并写明问题"), "items", "no_items")


def second_round_by_the_head(model: Any, actor: Actor, facts: Facts) -> None:
    """一次性告知: a second round needs the head's reason."""
    if corrections.count(model.case) == 0:
        return
    if not actor.holds(Role.HEAD, model.section_id):
        raise RuleBroken(
            N_("补正应当一次性告知；再次告知须由科室负责人说明理由后发出"), "items", "second_round"
        )
    if not facts.get("again_because"):
        raise RuleBroken(N_("请写明再次告知补正的理由"), "again_because", "second_round_reason")


def all_answered(model: Any, facts: Facts) -> None:
    """Every named item is answered, and nothing else was touched."""
    asked = corrections.open_one(model.case)
    named = asked.fields if asked else frozenset()
    answered = dict(facts.get("answers", {}))
    for sent in facts.get("uploads", ()):
        answered.setdefault(sent["kind"], []).append(sent["title"])
    strange = set(answered) - named
    if strange:
        raise RuleBroken(N_("只能修改补正通知书列明的内容"), sorted(strange)[0], "not_open")
    for name in sorted(named):
        if not answered.get(name):
            raise RuleBroken(N_("这一项需要补正，请填写或上传"), name, "unanswered")


def reasoned(facts: Facts) -> None:
    """A refusal gives its ground, and the words where the ground is not in the library."""
    if not facts.get("ground"):
        raise RuleBroken(N_("请选择理由"), "ground", "no_ground")
    if facts["ground"] == "other" and not facts.get("opinion"):
        raise RuleBroken(N_("请在意见中写明理由"), "opinion", "no_words")


def every_condition_found(facts: Facts) -> None:
    """The finding speaks to each condition; a grant needs all of them met."""
    findings = facts.get("findings", {})
    for condition in rules.CONDITIONS:
        if findings.get(condition, {}).get("met") is None:
            raise RuleBroken(N_("请对每一项条件作出核查结论"), condition, "no_finding")
    if facts.get("outcome") == "grant" and not all(f["met"] for f in findings.values()):
        raise RuleBroken(N_("有条件不符合，不能提出准予修复的意见"), "outcome", "condition_unmet")


def every_condition_met(model: Any) -> None:
    """准予 rests on findings that every condition is met; else it goes back to be found again."""
    findings = model.findings or {}
    if not all(findings.get(condition, {}).get("met") for condition in rules.CONDITIONS):
        raise RuleBroken(
            N_("核查结论中有条件不符合，不能准予修复；如认为结论有误，请退回重新核查"),
            None,
            "condition_unmet",
        )


def term_over(model: Any, today: date) -> None:
    """Nobody is cut short: the clock ends a correction only after its last day."""
    due = [c.due_on for c in deadlines.running(model.case, "correction") if c.due_on]
    if not due or today <= max(due):
        raise RuleBroken(N_("补正期限未满"), None, "term_running")


def period_over(model: Any, today: date) -> None:
    """Papers may be taken early; a grant is never given before the minimum period ends."""
    if not rules.minimum_period_over(model.record.repairable_from, today):
        raise RuleBroken(
            N_("最短公示期未满，%(from_day)s起才能准予修复"),
            None,
            "too_early",
            from_day=model.record.repairable_from,
        )


def text_of(case: Any) -> dict[str, Any]:
    """决定所依据的内容: what an approval binds to and a publication must find unchanged."""
    return {
        "case": case.ref,
        "record": case.record.digest,
        "statement": case.statement,
        "findings": case.findings,
        "outcome": case.outcome,
        "materials": [d.digest for d in documents.materials(case)],
    }


def digest_of_text(case: Any) -> str:
    return digest.digest_of(digest.canonical(text_of(case)))


def the_text_that_was_shown(model: Any, facts: Facts) -> None:
    """The approver decides on what they saw."""
    if facts.get("text") != digest_of_text(model.case):
        raise RuleBroken(N_("核查内容在您打开后有变动，请重新核对后再决定"), None, "text_changed")


def the_text_that_was_approved(model: Any) -> None:
    """The publisher carries out exactly what was approved."""
    if model.decision_digest != digest_of_text(model.case):
        raise RuleBroken(N_("内容与审批时不一致，不能执行，请退回审批人核对"), None, "text_changed")


def once_and_within_the_limit(model: Any, facts: Facts) -> None:
    most = terms.applying(rules.EXTENSION, model.opened_on).length
    already = max((clock.extension for clock in deadlines.of_case(model.case)), default=0)
    if already:
        raise RuleBroken(N_("本件已延期一次，不能再延"), "days", "extended_already")
    if not rules.extension_allowed(int(facts.get("days") or 0), already, most):
        raise RuleBroken(N_("延期须为1至%(most)s个工作日"), "days", "too_long", most=most)


def false_papers_found(model: Any) -> None:
    """A repair is revoked on a re-check that found its papers false."""
    if samples.fault_found(model.case) is None:
        raise RuleBroken(
            N_("撤销修复须以复查发现材料虚假的结论为依据，请先完成复查"), None, "no_recheck"
        )


class RepairMachine(CaseMachine):
    """从提出申请到停止公示 from the application to the record leaving every public surface."""

    draft = State(N_("草稿"), initial=True)
    filed = State(N_("待受理"))
    correcting = State(N_("待补正"))
    reviewing = State(N_("核查中"))
    vetting = State(N_("法规审核"))
    deciding = State(N_("待审批"))
    approved = State(N_("待执行修复"))
    published = State(N_("已修复"))
    revoked = State(N_("修复已撤销"), final=True)
    declined = State(N_("不予受理"), final=True)
    refused = State(N_("不予修复"), final=True)
    withdrawn = State(N_("已撤回"), final=True)
    lapsed = State(N_("逾期未补正"), final=True)

    submit = Event(
        draft.to(
            filed,
            cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand],
            validators=[signed, proven, period_reached],
        ),
        name=NC_("event", "提交"),
    )
    accept = Event(filed.to(reviewing, cond=[by(Role.HANDLER), *STAFF]), name=NC_("event", "受理"))
    ask_correction = Event(
        filed.to(
            correcting,
            cond=[by(Role.HANDLER, Role.HEAD), *STAFF],
            validators=[items_named, second_round_by_the_head],
        )
        | reviewing.to(
            correcting,
            cond=[by(Role.HANDLER, Role.HEAD), *STAFF],
            validators=[items_named, second_round_by_the_head],
        ),
        name=NC_("event", "一次性告知补正"),
    )
    resubmit = Event(
        correcting.to(
            filed,
            cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand, came_from("filed")],
            validators=[all_answered],
        )
        | correcting.to(
            reviewing,
            cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand, came_from("reviewing")],
            validators=[all_answered],
        ),
        name=NC_("event", "补正提交"),
    )
    lapse = Event(
        correcting.to(lapsed, cond=[by(Role.CLOCK)], validators=[term_over]),
        name=NC_("event", "逾期终止"),
    )
    decline = Event(
        filed.to(declined, cond=[by(Role.HANDLER, Role.HEAD), *STAFF], validators=[reasoned]),
        name=NC_("event", "不予受理"),
    )
    recommend = Event(
        reviewing.to(
            vetting,
            cond=[by(Role.HANDLER), *STAFF, fresh_eyes("review")],
            validators=[every_condition_found],
        ),
        name=NC_("event", "提出意见"),
    )
    pass_ = Event(
        vetting.to(deciding, cond=[by(Role.LEGAL), *STAFF, fresh_eyes("vetting")]),
        id="pass",
        name=NC_("event", "审核通过"),
    )
    send_back = Event(
        vetting.to(reviewing, cond=[by(Role.LEGAL), *STAFF, fresh_eyes("vetting")])
        | deciding.to(vetting, cond=[by(Role.APPROVER), *STAFF, fresh_eyes("approval")]),
        name=NC_("event", "退回"),
    )
    approve = Event(
        deciding.to(
            approved,
            cond=[by(Role.APPROVER), *STAFF, fresh_eyes("approval"), not_the_one_who_entered_it],
            validators=[period_over, every_condition_met, the_text_that_was_shown],
        ),
        name=NC_("event", "准予修复"),
    )
    refuse = Event(
        deciding.to(
            refused,
            cond=[by(Role.APPROVER), *STAFF, fresh_eyes("approval"), not_the_one_who_entered_it],
            validators=[reasoned, the_text_that_was_shown],
        ),
        name=NC_("event", "不予修复"),
    )
    extend = Event(
        reviewing.to(
            reviewing,
            cond=[by(Role.APPROVER), not_interested],
            validators=[once_and_within_the_limit],
        )
        | vetting.to(
            vetting,
            cond=[by(Role.APPROVER), not_interested],
            validators=[once_and_within_the_limit],
        )
        | deciding.to(
            deciding,
            cond=[by(Role.APPROVER), not_interested],
            validators=[once_and_within_the_limit],
        ),
        name=NC_("event", "延期"),
    )
    publish = Event(
        approved.to(
            published,
            cond=[by(Role.PUBLISHER), *STAFF, fresh_eyes("publication")],
            validators=[the_text_that_was_approved],
        ),
        name=NC_("event", "执行修复"),
    )
    revoke = Event(
        published.to(
            revoked,
            cond=[by(Role.APPROVER), not_interested, not_the_one_who_entered_it],
            validators=[false_papers_found],
        ),
        name=NC_("event", "撤销修复"),
    )
    withdraw = Event(
        draft.to(withdrawn, cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand])
        | filed.to(withdrawn, cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand])
        | correcting.to(withdrawn, cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand])
        | reviewing.to(withdrawn, cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand])
        | vetting.to(withdrawn, cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand])
        | deciding.to(withdrawn, cond=[by(Role.APPLICANT, Role.HANDLER), the_applicants_hand]),
        name=NC_("event", "撤回"),
    )
