"""依据撤销文书 the paper by which the subject hears that a record about it was taken back."""

from collections.abc import Mapping
from dataclasses import replace

from app.cases.revocation.rules import LAW
from app.cases.spine.matter import Matter, ended
from app.cases.spine.papers import matter_of
from app.kernel.rooms import Act, Paper
from app.lib.markers import N_
from app.lib.papers import PaperContent, chinese_date, items, said


def notice(act: Act) -> PaperContent:
    case = act.case
    found = matter_of(case, "依据撤销")
    matter: Matter = replace(found, ref=case.ref)
    body = (
        *said(
            f"{matter.record}所涉失信信息，其依据已由{case.paper_by}于"
            f"{chinese_date(case.paper_on)}作出的{case.paper}{case.how_name}。"
            f"依照{LAW}的规定，本机关已撤回该信息（办件编号：{case.ref}）。撤销的理由："
        ),
        *said(ended(case.reason)),
        *said("现将有关事项告知如下："),
        *items(
            (
                f"自{chinese_date(act.today)}起，该信息停止公示、共享和使用，公示页载明撤回的理由。",
                "因该信息采取的管理措施即日解除，信用评价不再计入该信息。",
                "接收过该信息的单位已收到撤回通知，由其同步停止使用。",
                f"{matter.you}就该信息提出的、尚未办结的信用修复和异议申请同时终止，不需要再办理。",
            ),
            form="{}、",
        ),
        *said("特此告知。"),
    )
    return matter.paper("notice", "信用记录撤回告知书", act.today, body)


PAPERS: Mapping[str, Paper] = {
    "notice": Paper("notice", N_("信用记录撤回告知书"), "信撤告", notice)
}
