"""人员 flask staff | sections: the first accounts of a house, entered by two at the server itself.

Afterwards the administrators do this in their own hall, each right given by two persons (T27).
"""

import getpass
from dataclasses import replace
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.kernel import accounts, clock, events, people, rights
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Actor, Section
from app.kernel.rights import Incompatible
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.tx import transaction
from app.lib.uscc import is_uscc

GRANTABLE = [role.value for role in Role if role not in (Role.APPLICANT, Role.CLOCK)]
CONSOLE = Actor(account_id=None, person_id=None, name="服务器操作员", kind="staff")
WITNESS = click.option("--witness", prompt="在场的第二人", help="授权须两人办理，记入留痕")


def at_the_server() -> Actor:
    """Whoever has the server's keyboard answers for every section; the trail names them."""
    houses = tuple((s.id, s.house_id) for s in db.session.scalars(select(Section)))
    roles = frozenset((Role.SYSTEM_ADMIN, section) for section, _ in houses)
    return replace(CONSOLE, roles=roles, houses=houses)


def _by_hand(stream: str, what: str, **facts: Any) -> None:
    """Who sat at the server, beside what was done there."""
    facts = facts | {"operator": getpass.getuser()}
    events.record(stream, what, CONSOLE, clock.now(), facts=facts)


@click.group("staff")
def staff() -> None:
    """人员账号. Accounts of the staff."""


@staff.command("list")
def listed() -> None:
    """列出账号和岗位. List accounts and roles."""
    for account in db.session.scalars(select(Account).order_by(Account.id)):
        where = account.section.key if account.section else "—"
        held = "、".join(
            f"{ROLE_NAMES[Role(g.role)]}@{g.section.key}" for g in account.grants if g.until is None
        )
        state = "" if account.active else "（已停用）"
        click.echo(f"{account.login:24} {account.person.name}  {where}  {held or '—'}{state}")


@staff.command("add")
@click.argument("login")
@click.argument("name")
@click.option("--section", required=True, help="所在科室的代码（flask sections list）")
@click.option("--same-person-as", "same", help="同一自然人的另一个账号")
@WITNESS
def add(login: str, name: str, section: str, same: str | None, witness: str) -> None:
    """开立账号，给出一次性口令. Open an account with a one-time password."""
    with _in_words(), transaction():
        other = _account(same) if same else None
        by, at = at_the_server(), clock.now()
        account, password = accounts.open_staff(login, name, _section(section), other, by, at)
        _by_hand(f"account/{account.id}", "by_hand", did="open_account", witness=witness)
    click.echo(f"已开立 {login}（{name}）；一次性口令 {password}，72小时内首次登录并更换")


@staff.command("grant")
@click.argument("login")
@click.argument("role", type=click.Choice(GRANTABLE))
@click.argument("section")
@WITNESS
def grant(login: str, role: str, section: str, witness: str) -> None:
    """授予岗位. Give a role in a section."""
    with _in_words(), transaction():
        account = _account(login)
        rights.grant(account, Role(role), _section(section), CONSOLE, clock.now())
        _by_hand(f"account/{account.id}", "by_hand", did="grant", role=role, witness=witness)
    click.echo(f"已授予 {login}：{ROLE_NAMES[Role(role)]}@{section}")


@staff.command("password")
@click.argument("login")
@click.option("--reason", prompt="事由")
@WITNESS
def password(login: str, reason: str, witness: str) -> None:
    """重置口令：给出一次性口令，结束其所有会话. Reset a password."""
    with _in_words(), transaction():
        account = _account(login)
        word = accounts.give_one_time_password(account, reason, CONSOLE, clock.now())
        _by_hand(f"account/{account.id}", "by_hand", did="reset_password", witness=witness)
    click.echo(f"{login} 的一次性口令 {word}，72小时内登录并更换")


@staff.command("close")
@click.argument("login")
@click.option("--reason", prompt="事由")
def close(login: str, reason: str) -> None:
    """停用账号，结束其所有会话. Close an account."""
    with _in_words(), transaction():
        accounts.close(_account(login), reason, at_the_server(), clock.now())
    click.echo(f"已停用 {login}")


@click.group("sections")
def sections() -> None:
    """局、科室. Bureaux and their sections."""


@sections.command("list")
def tree() -> None:
    """列出局和科室. List them."""
    for section in db.session.scalars(select(Section).order_by(Section.id)):
        indent = "" if section.is_bureau else "  "
        click.echo(f"{indent}{section.key:24} {section.name} {section.name_en}")


@sections.command("add")
@click.argument("key")
@click.argument("name")
@click.argument("name_en")
@click.option("--under", help="上级的代码；局本身不填")
@click.option("--code", help="局的统一社会信用代码")
@click.option("--mark", help="机关代字，如 资交")
@click.option("--review-body", help="行政复议机关")
@click.option("--office", is_flag=True, help="局办公室：受理异议，转办提供记录的科室")
@click.option("--keeps-matters", is_flag=True, help="维护本局承诺事项清单的科室")
def add_section(
    key: str,
    name: str,
    name_en: str,
    under: str | None,
    office: bool,
    keeps_matters: bool,
    **own: str | None,
) -> None:
    """新设局或科室. Open a bureau or a section."""
    if not under and not all(own.values()):
        raise click.ClickException("局须同时给出 --code、--mark、--review-body：文书上要用")
    if own["code"] and not is_uscc(own["code"]):
        raise click.ClickException("统一社会信用代码不对，请核对")
    with _in_words(), transaction():
        above = _section(under) if under else None
        now = clock.now()
        flags = {"is_office": office, "keeps_matters": keeps_matters}
        people.open_section(key, name, name_en, above, CONSOLE, now, **flags, **own)
    click.echo(f"已设 {key} {name}")


class _in_words:  # noqa: N801 - reads as what it does
    """What a verb refuses, as a sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, fault: BaseException | None, _where: object) -> None:
        if isinstance(fault, RuleBroken):
            raise click.ClickException(fault.says % fault.params) from fault
        if isinstance(fault, Incompatible):
            raise click.ClickException(
                "系统管理、安全管理、督查三权分立：同一人不能兼任，也不能兼办业务"
            ) from fault
        if isinstance(fault, IntegrityError):
            raise click.ClickException("已经有了，没有重复办理") from fault


def _account(login: str) -> Account:
    found = db.session.scalar(select(Account).where(Account.login == login))
    if found is None:
        raise click.ClickException(f"没有账号 {login}")
    return found


def _section(key: str) -> Section:
    found = db.session.scalar(select(Section).where(Section.key == key))
    if found is None:
        raise click.ClickException(f"没有科室 {key}（flask sections list 可查）")
    return found
