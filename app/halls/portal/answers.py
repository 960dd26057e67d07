"""可以修复吗 the answer about one record: yes, from which day, or what stands in the way."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.cases.plain import Standing
from app.lib.markers import N_
from app.lib.penalties import SEVERITY_NAMES, Severity
from app.lib.publicity import NOT_PUBLIC_CITES, NOT_PUBLIC_NAMES, NotPublic
from app.web.language import listed, say, translated


@dataclass(frozen=True)
class Answer:
    """答复: a headline, sentences under it, the article; and what the person can do about it."""

    tone: str
    mark: str
    headline: str
    says: tuple[str, ...]
    cite: str = ""
    may: str = ""  # open | draft | see


def about(record: Any, eligible: Any, application: Standing | None, today: date) -> Answer:
    """Can this record be repaired? `application` is the one that is open about it, if any."""
    if record.status == "repaired":
        says = say(N_("%(day)s起停止公示、共享和使用，相关措施已解除。"), day=record.ended_on)
        return Answer("good", "check", say(N_("已经修复")), (says,))
    if record.status == "annulled":
        says = say(
            N_("所依据的决定已变更或者撤销，这条记录%(day)s起不再有效。"), day=record.ended_on
        )
        return Answer("", "info", say(N_("不需要修复")), (says,))
    if application is not None:
        says = (say(N_("现在：%(state)s。"), state=application.state), application.next_step)
        return Answer("", "clock", say(N_("已经有一件申请")), says, may="see")
    if record.maximum_until and record.maximum_until < today:
        over = (
            N_("公示期%(day)s届满，已自动停止公示。")
            if record.public
            else N_("这条记录没有公示；最长期限%(day)s届满，不再计入信用评价。")
        )
        says = say(over, day=record.maximum_until)
        return Answer("", "info", say(N_("不需要修复")), (says,), eligible.cite)
    if eligible.now:
        return _yes(record, eligible)
    if eligible.only_waiting:
        return _from_a_day(record, eligible)
    return _no(eligible)


def _yes(record: Any, eligible: Any) -> Answer:
    period = (
        say(N_("轻微失信信息没有最短公示期，履行义务后就可以申请。"))
        if record.severity == Severity.MINOR
        else say(N_("最短公示期已于%(day)s届满。"), day=record.minimum_until)
    )
    needs = say(N_("要准备：义务已经履行的证明（如缴款凭证、整改证明），并签署信用修复承诺书。"))
    return Answer("good", "check", say(N_("可以申请修复")), (period, needs), eligible.cite, "open")


def _from_a_day(record: Any, eligible: Any) -> Answer:
    waiting = eligible.obstacles[0]
    says = say(
        N_("%(severity)s失信信息的最短公示期到%(day)s届满。现在可以先写好草稿，到时再提交。"),
        severity=SEVERITY_NAMES[Severity(record.severity)],
        day=record.minimum_until,
    )
    headline = say(N_("%(day)s起可以申请"), day=eligible.opens_on)
    return Answer("warn", "clock", headline, (says, *_provisional(record)), waiting.cite, "draft")


def _provisional(record: Any) -> tuple[str, ...]:
    """A day that rests on a calendar not yet announced is not promised."""
    if not record.provisional:
        return ()
    return (say(N_("节假日安排公布后，这个日期可能前后移动几天。")),)


def _no(eligible: Any) -> Answer:
    says = tuple(say(obstacle.says, **obstacle.params) for obstacle in eligible.obstacles)
    cites = dict.fromkeys(obstacle.cite for obstacle in eligible.obstacles)
    return Answer("warn", "lock", say(N_("现在不能申请")), says, "；".join(cites))


def publicity(record: Any, today: date) -> str:
    """公示到哪天, or why it is not shown."""
    if record.status == "effective" and record.slug:
        if record.disputed:
            return say(N_("公示到%(day)s，异议处理中"), day=record.maximum_until)
        return say(N_("公示到%(day)s"), day=record.maximum_until)
    if not record.public:
        hidden = N_("未公示：%(why)s；异议处理中") if record.disputed else N_("未公示：%(why)s")
        return say(hidden, why=_why_not(record.why_not_public))
    if record.maximum_until and record.maximum_until < today:
        return say(N_("%(day)s起已停止公示"), day=record.maximum_until)
    return say(N_("已停止公示"))


def _why_not(reason: str) -> str:
    known = reason in set(NotPublic)
    return NOT_PUBLIC_NAMES[NotPublic(reason)] if known else reason


def why_not_cite(record: Any) -> str:
    """The article by which a record is not shown, where the reason is one of the list."""
    for reason, words in NOT_PUBLIC_NAMES.items():
        if not record.public and record.why_not_public in (reason, words):
            return NOT_PUBLIC_CITES[reason]
    return ""


def punishment(record: Any) -> str:
    """What was decided, in a few words: 罚款；罚款1万元."""
    kinds = record.body.get("CF_CFLB") or ""
    named = listed(translated(str(k)) for k in kinds) if isinstance(kinds, list) else str(kinds)
    words = str(record.body.get("CF_NR") or "")
    return words or named
