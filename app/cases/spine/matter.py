"""案由: who asks whom, mostly about a record, and the words every paper of that case shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.lib.papers import CREDIT_CODE, PaperContent, Paragraph, chinese_date

REVIEW_LAW = "《中华人民共和国行政复议法》第二十条"  # 60 days
LAWSUIT_LAW = "《中华人民共和国行政诉讼法》第四十六条"  # 6 months
COURT = "有管辖权的人民法院"
REVIEW_BODY = "有管辖权的行政复议机关"

_ENDED = re.compile("[。！？；：…][”’』」）]?$")


@dataclass(frozen=True)
class Matter:
    """The same on every paper of one case. A natural person's code arrives here already masked."""

    authority: str
    ref: str
    applicant: str
    code: str | None
    document_no: str  # of the record that the case is about; empty where it is about none
    decided_on: date
    decided_by: str
    review_body: str
    application: str  # 信用修复申请, say
    document: str = "行政处罚决定书"
    court: str = COURT
    natural_person: bool = False
    own_motion: bool = False  # 依职权: nobody asked for it

    @property
    def you(self) -> str:
        return "你" if self.natural_person else "你单位"

    @property
    def code_label(self) -> str:
        return "证件号码" if self.natural_person else CREDIT_CODE

    @property
    def record(self) -> str:
        """本机关某日作出的《行政处罚决定书》（某号）: the paper that found the dishonesty."""
        who = "本机关" if self.decided_by == self.authority else self.decided_by
        day = chinese_date(self.decided_on)
        return f"{who}{day}作出的《{self.document}》（{self.document_no}）"

    @property
    def asked(self) -> str:
        """你单位就……所涉失信信息提出的某某申请（办件编号：……）."""
        about = f"就{self.record}所涉失信信息" if self.document_no else ""
        if self.own_motion:
            return f"本机关依职权{about}进行的核查（办件编号：{self.ref}）"
        return f"{self.you}{about}提出的{self.application}（办件编号：{self.ref}）"

    def taken_up(self, on: date) -> str:
        """……，本机关于某日受理; what nobody asked for is begun, not accepted."""
        if self.own_motion:
            return f"{self.asked}自{chinese_date(on)}开始"
        return f"{self.asked}，本机关于{chinese_date(on)}受理"

    def paper(
        self,
        kind: str,
        title: str,
        issued_on: date,
        paragraphs: tuple[Paragraph, ...],
        **more: Any,
    ) -> PaperContent:
        """A paper of this authority to this applicant."""
        return PaperContent(
            kind=kind,
            title=title,
            authority=self.authority,
            issued_on=issued_on,
            addressee=self.applicant,
            addressee_code=self.code,
            code_label=self.code_label,
            paragraphs=paragraphs,
            **more,
        )

    def remedy(self, paper: str) -> str:
        return remedy_words(paper, review_body=self.review_body, court=self.court)


def remedy_words(paper: str, *, review_body: str, court: str = COURT) -> str:
    """救济途径: reconsideration within 60 days, or a lawsuit within 6 months, of receipt."""
    review_body = review_body or REVIEW_BODY
    return (
        f"如不服本{paper}，可以依照{REVIEW_LAW}的规定，自收到本{paper}之日起六十日内向"
        f"{review_body}申请行政复议；也可以依照{LAWSUIT_LAW}的规定，自收到本{paper}之日起"
        f"六个月内直接向{court}提起行政诉讼。"
    )


def ended(words: str) -> str:
    """What somebody typed, each line with the full stop they may have left out."""
    lines = (line.strip() for line in words.splitlines())
    return "\n".join(line if _ENDED.search(line) else f"{line}。" for line in lines if line)


def within(days: int, due_on: date) -> str:
    """3个工作日内（至2026年11月25日止）: the length and the day, so nobody has to count."""
    return f"{days}个工作日内（至{chinese_date(due_on)}止）"


def come_again(matter: Matter, may_apply_from: date | None) -> str:
    """重新申请: nothing bars a new application once the conditions are met."""
    if may_apply_from is None:
        return f"具备各项条件后，{matter.you}可以重新提出申请。"
    first = chinese_date(may_apply_from)
    return f"{matter.you}自{first}起可以重新提出申请，届时应当具备各项条件。"
