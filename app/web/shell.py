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

# label, endpoint, icon, and the permissions of which one is enough
STAFF = (
    (N_("工作台"), "desk.home", "desk", (P.WORK_CASES,)),
    (N_("信息归集"), "collection.home", "upload", (P.IMPORT_RECORDS,)),
    (N_("代为登记"), "portal.find_subject", "building", (P.OPEN_CASES,)),
    (N_("承诺事项"), "matters.home", "paper", ()),
    (N_("反映"), "tips.mine", "bell", (P.WORK_CASES,)),
    (N_("规则命中"), "hits.home", "warn", (P.JUDGE_HITS, P.READ_AUDIT)),
    (N_("惩戒措施"), "measures.home", "turn", (P.ANSWER_MEASURES,)),
    (N_("三清单"), "measures.list_", "paper", (P.SEE_LISTS,)),
    (N_("惩戒目录"), "catalogue.home", "book", ()),
    (N_("复查"), "recheck.home", "check", (P.RECHECK, P.DRAW_RECHECKS)),
    (N_("留痕核验"), "audit.home", "lock", (P.READ_AUDIT,)),
    (
        N_("账号与授权"),
        "admin.home",
        "person",
        (P.MANAGE_ACCOUNTS, P.MANAGE_GRANTS, P.CONFIRM_GRANTS),
    ),
    (N_("公示查询"), "register.home", "search", ()),
    (N_("办理流程"), "help.home", "paper", ()),
)
APPLICANT = (
    (N_("我的信用信息"), "portal.home", "building", (P.SEE_OWN_FILE,)),
    (N_("我的申请"), "portal.applications", "paper", (P.SEE_OWN_FILE,)),
    (N_("承诺事项"), "matters.home", "check", ()),
    (N_("我的反映"), "tips.mine", "bell", (P.SEE_OWN_FILE,)),
    (N_("公示查询"), "register.home", "search", ()),
    (N_("办理流程"), "help.home", "paper", ()),
)
CASES_STAND_IN = {
    "door": "desk.home",
    "batch": "desk.home",
    "outlook": "desk.home",
    "counter": "portal.applications",
    "bulk": "matters.home",
}


@dataclass(frozen=True)
class Place:
    """去处 one entry of the rail."""

    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None


def install(app: Flask) -> None:
    @app.context_processor
    def shell() -> dict[str, Any]:
        signed_in = current_user.is_authenticated
        return {
            "locale": locale(),
            "theme": session.get("theme", "auto"),
            "now_words": short_day(clock.today()),
            "nav": places(app) if signed_in else [],
            "notices_url": address("account.notices") if signed_in else "",
            "notices_count": notices.unread(current_user.account_id) if signed_in else 0,
            "account_url": address("account.mine") if signed_in else "",
            "search_url": address("desk.search")
            if signed_in and current_user.kind == "staff"
            else "",
            "bureau": app.config.get("BUREAU", ""),
        }


def places(app: Flask) -> list[Place]:
    """Where this person can go."""
    offered = STAFF if current_user.kind == "staff" else APPLICANT
    here = _place_of(request.endpoint or "", [endpoint for _, endpoint, *_ in offered])
    return [
        Place(say(label), address(endpoint), icon, endpoint == here)
        for label, endpoint, icon, wanted in offered
        if endpoint in app.view_functions
        and (not wanted or any(can(current_user, permission) for permission in wanted))
    ]


def _place_of(endpoint: str, places_offered: list[str]) -> str:
    """The place a page belongs to: itself, the list of its case, or the first of its hall."""
    if endpoint in places_offered:
        return endpoint
    hall = endpoint.split(".")[0]
    if hall in CASES_STAND_IN:
        return CASES_STAND_IN[hall]
    return next((place for place in places_offered if place.split(".")[0] == hall), "")
