"""流程版本 flask workflow plan | move: which open cases another edition would take over."""

import getpass

import click

from app.cli.staff import CONSOLE
from app.extensions import db
from app.kernel import clock, editions
from app.kernel.editions import Move
from app.kernel.machines import RuleBroken
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import Room
from app.kernel.tx import transaction


@click.group("workflow")
def workflow() -> None:
    """流程版本. Editions of the workflows."""


@workflow.command("plan")
@click.argument("kind")
@click.argument("edition", type=int)
def plan(kind: str, edition: int) -> None:
    """预演：改用这一版会牵动哪些在办的件，什么也不写. The dry run; writes nothing."""
    room, moves = _asked(kind, edition)
    for move in moves:
        click.echo(_told(move, room))
    homeless = sum(not move.has_home for move in moves)
    click.echo(
        f"{room.name}第{edition}版：在办 {len(moves)} 件可改，其中 {homeless} 件没有对应状态"
    )


@workflow.command("move")
@click.argument("kind")
@click.argument("edition", type=int)
@click.option("--only", metavar="REF", help="只改这一件 one case only")
def move(kind: str, edition: int, only: str | None) -> None:
    """改版：在办的件改按这一版办理，每件留痕一笔. Move the open cases; one act each."""
    room, moves = _asked(kind, edition)
    chosen = [one.ref for one in moves if only in (None, one.ref)]
    if only and not chosen:
        raise click.ClickException(f"{only} 不在可改之列")
    done = [ref for ref in chosen if _moved(ref, edition)]
    click.echo(f"{room.name}第{edition}版：已改 {len(done)} 件，未改 {len(chosen) - len(done)} 件")
    if len(done) < len(chosen):
        raise SystemExit(1)


def _asked(kind: str, edition: int) -> tuple[Room, list[Move]]:
    try:
        found = editions.edition_of(kind, edition), editions.plan(kind, edition)
    except RuleBroken as why:
        raise click.ClickException(why.says % why.params) from why
    db.session.rollback()
    return found


def _moved(ref: str, edition: int) -> bool:
    try:
        with transaction():
            editions.move(ref, edition, CONSOLE, clock.now(), operator=getpass.getuser())
    except RuleBroken as why:
        click.echo(f"{ref}  未改：{why.says % why.params}")
        return False
    click.echo(f"{ref}  已改按第{edition}版")
    return True


def _told(move: Move, room: Room) -> str:
    """One case in one line: where it stands, and what would be otherwise."""
    waits = ROLE_NAMES[Role(move.turn)] if move.turn else "—"
    known = room.events | room.editions[move.edition].events
    parts = [
        f"{move.ref}  第{move.edition}版  {move.state}  {move.section}  等待：{waits}",
        "新版有此状态" if move.has_home else "新版没有此状态，不能改",
    ]
    for says, events in (("新增", move.opens), ("不再有", move.closes), ("变动", move.changes)):
        if events:
            parts.append(f"{says}：{'、'.join(known[event] for event in events)}")
    return "  ".join(parts)
