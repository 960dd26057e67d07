"""时限 what a step does to the clocks of its case: starts, stops, extends them, or meets them."""

from collections.abc import Callable, Mapping
from typing import Any

from app.kernel import deadlines, terms
from app.kernel.machines import RuleBroken
from app.kernel.rooms import Act, Effect, consequence
from app.lib.markers import N_
from app.lib.workdays import Term


def start_clock(term: Term, kind: str, says: str) -> Effect:
    """Effect: a term of law begins to run."""

    def started(act: Act) -> None:
        deadlines.start(act.case, term, kind, act.today, act.event.id)

    started.__name__ = f"start_{kind}"
    return consequence(says)(started)


def start_clock_as(given: Callable[[Act], Term], kind: str, says: str) -> Effect:
    """Effect: a term begins to run whose length this very case gives."""

    def started(act: Act) -> None:
        deadlines.start(act.case, given(act), kind, act.today, act.event.id)

    started.__name__ = f"start_{kind}"
    return consequence(says)(started)


def meet(kind: str) -> Effect:
    """Effect: what this clock was for has been done."""

    def met(act: Act) -> None:
        for clock in deadlines.running(act.case, kind):
            deadlines.meet(clock, act.today, act.event.id)

    met.__name__ = f"meet_{kind}"
    return met


@consequence(N_("办理时限自今日起中止，补正提交后继续计算"))
def stop_the_clock(act: Act) -> None:
    for clock in deadlines.running(act.case):
        deadlines.stop(clock, act.today, "correction")


@consequence(N_("办理时限恢复计算"))
def resume_the_clock(act: Act) -> None:
    for clock in deadlines.running(act.case):
        if clock.kind == "correction":
            deadlines.meet(clock, act.today, act.event.id)
        elif clock.stopped:
            deadlines.resume(clock, act.today)


def once_and_within(limit: Term) -> Callable[..., None]:
    """延期: once, by no more working days than this, as it stood when the case was opened."""

    def within_the_limit(model: Any, facts: Mapping[str, Any]) -> None:
        if any(clock.extension for clock in deadlines.of_case(model.case)):
            raise RuleBroken(N_("本件已延期一次，不能再延"), "days", "extended_already")
        most = terms.applying(limit, model.opened_on).length
        if not 0 < int(facts.get("days") or 0) <= most:
            raise RuleBroken(N_("延期须为1至%(most)s个工作日"), "days", "too_long", most=most)

    return within_the_limit


def once_and_altogether(limit: Term) -> Callable[..., None]:
    """延期: once, and with it the whole may take no longer than this."""

    def within_the_whole(model: Any, facts: Mapping[str, Any]) -> None:
        if any(clock.extension for clock in deadlines.of_case(model.case)):
            raise RuleBroken(N_("本件已延期一次，不能再延"), "days", "extended_already")
        longest = terms.applying(limit, model.opened_on).length
        most = longest - max(clock.length for clock in deadlines.running(model.case, "decision"))
        if not 0 < int(facts.get("days") or 0) <= most:
            raise RuleBroken(N_("延期须为1至%(most)s个工作日"), "days", "too_long", most=most)

    return within_the_whole


@consequence(N_("办理时限按批准的天数顺延，并告知申请人"))
def extend_the_clock(act: Act) -> None:
    for clock in deadlines.running(act.case, "decision"):
        deadlines.extend(clock, int(act.facts["days"]))
