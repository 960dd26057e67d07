"""公示内容 what the public may read of a record: allow-listed columns, nothing personal in them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.lib.citizen_id import check_citizen_id
from app.lib.markers import N_
from app.lib.masking import masked_text
from app.lib.uscc import is_uscc

# The 双公示 columns of a penalty that name no natural person (domain §4.3, §9).
PUBLIC_COLUMNS = (
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_NR_WFFF",
    "CF_JDRQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "LB_MC",  # of a listing: 名单名称
    "LB_YC",  # and 移出条件
)

# Only in such a text `masked_text` finds anything (rule D7); nearly all need no closer look.
_MAY_BE_PERSONAL = re.compile(r"[0-9０-９][0-9０-９ \-\u3000－]{6,}[0-9０-９]|住|户|地址")


def why_not_shown(code: str | None, until_on: date | None, on: date) -> str:
    """Why a record cannot be public at all, whatever its class; nothing when it can.

    A sole trader without a credit code goes by a name that mostly is its owner's.
    """
    if not code or (check_citizen_id(code).ok and not is_uscc(code)):
        return N_("没有统一社会信用代码，不能与自然人区分，不予公示")
    if until_on is None or until_on < on:
        return N_("公示期已经届满")
    return ""


def may_be_shown(code: str | None, until_on: date | None, on: date) -> bool:
    """Whether a record may be public at all: no natural person, no period that is over."""
    return not why_not_shown(code, until_on, on)


def face_of(record: Mapping[str, Any], subject_name: str, subject_code: str) -> dict[str, Any]:
    """The public face of a record: allow-listed columns and nothing else."""
    body = record["body"]
    shown = {column: redacted(body[column]) for column in PUBLIC_COLUMNS if body.get(column)}
    return shown | {"subject_name": subject_name, "subject_code": subject_code}


def redacted(value: Any) -> Any:
    """The same words with stars over anybody's number or home."""
    if isinstance(value, str) and _MAY_BE_PERSONAL.search(value):
        return masked_text(value)
    return value
