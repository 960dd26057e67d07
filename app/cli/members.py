"""会员 flask members: whose letters an association may file, entered from the list it handed in."""

import click

from app.cli.staff import at_the_server
from app.kernel import associations, clock, subjects
from app.kernel.machines import RuleBroken
from app.kernel.subjects import Subject
from app.kernel.tx import transaction


@click.group("members")
def members() -> None:
    """行业协会的会员. Members of associations."""


@members.command("list")
@click.argument("association")
def listed(association: str) -> None:
    """列出会员. List them; ASSOCIATION is its credit code."""
    for name, code, since, until in associations.roll(_subject(association).id):
        click.echo(f"{code} {name}  {since}{f' – {until}' if until else ''}")


@members.command("add")
@click.argument("association")
@click.argument("codes", nargs=-1, required=True)
def add(association: str, codes: tuple[str, ...]) -> None:
    """登记会员. Enter members by their credit codes; who is one already stays one."""
    try:
        with transaction():
            house = _subject(association)
            asked = [_subject(code).id for code in codes]
            new = associations.admit(house.id, asked, at_the_server(), clock.now())
    except RuleBroken as why:
        raise click.ClickException(why.says) from why
    click.echo(f"已登记 {len(new)} 家会员")


@members.command("remove")
@click.argument("association")
@click.argument("code")
def remove(association: str, code: str) -> None:
    """注销会员. A member that left; what was filed for it goes on as its own."""
    with transaction():
        house, member = _subject(association), _subject(code)
        if not associations.standing(house.id, [member.id]):
            raise click.ClickException(f"{member.name}不是会员")
        associations.leave(house.id, member.id, at_the_server(), clock.now())
    click.echo(f"已注销 {member.name}，明天起不能再为它报送")


def _subject(code: str) -> Subject:
    found = subjects.with_code(code)
    if found is None:
        raise click.ClickException(f"没有代码为 {code} 的主体")
    return found
