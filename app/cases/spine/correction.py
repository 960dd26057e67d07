"""补正 asked once for everything that is missing, answered item by item, ended by the clock."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.cases.spine.application import declare, declared, keep_contact
from app.kernel import corrections, deadlines, documents
from app.kernel.machines import Guard, RuleBroken, closed_saying
from app.kernel.people import Actor
from app.kernel.roles import Role
from app.kernel.rooms import Act
from app.lib.markers import N_

Facts = Mapping[str, Any]


def came_from(state: str) -> Guard:
    """Guard: the request for correction was made in this state, and the case returns to it."""

    def guard(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
        return actor is not None and bool(model.corrected_from == state)

    guard.__name__ = f"came_from_{state}"
    guard.__qualname__ = f"came_from.{state}"
    return closed_saying("elsewhere", N_("补正后回到提出补正的环节"))(guard)


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


def ask_for_correction(act: Act) -> None:
    """Note what is asked, beside what stood before, and the state to come back to."""
    case = act.case
    before = declared(case) | {"proof": [d.title for d in documents.materials(case, "proof")]}
    asked = corrections.ask(case, list(act.facts["items"]), before, act.today, act.event.id)
    asked.came_from = act.event.source
    case.corrected_from = act.event.source


def all_answered(model: Any, facts: Facts) -> None:
    """Every named item is answered, and nothing else was touched."""
    asked = corrections.open_one(model.case)
    named, answered = asked.fields if asked else frozenset(), _answers(facts)
    strange = set(answered) - named
    if strange:
        raise RuleBroken(N_("只能修改补正通知书列明的内容"), sorted(strange)[0], "not_open")
    for name in sorted(named):
        if not answered.get(name):
            raise RuleBroken(N_("这一项需要补正，请填写或上传"), name, "unanswered")


def take_in_answers(act: Act) -> None:
    """Enter the corrected values, and keep what stood before for the difference view."""
    case, asked, answers = act.case, corrections.open_one(act.case), _answers(act.facts)
    declare(case, answers)
    keep_contact(case)
    if asked:
        corrections.answer(asked, answers, act.today, act.event.id)


def _answers(facts: Facts) -> dict[str, Any]:
    """What was answered, by item; a file answers the item that it was sent for."""
    answers = dict(facts.get("answers", {}))
    for sent in facts.get("uploads", ()):
        answers.setdefault(sent["kind"], []).append(sent["title"])
    return answers


def term_over(model: Any, today: date) -> None:
    """Nobody is cut short: the clock ends a correction only after its last day."""
    due = [c.due_on for c in deadlines.running(model.case, "correction") if c.due_on]
    if not due or today <= max(due):
        raise RuleBroken(N_("补正期限未满"), None, "term_running")
