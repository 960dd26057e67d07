"""外壳 what every page carries around its content: where one can go, who is signed in."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, session
from flask_login import current_user

from app.kernel import clock, notices
from app.kernel.permissions import Permission, can
from app.lib.markers import N_
from app.web.language import locale, say, short_day
from app.web.templating import address

P = Permission

# heading, and under it: label, endpoint, icon, and the permissions of which one is enough
STAFF = (
    (
        N_("办件"),
        (
            (N_("工作台"), "desk.home", "desk", (P.WORK_CASES,)),
            (N_("代为登记"), "portal.find_subject", "building", (P.OPEN_CASES,)),
            (N_("反映"), "tips.mine", "warn", (P.WORK_CASES,)),
        ),
    ),
    (
        N_("归集与承诺"),
        (
            (N_("信息归集"), "collection.home", "upload", (P.IMPORT_RECORDS,)),
            (N_("承诺事项"), "matters.home", "stamp", (P.WORK_CASES,)),
        ),
    ),
    (
        N_("名单与惩戒"),
        (
            (N_("规则命中"), "hits.home", "chart", (P.JUDGE_HITS, P.READ_AUDIT)),
            (N_("惩戒措施"), "measures.home", "scale", (P.ANSWER_MEASURES,)),
            (N_("三清单"), "measures.list_", "list", (P.SEE_LISTS,)),
            (N_("惩戒目录"), "catalogue.home", "book", (P.WORK_CASES,)),
        ),
    ),
    (
        N_("监督"),
        (
            (N_("复查"), "recheck.home", "check", (P.RECHECK, P.DRAW_RECHECKS)),
            (N_("留痕核验"), "audit.home", "lock", (P.READ_AUDIT,)),
        ),
    ),
    (
        N_("设置"),
        (
            (
                N_("账号与授权"),
                "admin.home",
                "people",
                (P.MANAGE_ACCOUNTS, P.MANAGE_GRANTS, P.CONFIRM_GRANTS),
            ),
        ),
    ),
    (
        N_("查询与帮助"),
        (
            (N_("公示查询"), "register.home", "search", ()),
            (N_("办理流程"), "help.home", "paper", ()),
        ),
    ),
)
APPLICANT = (
    (
        "",
        (
            (N_("我的信用信息"), "portal.home", "building", (P.SEE_OWN_FILE,)),
            (N_("我的申请"), "portal.applications", "paper", (P.SEE_OWN_FILE,)),
            (N_("承诺事项"), "matters.home", "check", ()),
            (N_("我的反映"), "tips.mine", "warn", (P.SEE_OWN_FILE,)),
            (N_("公示查询"), "register.home", "search", ()),
            (N_("办理流程"), "help.home", "paper", ()),
        ),
    ),
)
# Halls without an entry of their own, and the entries they belong to: the first that is offered.
STAND_IN = {
    "door": ("desk.home",),
    "batch": ("desk.home",),
    "outlook": ("desk.home",),
    "standin": ("desk.home", "admin.home"),
    "limits": ("admin.home",),
    "counter": ("portal.applications",),
    "bulk": ("matters.home",),
    "associations": ("matters.home",),
    "archive": ("portal.find_subject", "matters.home", "admin.home"),
}


@dataclass(frozen=True)
class Place:
    """去处 one entry of the rail."""

    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None


@dataclass(frozen=True)
class Group:
    """一组 entries of the rail under one heading."""

    label: str
    places: list[Place]


def install(app: Flask) -> None:
    @app.context_processor
    def shell() -> dict[str, Any]:
        signed_in = current_user.is_authenticated
        rail = groups(app) if signed_in else []
        return {
            "locale": locale(),
            "theme": session.get("theme", "auto"),
            "now_words": short_day(clock.today()),
            "rail": rail,
            "nav": [place for group in rail for place in group.places],
            "notices_url": address("account.notices") if signed_in else "",
            "notices_count": notices.unread(current_user.account_id) if signed_in else 0,
            "account_url": address("account.mine") if signed_in else "",
            "search_url": address("desk.search")
            if signed_in and current_user.kind == "staff"
            else "",
            "bureau": app.config.get("BUREAU", ""),
        }


def places(app: Flask) -> list[Place]:
    """Where this person can go, the place they begin at first."""
    return [place for group in groups(app) for place in group.places]


def groups(app: Flask) -> list[Group]:
    """Where this person can go; a heading under which nothing is offered is not shown."""
    offered = [
        (heading, [entry for entry in entries if _is_offered(app, *entry)])
        for heading, entries in (STAFF if current_user.kind == "staff" else APPLICANT)
    ]
    endpoints = [endpoint for _, entries in offered for _, endpoint, *_ in entries]
    here = _place_of(request.endpoint or "", endpoints)
    return [
        Group(
            say(heading) if heading else "",
            [
                Place(say(label), address(endpoint), icon, endpoint == here)
                for label, endpoint, icon, _ in entries
            ],
        )
        for heading, entries in offered
        if entries
    ]


def _is_offered(
    app: Flask, _label: str, endpoint: str, _icon: str, wanted: tuple[Permission, ...]
) -> bool:
    """Whether the house has this place, and this person may go there."""
    may = not wanted or any(can(current_user, permission) for permission in wanted)
    return may and endpoint in app.view_functions


def _place_of(endpoint: str, offered: list[str]) -> str:
    """The place a page belongs to: itself, the list of its case, or the first of its hall."""
    if endpoint in offered:
        return endpoint
    hall = endpoint.split(".")[0]
    if hall in STAND_IN:
        return next((place for place in STAND_IN[hall] if place in offered), "")
    return next((place for place in offered if place.split(".")[0] == hall), "")
