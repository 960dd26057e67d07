"""信用承诺要件 what a step requires of the letter, the subject or the finding, in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.cases.commitment import rules
from app.cases.spine.findings import all_met, findings_on
from app.kernel import matters, records, terms
from app.kernel.machines import RuleBroken, closed_saying
from app.kernel.people import Actor
from app.lib import letter_text
from app.lib.letter_text import Unreadable
from app.lib.markers import N_

Facts = Mapping[str, Any]

MOST_CONTENT = 4000  # characters of 承诺内容 in the standard


def obstacles(case: Any, today: date) -> Sequence[rules.Obstacle]:
    """不适用告知承诺 what on the subject's file stands in the way."""
    held = [
        rules.Held(r.kind, r.status, r.severity, r.doc_no, r.maximum_until)
        for r in records.of_subject(case.subject_id)
    ]
    return rules.obstacles(held, today)


def signed(facts: Facts) -> None:
    """A letter that nobody signed promises nothing."""
    if not facts.get("commitment") or not facts.get("signer"):
        raise RuleBroken(N_("请阅读并签署信用承诺书"), "commitment", "no_commitment")


def complete(model: Any, facts: Facts) -> None:
    """Every blank of the letter is filled in as it asks."""
    said = facts.get("said") or {}
    for place, blank in enumerate(model.matter.blanks, 1):
        try:
            letter_text.read(blank, str(said.get(blank.label) or ""))
        except Unreadable as why:
            raise RuleBroken(why.says, f"said_{place}", "letter_incomplete") from why
    if len("\n".join(model.matter.letter(dict(said)))) > MOST_CONTENT:
        raise RuleBroken(N_("承诺内容太长，请删减填写的内容"), "said_1", "too_long")


def on_the_list(model: Any, today: date) -> None:
    """The letter is the one in force on the day it is signed."""
    if not matters.may_be_signed(model.matter, today):
        raise RuleBroken(
            N_("这个事项的承诺书已经更换或者停止适用，请作废草稿，按现行清单重新作出承诺"),
            None,
            "not_on_list",
        )


def may_be_trusted(model: Any, today: date) -> None:
    """No unrepaired serious record and no earlier false commitment."""
    for obstacle in obstacles(model.case, today):
        raise RuleBroken(obstacle.says, None, obstacle.code, **obstacle.params)


every_condition_found = findings_on(rules.CONDITIONS, N_("有条件不符合，不能提出同意的意见"))
every_condition_met = all_met(
    rules.CONDITIONS, N_("核查结论中有条件不符合，不能同意；如认为结论有误，请退回重新核查")
)


def told_how(facts: Facts) -> None:
    """核实情况 a finding about keeping says how it was found."""
    if not facts.get("opinion"):
        raise RuleBroken(N_("请写明核实的方式和结论"), "opinion", "no_words")


def shown_unkept(model: Any, facts: Facts) -> None:
    """责令整改 says what was not kept, by what evidence, and gives a time within the limit."""
    if facts.get("extent") not in rules.EXTENT:
        raise RuleBroken(N_("请选择部分未履行还是全部未履行"), "extent", "no_extent")
    for name, says in (
        ("unkept", N_("请写明未履行的承诺内容")),
        ("opinion", N_("请写明查实的证据和方式")),
    ):
        if not facts.get(name):
            raise RuleBroken(says, name, "no_words")
    most = terms.applying(rules.RECTIFICATION, model.opened_on).length
    if not 0 < int(facts.get("days") or 0) <= most:
        raise RuleBroken(N_("整改期限须为1至%(most)s个工作日"), "days", "too_long", most=most)


def graded(facts: Facts) -> None:
    """认定违诺 says how grave it is and what follows: both go into the record."""
    if facts.get("severity") not in ("minor", "general", "serious"):
        raise RuleBroken(N_("请选择失信程度"), "severity", "no_severity")
    if not facts.get("consequence"):
        raise RuleBroken(N_("请写明违诺责任追究的内容"), "consequence", "no_words")


def breach_annulled(model: Any) -> None:
    """撤销认定 follows the end of the breach's record; by itself a finding stands."""
    breach = model.case.breach
    if breach is None or breach.status != "annulled":
        raise RuleBroken(N_("违诺记录仍然有效，不能撤销认定"), None, "record_stands")


@closed_saying("finder", N_("未履行的情况由您查实，是否违诺须由他人认定"))
def not_the_one_who_found_it(
    model: Any, actor: Actor | None = None, now: datetime | None = None
) -> bool:
    """Guard: whoever found that a promise was not kept does not judge it."""
    return actor is not None and actor.persons.isdisjoint({model.found_by, model.found_for})
