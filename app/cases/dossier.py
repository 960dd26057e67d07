"""案卷 one case as staff see it: who can do what, who did what, and what hangs on it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import current_app, url_for
from sqlalchemy import select

from app.cases.held import HeldCase
from app.cases.margin import Margin, margin_of
from app.cases.offering import offers_of
from app.cases.plain import Difference, differences
from app.cases.story import Line
from app.cases.tones import tone_of
from app.extensions import db
from app.kernel import deputies, documents, public_entries, separation
from app.kernel.cases import Case, visible_to
from app.kernel.choices import Choice
from app.kernel.corrections import Correction
from app.kernel.holding import ROLES_THAT_HOLD
from app.kernel.machines import steps_of
from app.kernel.papers import issued_by, series_of
from app.kernel.people import Account, Grant, Person, Section
from app.kernel.permissions import Permission, can
from app.kernel.public_entries import PublicEntry
from app.kernel.roles import ROLE_NAMES, Role
from app.lib.markers import N_
from app.web.forms import EventForm
from app.web.language import say, translated
from app.web.terms import term

DUTY_NAMES = {
    "review": N_("核查"),
    "vetting": N_("法规审核"),
    "approval": N_("审批"),
    "publication": N_("公示"),
}
EFFECT_NAMES = {
    "publicity": N_("停止公示"),
    "sharing": N_("停止共享使用"),
    "measures": N_("解除措施"),
    "evaluation": N_("更新评价"),
    "sharing_again": N_("恢复共享使用"),
    "correction": N_("更正内容"),
    "listing": N_("列入名单公示"),
    "measures_on": N_("执行惩戒措施"),
    "report": N_("报送省厅"),
}
STORIES = {
    "all": N_("全部"),
    "steps": N_("办理步骤"),
    "opinions": N_("有意见的"),
    "side": N_("认领、改派、材料"),
}
NAMED = 3  # how many of those who can do a step are named
LINKED = 5


@dataclass(frozen=True)
class Closed:
    """其他步骤 a step that is closed to this person now: why, who can, what opens it."""

    event: str
    label: str
    why: str
    who: str
    opens: str = ""  # the reason says it already


class Dossier(HeldCase):
    """案卷 what the templates of the staff's side read."""

    # ------------------------------------------------------------ what may be done

    @property
    def others(self) -> list[Choice]:
        """What else may be done: the kind things first."""
        rest = [choice for choice in self.open if choice is not self.first]
        return sorted(rest, key=lambda choice: choice.refusing)

    @cached_property
    def closed_steps(self) -> list[Closed]:
        return [self._closed(choice) for choice in self.closed]

    def _closed(self, choice: Choice) -> Closed:
        reason = choice.reason
        why = say(reason.says, **reason.params) if reason else ""
        steps = [step for step in steps_of(self.room.machine) if step.event == choice.event]
        roles = dict.fromkeys(role for step in steps for role in step.roles)
        who = say(N_("%(all)s"), all=[self.who(role) for role in roles])
        return Closed(choice.event, term(choice.name, "event"), why, who)

    def who(self, role: str) -> str:
        """法规审核（罗法规、梁法规）: a role, and who holds it where this case lies."""
        names = self._colleagues.get(role, [])
        named = say(N_("%(all)s"), all=names[:NAMED])
        if len(names) > NAMED:
            named = say(N_("%(some)s等%(n)s人"), some=named, n=len(names))
        title = translated(ROLE_NAMES[Role(role)])
        return say(N_("%(role)s（%(names)s）"), role=title, names=named) if names else title

    @cached_property
    def _colleagues(self) -> dict[str, list[str]]:
        """Who holds which role where this case lies, or in its bureau."""
        query = (
            select(Grant.role, Person.name)
            .join(Account, Account.id == Grant.account_id)
            .join(Person, Person.id == Account.person_id)
            .where(Grant.section_id.in_({self.case.section_id, self.case.house_id}))
            .where(Grant.until.is_(None), Account.active, Grant.role.in_(ROLES_THAT_HOLD))
            .order_by(Person.id)
        )
        found: dict[str, list[str]] = {}
        for role, name in db.session.execute(query):
            if name not in found.setdefault(role, []):
                found[role].append(name)
        return found

    @property
    def standing_in(self) -> list[tuple[str, str, date]]:
        """代理: who stands in for whom where this case waits now."""
        return deputies.standing_in(self.case, self.now.date()) if self.case.turn else []

    def leads_to(self, event: str) -> list[tuple[str, str]]:
        """Where a step leads from here: the state, and whose turn it will be."""
        targets = dict.fromkeys(
            step.target
            for step in steps_of(self.room.machine)
            if step.event == event and step.source == self.case.state != step.target
        )
        return [(self.room.states[target], self.room.turn(target)) for target in targets]

    @cached_property
    def offers(self) -> list[tuple[str, str]]:
        return offers_of(self.case, self.actor, self.kin)

    @property
    def may_record_receipts(self) -> bool:
        return can(self.actor, Permission.RECORD_RECEIPTS)

    @property
    def may_reveal(self) -> bool:
        return can(self.actor, Permission.REVEAL_PERSONAL)

    # ------------------------------------------------------------ what was done

    @property
    def done_by(self) -> list[tuple[str, str, date | None]]:
        """Each separated duty of the round that stands: who did it, and when."""
        last: dict[str, Line] = {}
        for line in self.timeline:
            duty = self.room.duties.get(line.event.name)
            if duty and line.event.round == self.case.round:
                last.setdefault(duty, line)
        kept = self._kept_duties
        return [
            (DUTY_NAMES[d], last[d].actor, last[d].event.at.date())
            if d in last
            else (DUTY_NAMES[d], kept.get(d, ""), None)
            for d in dict.fromkeys(self.room.duties.values())
        ]

    @cached_property
    def _kept_duties(self) -> dict[str, str]:
        """A duty that an earlier round did and that still stands."""
        standing = separation.doers(self.case)
        query = select(Person.id, Person.name).where(Person.id.in_(standing.values()))
        names = dict(db.session.execute(query).all()) if standing else {}
        return {duty: names[person] for duty, person in standing.items()}

    @cached_property
    def margin(self) -> Margin:
        return margin_of(self.timeline, self.actor, self.now)

    def told(self, kind: str) -> list[Line]:
        """The story, or the part of it that was asked for."""
        if kind == "steps":
            return [line for line in self.timeline if line.is_step]
        if kind == "opinions":
            return [line for line in self.timeline if line.opinion]
        if kind == "side":
            return [line for line in self.timeline if not line.is_step]
        return self.timeline

    def differences(self, asked: Correction) -> list[Difference]:
        return differences(asked)

    @property
    def withdrawn_materials(self) -> list[documents.Document]:
        return [d for d in self.documents if d.direction == "received" and not d.standing]

    def tone_of(self, other: Case) -> str:
        return tone_of(other.state, other.turn)

    def needs_nothing(self, form: EventForm) -> bool:
        """Whether the form can be sent as it stands: then what follows is foreseen at once."""
        return not any(field.flags.required for field in form)

    def effect_name(self, effect: str) -> str:
        return EFFECT_NAMES.get(effect, effect)

    # ------------------------------------------------------------ what hangs on it

    @cached_property
    def entry(self) -> PublicEntry | None:
        """The latest public entry of the record, standing or taken down."""
        record = self.case.concerns
        if record is None:
            return None
        query = select(PublicEntry).where(PublicEntry.record_id == record.id)
        return db.session.scalar(query.order_by(PublicEntry.id.desc()).limit(1))

    @property
    def is_public(self) -> bool:
        return self.entry is not None and public_entries.is_public(self.entry, self.now.date())

    @property
    def register_url(self) -> str:
        """The page on which the public reads it, where there is a register."""
        if self.entry is None or "register.entry" not in current_app.view_functions:
            return ""
        return url_for("register.entry", slug=self.entry.slug)

    @cached_property
    def linked(self) -> list[Case]:
        """Other cases about the same subject that this person may see, the newest first."""
        query = visible_to(self.actor).where(
            Case.subject_id == self.case.subject_id, Case.id != self.case.id
        )
        return list(db.session.scalars(query.order_by(Case.id.desc()).limit(LINKED)))

    # ------------------------------------------------------------ what would follow

    def numbers(self, event: str) -> list[tuple[str, str]]:
        """The papers an event issues, and the numbers they would get now."""
        kinds = issued_by(self.room.effects.get(event, ()))
        if not kinds:
            return []
        bureau, year = db.session.get_one(Section, self.case.house_id), self.now.year
        papers = [self.room.papers[kind] for kind in kinds]
        return [
            (p.title, documents.peek_number(series_of(p, bureau), year) if p.series else "")
            for p in papers
        ]
