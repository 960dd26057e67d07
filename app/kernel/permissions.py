"""权限 which pages a role may open; acts are the machine's, cases are visible_to's."""

from collections.abc import Mapping
from enum import StrEnum

from app.kernel.people import Actor
from app.kernel.roles import Role


class Permission(StrEnum):
    """许可 verb and object."""

    WORK_CASES = "work_cases"  # 办理、查看办件
    OPEN_CASES = "open_cases"  # 代为登记
    SEE_OWN_FILE = "see_own_file"  # 申请人查看本企业信用信息、提出申请
    IMPORT_RECORDS = "import_records"  # 归集
    REVEAL_PERSONAL = "reveal_personal"  # 查看个人信息明文
    DRAW_RECHECKS = "draw_rechecks"  # 抽取复查
    RECHECK = "recheck"  # 复查
    READ_AUDIT = "read_audit"  # 查看、核验、导出留痕
    MANAGE_ACCOUNTS = "manage_accounts"  # 账号
    MANAGE_GRANTS = "manage_grants"  # 授权提请
    CONFIRM_GRANTS = "confirm_grants"  # 授权确认
    MANAGE_CALENDAR = "manage_calendar"  # 工作日历
    MANAGE_LIMITS = "manage_limits"  # 时限设置
    KEEP_MATTERS = "keep_matters"  # 维护承诺事项清单
    EXPORT_LETTERS = "export_letters"  # 导出承诺信息
    TAKE_TIPS = "take_tips"  # 处理第三方反映
    HAND_OVER = "hand_over"  # 交接、整批改派
    RECORD_RECEIPTS = "record_receipts"  # 登记联动回执
    SEE_HITS = "see_hits"  # 查看、导出规则命中
    JUDGE_HITS = "judge_hits"  # 不予提出、登记货运车辆总数
    SEE_LISTS = "see_lists"  # 查看、导出三清单
    ANSWER_MEASURES = "answer_measures"  # 响应、反馈惩戒措施
    KEEP_CATALOGUE = "keep_catalogue"  # 维护惩戒目录
    KEEP_FILES = "keep_files"  # 建立企业档案、更正名称


P = Permission

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.APPLICANT: frozenset({P.SEE_OWN_FILE}),
    Role.HANDLER: frozenset(
        {
            *(P.WORK_CASES, P.OPEN_CASES, P.IMPORT_RECORDS, P.REVEAL_PERSONAL, P.RECHECK),
            *(P.KEEP_MATTERS, P.EXPORT_LETTERS, P.SEE_HITS, P.JUDGE_HITS),
            *(P.SEE_LISTS, P.ANSWER_MEASURES, P.KEEP_CATALOGUE, P.TAKE_TIPS, P.KEEP_FILES),
        }
    ),
    Role.HEAD: frozenset(
        {
            *(P.WORK_CASES, P.REVEAL_PERSONAL, P.RECHECK, P.KEEP_MATTERS, P.EXPORT_LETTERS),
            *(
                P.SEE_HITS,
                P.JUDGE_HITS,
                P.SEE_LISTS,
                P.ANSWER_MEASURES,
                P.KEEP_CATALOGUE,
                P.KEEP_FILES,
                P.HAND_OVER,
            ),
        }
    ),
    Role.LEGAL: frozenset(
        {
            *(P.WORK_CASES, P.REVEAL_PERSONAL, P.DRAW_RECHECKS, P.RECHECK),
            *(P.SEE_HITS, P.SEE_LISTS),
        }
    ),
    Role.APPROVER: frozenset({P.WORK_CASES, P.REVEAL_PERSONAL, P.SEE_HITS, P.SEE_LISTS}),
    Role.SIGNER: frozenset(
        {P.WORK_CASES, P.REVEAL_PERSONAL, P.CONFIRM_GRANTS, P.SEE_HITS, P.SEE_LISTS}
    ),
    Role.PUBLISHER: frozenset({P.WORK_CASES, P.RECORD_RECEIPTS, P.SEE_HITS, P.SEE_LISTS}),
    Role.AUDITOR: frozenset({P.WORK_CASES, P.READ_AUDIT, P.DRAW_RECHECKS, P.SEE_HITS, P.SEE_LISTS}),
    Role.SYSTEM_ADMIN: frozenset(
        {P.MANAGE_ACCOUNTS, P.MANAGE_CALENDAR, P.MANAGE_LIMITS, P.HAND_OVER, P.KEEP_FILES}
    ),
    Role.SECURITY_ADMIN: frozenset({P.MANAGE_GRANTS, P.CONFIRM_GRANTS}),
    Role.CLOCK: frozenset(),
}


def can(actor: Actor, permission: Permission) -> bool:
    """Some role the actor holds, anywhere, grants it; a deputy 代理人 may do casework."""
    if actor.kind == "applicant":
        return permission in GRANTS[Role.APPLICANT]
    if permission is Permission.WORK_CASES and actor.mandates:
        return True
    return any(permission in GRANTS[role] for role in actor.all_roles)
