"""留痕用语 what each act in the trail is called, and what was said in it, covered."""

import json
from collections.abc import Mapping
from typing import Any

from app.cases.story import SIDE_ACTS
from app.kernel.rooms import ROOMS
from app.lib import masking
from app.lib.markers import N_

# Acts that belong to no case; what is not here is shown by its code.
OTHERS: Mapping[str, str] = {
    "accept": N_("归集入库"),
    "close_account": N_("停用账号"),
    "confirmed_grant": N_("确认授权"),
    "declined_grant": N_("退回授权"),
    "demonstration": N_("载入演示数据"),
    "draw": N_("抽取复查"),
    "drop": N_("放弃归集"),
    "enter_year": N_("录入放假安排"),
    "expire": N_("期满撤下"),
    "find": N_("记录复查结论"),
    "grant": N_("授予岗位"),
    "open_account": N_("开账号"),
    "propose_grant": N_("提请授权"),
    "represent": N_("登记代理"),
    "reset_password": N_("重置密码"),
    "reveal": N_("查看明文"),
    "set_term": N_("设定期限"),
    "take_back": N_("收回岗位"),
    "upload": N_("上传归集表"),
}

# Said by persons about persons; everything else is searched for numbers and addresses.
NAMES_OF_PERSONS = frozenset({"signer", "contact_name"})


def title_of(stream: str, name: str) -> str:
    """The act in words."""
    if not stream.startswith("case/"):
        return OTHERS.get(name, name)
    titles = [room.events for room in ROOMS.values()]
    return next((t[name] for t in titles if name in t), SIDE_ACTS.get(name, name))


def said(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was said, key by key, with personal values covered."""
    return [(key, _covered(key, value)) for key, value in facts.items() if value not in ("", None)]


def _covered(key: str, value: Any) -> str:
    if key in NAMES_OF_PERSONS:
        return masking.mask_name(str(value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return masking.masked_text(text)
