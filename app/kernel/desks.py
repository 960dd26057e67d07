"""案头布置 how a desk is arranged: named views, the one a person begins with, a section's kinds.

A view is an address and shows nobody more than the address would: what it finds is found anew, with
the rights of whoever opens it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import events, people
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Actor, Section
from app.kernel.roles import Role
from app.lib.markers import N_

MOST_VIEWS = 50  # a person's own; the removed do not count


class SavedView(Base):
    """视图 an address of the desk with a name: somebody's own, or shown to their section."""

    __tablename__ = "saved_view"
    __table_args__ = (
        Index("ix_saved_view_account", "account_id", "id"),
        Index("ix_saved_view_section", "section_id", "id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    section_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("section.id"))
    name: Mapped[str] = mapped_column(String(40))
    asks: Mapped[dict[str, Any]]  # the parts of the address, by name
    saved_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
    section: Mapped[Section | None] = relationship()


class StartView(Base):
    """首屏 the view in which somebody's desk opens."""

    __tablename__ = "start_view"

    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"), primary_key=True)
    view_id: Mapped[int] = mapped_column(BigId, ForeignKey("saved_view.id"), index=True)


class KindOrder(Base):
    """主办种类 which kinds of case a section mostly handles, the first first."""

    __tablename__ = "kind_order"

    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"), primary_key=True)
    kinds: Mapped[list[Any]]


# ---------------------------------------------------------------- reading


def _visible_to(actor: Actor) -> Select[SavedView]:
    """One's own views, and those shown to the sections in which one sits or has a role."""
    mine = {at for _, at in actor.roles} | {actor.section_id or -1}
    query = select(SavedView).where(
        SavedView.removed_at.is_(None),
        or_(SavedView.account_id == actor.account_id, SavedView.section_id.in_(mine)),
    )
    loaded = joinedload(SavedView.account).joinedload(Account.person)
    return query.options(loaded, joinedload(SavedView.section))


def views_of(actor: Actor) -> Sequence[SavedView]:
    """Every view this person can open, their own first."""
    theirs = SavedView.account_id != actor.account_id
    return db.session.scalars(_visible_to(actor).order_by(theirs, SavedView.id)).all()


def removed_by(actor: Actor) -> Sequence[SavedView]:
    """What this person removed and can take back, the last first."""
    query = select(SavedView).where(SavedView.account_id == actor.account_id)
    query = query.where(SavedView.removed_at.is_not(None))
    return db.session.scalars(query.order_by(SavedView.removed_at.desc()).limit(10)).all()


def view_with(actor: Actor, view_id: int) -> SavedView | None:
    """The view with this number, if this person can open it."""
    return db.session.scalar(_visible_to(actor).where(SavedView.id == view_id))


def start_of(actor: Actor) -> SavedView | None:
    """The view in which this person's desk opens, while they can still open it."""
    begins = select(StartView.view_id).where(StartView.account_id == actor.account_id)
    return db.session.scalar(_visible_to(actor).where(SavedView.id == begins.scalar_subquery()))


def kinds_first(actor: Actor) -> tuple[str, ...]:
    """The kinds that the person's own section mostly handles, as it has said."""
    kinds = db.session.scalar(
        select(KindOrder.kinds).where(KindOrder.section_id == actor.section_id)
    )
    return tuple(kinds or ())


# ---------------------------------------------------------------- arranging


def save(
    actor: Actor, name: str, asks: Mapping[str, str], now: datetime, once: str | None
) -> SavedView:
    """另存为视图. Raises RuleBroken when there is one of this name, or there are too many."""
    _free(actor, name)
    mine = select(func.count()).select_from(SavedView)
    mine = mine.where(SavedView.account_id == actor.account_id, SavedView.removed_at.is_(None))
    if (db.session.scalar(mine) or 0) >= MOST_VIEWS:
        raise RuleBroken(N_("每人最多保存%(most)s个视图，请先删去不用的"), "name", most=MOST_VIEWS)
    view = SavedView(account_id=actor.account_id, name=name, asks=dict(asks), saved_at=now)
    db.session.add(view)
    db.session.flush()
    _noted(actor, "save_view", now, once, view=view.id, name=name, asks=dict(asks))
    return view


def rename(view: SavedView, name: str, actor: Actor, now: datetime, once: str | None) -> None:
    """改名. Raises RuleBroken."""
    _own(view, actor)
    _free(actor, name, but=view)
    view.name = name
    _noted(actor, "rename_view", now, once, view=view.id, name=name)


def replace(
    view: SavedView, asks: Mapping[str, str], actor: Actor, now: datetime, once: str | None
) -> None:
    """更新视图: it shows from now on what is asked now."""
    _own(view, actor)
    view.asks = dict(asks)
    _noted(actor, "replace_view", now, once, view=view.id, asks=dict(asks))


def share(
    view: SavedView, section_id: int | None, actor: Actor, now: datetime, once: str | None
) -> None:
    """共享给科室, or no more with any: a head shows a view to the section they lead."""
    _own(view, actor)
    if section_id is not None and not actor.holds(Role.HEAD, section_id):
        raise RuleBroken(N_("只有科室负责人可以把视图共享给本科室"), "section", "not_yours")
    view.section_id = section_id
    _noted(actor, "share_view", now, once, view=view.id, section=section_id)


def remove(view: SavedView, actor: Actor, now: datetime, once: str | None) -> None:
    """删除: it can be taken back."""
    _own(view, actor)
    view.removed_at = now
    _noted(actor, "remove_view", now, once, view=view.id)


def restore(view_id: int, actor: Actor, now: datetime, once: str | None) -> SavedView | None:
    """恢复 what one removed oneself."""
    view = db.session.get(SavedView, view_id)
    if view is None or view.account_id != actor.account_id or view.removed_at is None:
        return None
    _free(actor, view.name)
    view.removed_at = None
    _noted(actor, "restore_view", now, once, view=view.id)
    return view


def start_with(view: SavedView | None, actor: Actor, now: datetime, once: str | None) -> None:
    """设为首屏, or open with the plain desk again."""
    start = db.session.get(StartView, actor.account_id)
    if view is None:
        if start is not None:
            db.session.delete(start)
    else:
        start = start or StartView(account_id=actor.account_id)
        start.view_id = view.id
        db.session.add(start)
    _noted(actor, "start_view", now, once, view=view.id if view else None)


def put_first(
    section_id: int, kinds: Sequence[str], actor: Actor, now: datetime, once: str | None
) -> None:
    """主办种类: the head says which kinds the section's desks show first."""
    if not actor.holds(Role.HEAD, section_id):
        raise RuleBroken(N_("主办种类由科室负责人设定"), "kind", "not_yours")
    order(section_id, kinds)
    _noted(actor, "order_kinds", now, once, section=section_id, kinds=list(kinds))


def order(section_id: int, kinds: Sequence[str]) -> None:
    """What a section says of itself when it is set up."""
    kept = db.session.get(KindOrder, section_id) or KindOrder(section_id=section_id)
    kept.kinds = list(kinds)
    db.session.add(kept)
    db.session.flush()


def _own(view: SavedView, actor: Actor) -> None:
    if view.account_id != actor.account_id:
        raise RuleBroken(N_("这个视图由他人保存，您可以另存一份再改"), "name", "not_yours")


def _free(actor: Actor, name: str, but: SavedView | None = None) -> None:
    same = select(SavedView.id).where(
        SavedView.account_id == actor.account_id,
        SavedView.name == name,
        SavedView.removed_at.is_(None),
        SavedView.id != (but.id if but else -1),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise RuleBroken(N_("您已有一个叫“%(name)s”的视图，请换一个名称"), "name", name=name)


def _noted(actor: Actor, what: str, now: datetime, once: str | None, **facts: Any) -> None:
    people.confirm(actor)
    events.record(f"desk/{actor.account_id}", what, actor, now, facts=facts, once=once)
