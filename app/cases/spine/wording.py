"""文书通用文字: what the papers on the way of a case say, whatever it asks for.

A room says in a few words what is asked for (`Asked`); the rest is the same on the papers of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.cases.spine.matter import Matter, ended
from app.lib.papers import PaperContent, chinese_date, facts, grid, items, said

FOLLOW = "凭办件编号和查询码可以随时查询办理进度。"


@dataclass(frozen=True)
class Asked:
    """所请 what the applicant asks for, as the papers of this kind of case call it."""

    name: str  # 信用修复申请, say: heads the titles of the papers
    it: str  # 申请 or 异议
    examined: str  # 审查 or 核查
    done: str  # 作出决定 or 处理完毕
    meanwhile: str  # what holds while the case takes longer, and what comes at its end
    over: str  # what ends with a case that lapsed, beside the case
    again: str  # on which terms it may be asked for anew, after 此后

    def extension_title(self) -> str:
        return f"{self.name.removesuffix('申请')}办理延期告知书"


def receipt(
    matter: Matter,
    *,
    by: str,
    what: tuple[str, str],
    taken: str,
    means: str,
    told: Sequence[str],
    received_on: date,
    receiver: str,
    look_up_code: str,
    section: str,
    materials: Sequence[str],
) -> PaperContent:
    """业务受理单: what was handed in, to whom, what comes next, and the code to look it up by.

    `taken` says what was taken in, `means` what that does not yet mean.
    """
    rows = (
        ("办件编号", matter.ref),
        (by, matter.applicant),
        (matter.code_label, matter.code or ""),
        what,
        ("收到日期", f"{chinese_date(received_on)}（接收人：{receiver}）"),
        ("收到材料", _listed(materials)),
        ("承办科室", section),
        ("查询码", look_up_code),
        ("告知事项", _listed(told)),
    )
    body = (*said(taken), facts(row for row in rows if row[1]), *said(means))
    content = matter.paper("receipt", "业务受理单", received_on, body, head="plain")
    return replace(content, addressee="", addressee_code=None)


def _listed(lines: Sequence[str]) -> str:
    """1. 2. 3., one to a line, inside a cell."""
    return "\n".join(f"{place}. {words}" for place, words in enumerate(lines, start=1))


def correction_notice(
    asked: Asked,
    matter: Matter,
    *,
    issued_on: date,
    wanted: Sequence[tuple[str, str, str]],
    due_on: date,
    again_because: str = "",
) -> PaperContent:
    """补正通知书: once, everything that is missing; each row (what, what is wrong, what to do)."""
    rows = [(str(place), *row) for place, row in enumerate(wanted, start=1)]
    again = f"本次为再次通知补正，理由如下：\n{ended(again_because)}" if again_because else ""
    body = (
        *said(f"{matter.asked}，经本机关审查，尚需补正。现将需要补正的全部内容一次性告知如下："),
        grid(("序号", "补正事项", "存在的问题", "补正要求"), rows),
        *said(again),
        *items(
            (
                f"请于{chinese_date(due_on)}前（含当日）提交补正材料。只需补正上列事项，"
                "其他材料不必重复提交。",
                "自本通知书发出至收到补正材料期间，不计入本机关的办理期限。",
                f"逾期未补正的，本机关终止办理本次{asked.it}。"
                f"此后{asked.again.format(you=matter.you)}",
                f"对补正要求有疑问的，可以向本机关承办科室询问。{FOLLOW}",
            ),
            form="{}、",
        ),
        *said("特此通知。"),
    )
    return matter.paper("correction_notice", f"{asked.name}补正通知书", issued_on, body)


def lapsed(
    asked: Asked,
    matter: Matter,
    *,
    issued_on: date,
    notice_no: str,
    notified_on: date,
    due_on: date,
    missing: Sequence[str],
    afterwards: str,
) -> PaperContent:
    """逾期未补正终止告知书: the term ran out with these items open."""
    body = (
        *said(
            f"{matter.asked}，本机关于{chinese_date(notified_on)}向{matter.you}发出《{asked.name}补正"
            f"通知书》（{notice_no}），通知{matter.you}于{chinese_date(due_on)}前（含当日）补正。"
            "至期限届满，下列事项仍未补正："
        ),
        *items(ended(words) for words in missing),
        *said(
            f"因申请材料不齐全，无法继续{asked.examined}，本机关按照上述通知书载明的后果，"
            f"自{chinese_date(issued_on)}起终止办理该{asked.it}{asked.over}。"
        ),
        *said(afterwards),
    )
    return matter.paper(
        "lapsed",
        f"{asked.name}逾期未补正终止告知书",
        issued_on,
        body,
        remedy=matter.remedy("告知书"),
    )


def extension(
    asked: Asked,
    matter: Matter,
    *,
    issued_on: date,
    accepted_on: date,
    was_due_on: date,
    days: int,
    reason: str,
    new_due_on: date,
) -> PaperContent:
    """延期告知书: once, by how long, why, and the new day."""
    body = (
        *said(
            f"{matter.taken_up(accepted_on)}，原定于"
            f"{chinese_date(was_due_on)}前（含当日）{asked.done}。现因不能在该期限内{asked.done}，"
            f"经本机关负责人批准，办理期限延长{days}个工作日，至{chinese_date(new_due_on)}止。"
            "延长的理由如下："
        ),
        *said(ended(reason)),
        *said(
            f"本次{asked.it}的办理期限只延长一次。{asked.meanwhile.format(you=matter.you)}{FOLLOW}"
        ),
        *said("特此告知。"),
    )
    return matter.paper("extension", asked.extension_title(), issued_on, body)


def overtaken(asked: Asked, matter: Matter, *, issued_on: date, because: str) -> PaperContent:
    """终止办理告知书: the record it was about is taken back, so nothing is left to decide."""
    body = (
        *said(f"{matter.asked}，现因{because}，没有需要继续办理的内容。"),
        *said(
            "该记录已经撤回，停止公示、共享和使用，不再计入信用评价。"
            f"本机关自{chinese_date(issued_on)}起终止办理该{asked.it}，"
            f"{matter.you}不需要再办理任何手续。"
        ),
        *said("特此告知。"),
    )
    title = f"{asked.name}终止办理告知书"
    return matter.paper("overtaken", title, issued_on, body, remedy=matter.remedy("告知书"))
