"""承诺书: the applicant's own promise for one matter, as it was signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cases.spine.matter import Matter, ended
from app.lib.papers import PaperContent, chinese_date, headings, items, said


def commitment_letter(
    matter: Matter,
    *,
    about: str,
    points: Sequence[str],
    liability: Sequence[str],
    signer: str,
    signed_on: date,
    valid_until: date | None,
) -> PaperContent:
    """信用承诺书: the applicant's paper, not the authority's; points as filled in."""
    me = "本人" if matter.natural_person else "本单位"
    code = f"，{matter.code_label}：{matter.code}" if matter.code else ""
    closing = "本承诺自签署之日起生效"
    closing += f"，有效期至{chinese_date(valid_until)}。" if valid_until else "。"
    body = (
        *said(f"{me}（{matter.applicant}{code}）自愿就“{about}”事项作出如下承诺："),
        *headings(
            ("承诺内容", items(ended(point) for point in points)),
            ("违诺责任", items(ended(point) for point in liability)),
        ),
        *said(closing),
        *said("特此承诺。"),
    )
    signed_by = [f"承诺人：{matter.applicant}"]
    if signer != matter.applicant:
        signed_by.append(f"签署人：{signer}")
    return PaperContent(
        kind="commitment_letter",
        title="信用承诺书",
        authority=matter.authority,
        issued_on=signed_on,
        addressee=matter.authority,
        paragraphs=body,
        signed_by=tuple(signed_by),
        head="plain",
    )
