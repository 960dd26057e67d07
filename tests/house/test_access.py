"""入口: every page says who may open it, this table says who that is, and looking changes nothing."""

import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import Base, db
from app.kernel.permissions import GRANTS, Permission
from app.kernel.roles import Role
from tests.browser import seen as looked_over
from tests.factories import make_record, make_repair

A, H, D, L, P, S, U, Q, Y, X = (
    Role.APPLICANT,
    Role.HANDLER,
    Role.HEAD,
    Role.LEGAL,
    Role.APPROVER,
    Role.SIGNER,
    Role.PUBLISHER,
    Role.AUDITOR,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
)
EVERYBODY, WITH_AN_ACCOUNT = "everybody", "with an account"
CASEWORK = {H, D, L, P, S, U, Q}
FILING = {A, H}
ADMINISTRATION = {Y, X, S}

# Who may open what, by hand: endpoint, or all of a hall's with a star.
WHO_OPENS: dict[str, object] = {
    "account.choose_notices": WITH_AN_ACCOUNT,
    "account.home": WITH_AN_ACCOUNT,
    "account.language": EVERYBODY,
    "account.mine": WITH_AN_ACCOUNT,
    "account.notices": WITH_AN_ACCOUNT,
    "account.read": WITH_AN_ACCOUNT,
    "account.sign_in": EVERYBODY,
    "account.sign_out": EVERYBODY,
    "account.theme": EVERYBODY,
    "admin.home": ADMINISTRATION,
    "admin.mails": {Y},
    "admin.mail": {Y},
    "admin.send_again": {Y},
    "admin.open_staff": {Y},
    "admin.open_applicant": {Y},
    "admin.reset": {Y},
    "admin.close": {Y},
    "admin.sections": ADMINISTRATION,
    "admin.years": {Y},
    "admin.proposals": {X, S},
    "admin.propose": {X},
    "admin.confirm": {X, S},
    "admin.decline": {X, S},
    "archive.*": {H, D, Y},
    "associations.*": {H, D},
    "audit.*": {Q},
    "collection.record": CASEWORK,
    "catalogue.home": EVERYBODY,
    "catalogue.show": EVERYBODY,
    "catalogue.*": {H, D},
    "collection.*": {H},
    "counter.act": {A},
    "counter.show": {A},
    "counter.step": {A},
    "counter.receipt": {A},
    "counter.open_": FILING,
    "counter.save": FILING,
    "counter.attach": FILING,
    "counter.detach": FILING,
    "batch.*": CASEWORK,
    "desk.*": CASEWORK,
    "outlook.*": CASEWORK,
    "door.receipt": {U},
    "door.reveal": {H, D, L, P, S},
    "door.*": CASEWORK,
    "health.*": EVERYBODY,
    "help.*": EVERYBODY,
    "limits.*": {Y},
    "hits.dismiss": {H, D},
    "hits.fleet": {H, D},
    "hits.restore": {H, D},
    "hits.propose": {H},
    "hits.*": CASEWORK,
    "margin.*": CASEWORK,
    "bulk.*": {A},
    "matters.home": EVERYBODY,
    "matters.show": EVERYBODY,
    "matters.*": {H, D},
    "measures.list_": CASEWORK,
    "measures.export": CASEWORK,
    "measures.*": {H, D},
    "opening.*": {H},
    "paperwork.check": EVERYBODY,
    "paperwork.*": WITH_AN_ACCOUNT,
    "portal.find_subject": {H},
    "portal.*": {A},
    "recheck.draw": {L, Q},
    "recheck.item": CASEWORK,
    "recheck.*": {H, D, L, Q},
    "register.*": EVERYBODY,
    "standin.give_for": {X},
    "standin.given": {X},
    "standin.hand_over": {D, Y},
    "standin.mark_away": {D, Y},
    "standin.mark_back": {D, Y},
    "standin.people": {D, Y},
    "standin.reassign": {D, Y},
    "standin.report": {D, Y},
    "standin.revoke": CASEWORK | {X},
    "standin.*": CASEWORK,
    "status.*": EVERYBODY,
    "tips.mine": WITH_AN_ACCOUNT,
    "tips.tell": WITH_AN_ACCOUNT,
    "tips.*": {H},
}

LOGINS = {
    A: "applicant.a",
    H: "handler.road",
    D: "head.road",
    L: "legal2",
    P: "approver",
    S: "signer",
    U: "publisher",
    Q: "auditor",
    Y: "sysadmin",
    X: "secadmin",
}


def endpoints(app: Flask) -> list[str]:
    return sorted({rule.endpoint for rule in app.url_map.iter_rules()} - {"static"})


def wanted(endpoint: str) -> object:
    return WHO_OPENS.get(endpoint) or WHO_OPENS.get(f"{endpoint.split('.')[0]}.*")


def declared(app: Flask, endpoint: str) -> object:
    access = getattr(app.view_functions[endpoint], "access", "undeclared")
    if access in ((), None, "undeclared"):
        return {(): EVERYBODY, None: WITH_AN_ACCOUNT}.get(access, access)
    return {role for role in Role if GRANTS[role] & set(access)}


def plain_pages(app: Flask) -> list[tuple[str, str]]:
    """Pages that can be asked for without knowing anything."""
    return sorted(
        (rule.endpoint, rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ()) and rule.endpoint != "static"
    )


def test_every_view_says_who_may_open_it_and_the_table_agrees(app: Flask) -> None:
    said = {endpoint: declared(app, endpoint) for endpoint in endpoints(app)}
    assert said == {endpoint: wanted(endpoint) for endpoint in endpoints(app)}


def test_every_permission_is_held_by_somebody_and_asked_for_somewhere(app: Flask) -> None:
    asked = {
        permission
        for view in app.view_functions.values()
        for permission in getattr(view, "access", None) or ()
    }
    assert asked | {Permission.OPEN_CASES} == set(Permission)
    assert set().union(*GRANTS.values()) == set(Permission)
    assert set(GRANTS) == set(Role)


def test_no_administration_is_mixed_with_casework() -> None:
    for role in (Y, X):
        assert not GRANTS[role] & {Permission.WORK_CASES, Permission.REVEAL_PERSONAL}
    assert not GRANTS[Y] & {Permission.MANAGE_GRANTS, Permission.CONFIRM_GRANTS}
    assert not GRANTS[Q] & {Permission.MANAGE_GRANTS, Permission.MANAGE_ACCOUNTS}
    assert Permission.READ_AUDIT not in GRANTS[Y] | GRANTS[X]


@pytest.mark.parametrize("role", LOGINS)
def test_each_role_opens_its_own_pages_and_no_others(
    app: Flask, sign_in: Callable[[str], FlaskClient], role: Role
) -> None:
    client = sign_in(LOGINS[role])
    wrong = {}
    for endpoint, path in plain_pages(app):
        who = wanted(endpoint)
        open_to = who in (EVERYBODY, WITH_AN_ACCOUNT) or role in who  # type: ignore[operator]
        status = client.get(path).status_code
        if (status == 403) == open_to or status >= 500:
            wrong[path] = status
    assert wrong == {}


def test_a_visitor_is_asked_to_sign_in(app: Flask, visitor: FlaskClient) -> None:
    for endpoint, path in plain_pages(app):
        answer = visitor.get(path)
        if wanted(endpoint) == EVERYBODY:
            assert answer.status_code < 500, path
        else:
            assert answer.status_code == 303, path
            assert "/sign-in?next=" in answer.location


def test_htmx_is_checked_like_everybody_else(app: Flask, visitor: FlaskClient) -> None:
    for endpoint, path in plain_pages(app):
        if wanted(endpoint) != EVERYBODY:
            answer = visitor.get(path, headers={"HX-Request": "true"})
            assert answer.status_code == 401, path
            assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_a_view_that_says_nothing_answers_nobody(app: Flask, visitor: FlaskClient) -> None:
    seen = app.view_functions["health.ready"]
    app.view_functions["health.ready"] = lambda: "anything"
    try:
        assert visitor.get("/healthz").status_code == 500
    finally:
        app.view_functions["health.ready"] = seen


# ---------------------------------------------------------------- looking changes nothing

NOTED = {"sign_in", "refusal"}  # that a session is alive, that something was refused


def digest_of_everything() -> dict[str, str]:
    """One digest a table, over all rows."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in NOTED:
            rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.mark.slow
def test_no_get_changes_anything(
    app: Flask,
    sign_in: Callable[[str], FlaskClient],
    inside: Callable[[], AbstractContextManager[None]],
) -> None:
    """T11: everything that can be reached by links, as everybody."""
    with inside():
        for number, state in enumerate(("filed", "correcting", "deciding", "published"), 1):
            make_repair(state, make_record(doc_no=f"资交执罚〔2026〕{number}号"))
        make_repair("draft", make_record(doc_no="资交执罚〔2026〕9号"))
    with inside():
        before = digest_of_everything()
    for login in LOGINS.values():
        crawl(sign_in(login))
    with inside():
        assert digest_of_everything() == before


def crawl(client: FlaskClient) -> None:
    """Follow every link once; links that differ in numbers alone are followed for three of them."""
    seen: dict[str, int] = {}
    waiting = ["/", "/home"]
    while waiting:
        path = waiting.pop()
        alike = re.sub(r"[0-9a-f]{8,}|\d+", "#", path.split("?")[0])
        seen[alike] = seen.get(alike, 0) + 1
        if seen[alike] > 3:
            continue
        with client.get(path, follow_redirects=True) as answer:
            assert answer.status_code < 500, path
            if answer.mimetype == "text/html":
                links = looked_over(answer).tree.xpath("//a/@href")
                waiting += [str(link) for link in links if str(link).startswith("/")]
