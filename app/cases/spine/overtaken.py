"""终止 a case about a record that was taken back meanwhile: the clock ends it, and says by what."""

from typing import Any

from sqlalchemy import select

from app.cases.spine import wording
from app.cases.spine.matter import Matter
from app.cases.spine.wording import Asked
from app.extensions import db
from app.kernel import papers
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken
from app.kernel.people import CLOCK
from app.kernel.rooms import Act, Effect, consequence
from app.kernel.workflow import advance
from app.lib.markers import N_
from app.lib.papers import PaperContent


def overtake(kind: str, why: str) -> Effect:
    """Reaction: another case took the record back, so open cases of this kind about it end.

    `why` is said after 所涉信用记录; the number of the case that caused it is added.
    """

    def reacted(act: Act) -> None:
        if act.case.record is None or act.case.record.status != "annulled":
            return
        running = (
            select(Case)
            .where(Case.kind == kind, Case.record_id == act.case.record_id)
            .where(Case.closed_on.is_(None))
            .order_by(Case.id)
            .with_for_update(of=Case)
        )
        said = {"opinion": f"所涉信用记录{why}（办件编号：{act.case.ref}）"}
        for case in db.session.scalars(running).all():
            advance(case, "terminate", CLOCK, act.now, said, cause=act.event)

    return reacted


def taken_back(model: Any) -> None:
    """Nobody is cut short: only the end of its record ends a case early."""
    record = model.case.record
    if record is None or record.status != "annulled":
        raise RuleBroken(N_("所涉记录仍然有效，不能终止办理"), None, "record_stands")


def told_by_paper(says: str) -> Effect:
    """Effect: what was handed in is ended by a paper; a draft that nobody sent, by a message."""
    issued = papers.issue("overtaken", says)

    def told(act: Act) -> None:
        if act.case.filed_on is not None:
            issued(act)

    told.__name__ = "issue_overtaken"
    return consequence(says)(told)


def notice(asked: Asked, matter: Matter, act: Act) -> PaperContent:
    """终止办理告知书."""
    because = str(act.facts["opinion"])
    return wording.overtaken(asked, matter, issued_on=act.today, because=because)
