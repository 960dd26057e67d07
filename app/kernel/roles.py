"""岗位 what a person may be in a section, and which of these no person is together."""

from collections.abc import Iterable
from enum import StrEnum

from app.lib.markers import N_, NC_


class Role(StrEnum):
    """岗位 what a person may be in a section."""

    APPLICANT = "applicant"
    HANDLER = "handler"
    HEAD = "head"
    LEGAL = "legal"
    APPROVER = "approver"
    SIGNER = "signer"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    CLOCK = "clock"


ROLE_NAMES = {
    Role.APPLICANT: N_("申请人"),
    Role.HANDLER: N_("经办人"),
    Role.HEAD: N_("科室负责人"),
    Role.LEGAL: NC_("role", "法规审核"),
    Role.APPROVER: N_("分管领导"),
    Role.SIGNER: N_("主要负责人"),
    Role.PUBLISHER: N_("公示员"),
    Role.AUDITOR: N_("督查"),
    Role.SYSTEM_ADMIN: N_("系统管理员"),
    Role.SECURITY_ADMIN: N_("安全管理员"),
    Role.CLOCK: N_("时钟"),
}

# 三权分立: no person holds two of the three administrations, nor one of them beside casework.
ADMINISTRATIONS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


def compatible(roles: Iterable[Role]) -> bool:
    """三权分立: whether one person may hold all of these together."""
    held = set(roles)
    administrations = held & ADMINISTRATIONS
    return not administrations or len(held) == 1
