"""留痕用语 what each act in the trail is called, and what was said in it, covered."""

import json
from collections.abc import Mapping
from typing import Any

from app.cases.story import SIDE_ACTS
from app.kernel.rooms import Room, every_edition
from app.lib import masking
from app.lib.markers import NC_

# Acts that belong to no case; what is not here is shown by its code.
OTHERS: Mapping[str, str] = {
    "accept": NC_("past", "归集入库"),
    "accept_tip": NC_("past", "采纳反映"),
    "admit": NC_("past", "入会"),
    "batch": NC_("past", "批量办理"),
    "by_hand": NC_("past", "在服务器上办理"),
    "catalogue_close": NC_("past", "停止适用目录条目"),
    "catalogue_version": NC_("past", "公布目录条目"),
    "close": NC_("past", "停止适用承诺事项"),
    "close_account": NC_("past", "停用账号"),
    "confirmed_grant": NC_("past", "确认授权"),
    "count_fleet": NC_("past", "登记货运车辆总数"),
    "declined_grant": NC_("past", "退回授权"),
    "delegate": NC_("past", "设定代理"),
    "demonstration": NC_("past", "载入演示数据"),
    "dismiss_hit": NC_("past", "不予提出规则命中"),
    "draw": NC_("past", "抽取复查"),
    "drop": NC_("past", "放弃归集"),
    "end_absence": NC_("past", "销假"),
    "enter_year": NC_("past", "录入放假安排"),
    "expire": NC_("past", "期满撤下"),
    "export": NC_("past", "导出承诺信息"),
    "export_cases": NC_("past", "导出办件清单"),
    "export_hits": NC_("past", "导出规则命中"),
    "export_lists": NC_("past", "导出三清单"),
    "export_members": NC_("past", "导出会员名册"),
    "export_report": NC_("past", "导出办理报告"),
    "feed_back_measure": NC_("past", "反馈措施成效"),
    "find": NC_("past", "记录复查结论"),
    "grant": NC_("past", "授予岗位"),
    "hand_over": NC_("past", "交接"),
    "leave": NC_("past", "退会"),
    "mark_absent": NC_("past", "登记不在岗"),
    "open_account": NC_("past", "开账号"),
    "open_file": NC_("past", "建档"),
    "open_section": NC_("past", "设立科室"),
    "order_kinds": NC_("past", "设定主办种类"),
    "propose_grant": NC_("past", "提请授权"),
    "propose_hit": NC_("past", "由规则命中提出建议"),
    "reassign_all": NC_("past", "整批改派"),
    "recalendar": NC_("past", "按新的工作日历重新推算"),
    "remind_measures": NC_("past", "提醒反馈措施成效"),
    "remove_view": NC_("past", "删除视图"),
    "rename_file": NC_("past", "更正名称"),
    "rename_view": NC_("past", "视图改名"),
    "replace_view": NC_("past", "更新视图"),
    "represent": NC_("past", "登记代理"),
    "reset_password": NC_("past", "重置密码"),
    "respond_measure": NC_("past", "响应惩戒措施"),
    "restore": NC_("past", "恢复备份"),
    "restore_hit": NC_("past", "撤销不予提出"),
    "restore_view": NC_("past", "恢复视图"),
    "reveal": NC_("past", "查看明文"),
    "revoke_delegation": NC_("past", "收回代理"),
    "save_view": NC_("past", "保存视图"),
    "set_aside_tip": NC_("past", "未采纳反映"),
    "set_mail": NC_("past", "设定邮件"),
    "set_term": NC_("past", "设定期限"),
    "share_view": NC_("past", "共享视图"),
    "start_view": NC_("past", "设定首屏视图"),
    "take_back": NC_("past", "收回岗位"),
    "tell_tip": NC_("past", "反映"),
    "upload": NC_("past", "上传归集表"),
    "version": NC_("past", "公布承诺事项"),
    "withdraw_term": NC_("past", "撤回期限改动"),
}

# Said by persons about persons; everything else is searched for numbers and addresses.
NAMES_OF_PERSONS = frozenset({"signer", "contact_name"})


def title_of(stream: str, name: str) -> str:
    """The act in words."""
    if not stream.startswith("case/"):
        return OTHERS.get(name, name)
    titles = [room.events for room in _rooms_of(stream)]
    return next((t[name] for t in titles if name in t), SIDE_ACTS.get(name, name))


def _rooms_of(stream: str) -> list[Room]:
    """The kind of case that this story tells of, as its number says, in every edition."""
    return [room for room in every_edition() if stream.startswith(f"case/{room.prefix}")]


def state_of(stream: str, state: str | None) -> str:
    """Where a case stood, in words; what is no case's state is shown by its code."""
    if state is None or not stream.startswith("case/"):
        return state or "—"
    named = (room.states[state] for room in _rooms_of(stream) if state in room.states)
    return next(named, state)


def said(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was said, key by key, with personal values covered."""
    return [(key, _covered(key, value)) for key, value in facts.items() if value not in ("", None)]


def _covered(key: str, value: Any) -> str:
    if key in NAMES_OF_PERSONS:
        return masking.mask_name(str(value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return masking.masked_text(text)
