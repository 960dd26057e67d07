"""经过 the story of a case in lines: who did what, when, and what was said in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from app.extensions import db
from app.kernel.events import Event, facts_of
from app.kernel.people import Account, Actor, Person, Section
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import Room
from app.lib.markers import N_, NC_
from app.web.language import listed, say

# What the applicant may read of the story: the steps, not the opinions inside the house.
OPEN_TO_APPLICANTS = frozenset(
    {
        *("open", "submit", "accept", "ask_correction", "resubmit", "lapse", "decline"),
        *("approve", "refuse", "recall", "extend", "publish", "revoke", "withdraw"),
        *("terminate", "attach", "detach"),
        *("divert", "verify_kept", "find_unkept", "confirm", "overturn"),
    }
)

# Acts about a case that are no step of it.
SIDE_ACTS: Mapping[str, str] = {
    "open": NC_("past", "登记"),
    "claim": NC_("past", "认领"),
    "release": NC_("past", "释放"),
    "reassign": NC_("past", "改派"),
    "recuse": NC_("past", "回避"),
    "hand_over": NC_("past", "交接"),
    "attach": NC_("past", "上传材料"),
    "detach": NC_("past", "撤下材料"),
    "receipt": NC_("past", "登记回执"),
    "recalendar": NC_("past", "按新的工作日历重新推算"),
    "change_edition": NC_("past", "改按另一版流程办理"),
    "note": NC_("past", "写批注"),
    "withdraw_note": NC_("past", "撤下批注"),
}

# The steps as a story tells them: in Chinese as on the button, in other tongues in the past tense.
TOLD = frozenset(
    {
        NC_("past", "提交"),
        NC_("past", "存入送达回证"),
        NC_("past", "受理"),
        NC_("past", "一次性告知补正"),
        NC_("past", "补正提交"),
        NC_("past", "逾期终止"),
        NC_("past", "不予受理"),
        NC_("past", "提出意见"),
        NC_("past", "审核通过"),
        NC_("past", "退回"),
        NC_("past", "退回审批"),
        NC_("past", "准予修复"),
        NC_("past", "不予修复"),
        NC_("past", "延期"),
        NC_("past", "执行修复"),
        NC_("past", "撤销修复"),
        NC_("past", "转办"),
        NC_("past", "核查答复"),
        NC_("past", "予以更正"),
        NC_("past", "维持"),
        NC_("past", "执行更正"),
        NC_("past", "申请复核"),
        NC_("past", "撤回"),
        NC_("past", "提出建议"),
        NC_("past", "初审同意"),
        NC_("past", "不予提出"),
        NC_("past", "事先告知"),
        NC_("past", "陈述申辩"),
        NC_("past", "终结陈述申辩"),
        NC_("past", "提出复核意见"),
        NC_("past", "决定列入"),
        NC_("past", "不予列入"),
        NC_("past", "列入公示"),
        NC_("past", "移出名单"),
        NC_("past", "撤回建议"),
        NC_("past", "提请撤回"),
        NC_("past", "确认撤回"),
        NC_("past", "不予撤回"),
        NC_("past", "作废草稿"),
        NC_("past", "终止办理"),
        NC_("past", "依职权立案"),
    }
)

HANDS = {"from": N_("移交人"), "to": N_("改派给")}  # accounts that an act names
WITHIN = (Role.HANDLER, Role.HEAD)  # the others sit in the bureau, or outside it

# Facts that are shown elsewhere on the page, or say nothing to a person.
NOTHING: tuple[Any, ...] = (None, "", [], {})
UNSAID = frozenset(
    {"opinion", "reason", "text", "record", "doc_no", "receipt", "why"} | {"note", "withdrawn_note"}
)


@dataclass(frozen=True)
class Line:
    """一笔 one act."""

    event: Event
    title: str
    actor: str
    role: str
    section: str
    opinion: str
    facts: dict[str, Any]
    details: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_step(self) -> bool:
        return self.event.name not in SIDE_ACTS


def lines_of(story: Sequence[Event], room: Room, actor: Actor) -> list[Line]:
    """The story, newest first; for an applicant without what was said inside the house."""
    staff = actor.kind == "staff"
    told = OPEN_TO_APPLICANTS | room.open_to_applicants
    shown = [e for e in story if staff or e.name in told]
    said = _still_said(facts_of([e.id for e in shown])) if staff else {}
    names = _names_in(shown, said)
    return [_line(e, said.get(e.id, {}), names, room, actor) for e in reversed(shown)]


def _still_said(said: Mapping[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """A note that its writer took back stays as an act without words."""
    gone = {facts["withdrawn_note"] for facts in said.values() if "withdrawn_note" in facts}
    return {event_id: {} if event_id in gone else facts for event_id, facts in said.items()}


@dataclass(frozen=True)
class Names:
    """名称 of the persons, accounts and sections that a story names."""

    people: Mapping[int, str]
    accounts: Mapping[int, str]
    sections: Mapping[int, str]

    def doer_of(self, event: Event) -> str:
        """谢分管（代宋分管）: who did it, and in whose name if not in their own."""
        name = self.people.get(event.person_id or 0, "")
        if event.for_person_id is None:
            return name
        absent = self.people.get(event.for_person_id, "")
        return say(N_("%(name)s（代%(absent)s）"), name=name, absent=absent)


def _line(event: Event, said: dict[str, Any], names: Names, room: Room, actor: Actor) -> Line:
    mine = actor.kind == "staff" or event.account_id == actor.account_id
    titles = room.events | dict(SIDE_ACTS)
    return Line(
        event=event,
        title=titles.get(event.name, event.name),
        actor=names.doer_of(event) if mine else "",
        role=ROLE_NAMES[Role(event.role)] if event.role in set(Role) else "",
        section=names.sections.get(event.section_id or 0, "") if event.role in WITHIN else "",
        opinion=str(said.get("opinion") or said.get("reason") or said.get("note") or ""),
        facts=said,
        details=_details(event.name, said, names, room),
    )


def _details(
    event: str, said: Mapping[str, Any], names: Names, room: Room
) -> list[tuple[str, str]]:
    """What was said in an act besides the opinion, in the words of the form that asked."""
    found: list[tuple[str, str]] = []
    if event == "open":  # about whom and what: it stands at the head of the page
        return found
    for name, value in said.items():
        if name not in UNSAID and not isinstance(value, bool) and value not in NOTHING:
            found += _detail(event, name, value, names, room)
    return found


def _detail(event: str, name: str, value: Any, names: Names, room: Room) -> list[tuple[str, str]]:
    if name in ("person", "mentioned"):
        those = value if isinstance(value, list) else [value]
        label = N_("回避的人") if name == "person" else N_("提到")
        return [(label, listed(names.people.get(one, "") for one in those))]
    if name in HANDS:
        return [(HANDS[name], names.accounts.get(value, ""))]
    if name == "uploads":
        return [(N_("材料"), listed(one["title"] for one in value))]
    if name == "items":
        return [(item["label"], item["wrong"]) for item in value]
    if name == "said":
        return [(label, _plain(words)) for label, words in value.items() if words]
    if name == "findings":
        return [(says, _finding(value[k])) for k, says in room.conditions.items() if k in value]
    if name == "answers":
        return [(label_of(room, event, key), _plain(words)) for key, words in value.items()]
    return [(label_of(room, event, name), words_of(room, event, name, value))]


def _finding(found: Mapping[str, Any]) -> str:
    """Whether a condition is met; or what stood in a field, what was found, and by what."""
    if "found" in found:
        return f"{found['old'] or '—'} → {found['found']} · {found['evidence']}"
    verdict = "符合" if found.get("met") else "不符合"
    return f"{verdict}。{found['note']}" if found.get("note") else verdict


def label_of(room: Room, event: str, name: str) -> str:
    """What the form of this event calls a field."""
    asked = _asked(room, event, name)
    known = {
        "proof": N_("回执内容"),
        "title": N_("材料"),
        "points": N_("意见"),
        "operator": N_("服务器操作员"),
        "was": N_("原流程版本"),
        "becomes": N_("现流程版本"),
    }
    return str(asked.args[0]) if asked is not None and asked.args else known.get(name, name)


def words_of(room: Room, event: str, name: str, value: Any) -> str:
    """A value as the form of this event shows it: the words of a choice, not its key."""
    asked = _asked(room, event, name)
    choices = dict(asked.kwargs.get("choices") or {}) if asked is not None else {}
    if isinstance(value, list):
        return listed(choices.get(one, one) for one in value)
    return str(choices.get(value, _plain(value)))


def _asked(room: Room, event: str, name: str) -> Any:
    """The field as it is declared, before any form is made."""
    declared = getattr(room.forms.get(event), name, None)
    return declared if hasattr(declared, "field_class") else None


def _plain(value: Any) -> str:
    return N_("是") if value is True else str(value)


def _names_in(story: Sequence[Event], said: Mapping[int, Mapping[str, Any]]) -> Names:
    people = {p for e in story for p in (e.person_id, e.for_person_id) if p}
    people |= {facts["person"] for facts in said.values() if "person" in facts}
    people |= {one for facts in said.values() for one in facts.get("mentioned", ())}
    accounts = {facts[key] for facts in said.values() for key in HANDS if key in facts}
    sections = {e.section_id for e in story if e.section_id}
    return Names(
        people=_read(select(Person.id, Person.name).where(Person.id.in_(people)), people),
        accounts=_read(_BEHIND.where(Account.id.in_(accounts)), accounts),
        sections=_read(select(Section.id, Section.name).where(Section.id.in_(sections)), sections),
    )


_BEHIND = select(Account.id, Person.name).join(Person, Person.id == Account.person_id)


def _read(query: Select[int, str], asked: set[Any]) -> dict[int, str]:
    return dict(db.session.execute(query).all()) if asked else {}
