"""文书成像: one frozen paper, drawn twice and always alike: a print sheet, and a PDF."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from flask import render_template
from markupsafe import Markup

from app.lib.papers import PaperContent, chinese_date
from app.web.fonts import FontShelf, NoChineseFont, find_fonts

__all__ = ["NoChineseFont", "Sheet", "draw_sheet", "find_fonts", "render_html", "render_pdf"]

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "papers"
BEIJING = timezone(timedelta(hours=8))
UNNUMBERED = "（文号于签发时编定）"
SEAL_PLACE = "（印章）"
VOID, DRAFT = "作废", "样稿"
SAYS = {VOID: "本文书已作废", DRAFT: "样稿，尚未签发", "": ""}


@dataclass(frozen=True)
class Sheet:
    """版面: a paper with everything spelled out the way both drawings show it."""

    content: PaperContent
    number: str
    date: str
    addressee: str
    seal: str
    mark: str
    check: tuple[tuple[str, str], ...]
    check_url: str

    @property
    def mark_says(self) -> str:
        """The mark in words, for who cannot see the stamp across the page."""
        return SAYS[self.mark]

    @property
    def qr(self) -> str:
        """The check address as a picture of squares, without any style of its own."""
        picture = io.BytesIO()
        code = segno.make(self.check_url, error="m", micro=False)
        code.save(
            picture,
            kind="svg",
            xmldecl=False,
            svgclass=None,
            lineclass=None,
            border=1,
            omitsize=True,
        )
        return picture.getvalue().decode()

    @property
    def qr_markup(self) -> Markup:
        return Markup(self.qr)  # noqa: S704 - segno draws it; the address is only in the squares


def draw_sheet(
    frozen: Mapping[str, Any],
    *,
    check_url: str = "",
    check_code: str = "",
    digest: str = "",
    voided: bool = False,
    draft: bool = False,
) -> Sheet:
    """Lay the frozen paper out; a draft has no number and nothing to check yet."""
    content = PaperContent.from_frozen(frozen)
    rows = (("校验码", check_code), ("核验网址", check_url), ("内容摘要", digest))
    return Sheet(
        content=content,
        number=content.number or (UNNUMBERED if draft else ""),
        date=chinese_date(content.issued_on),
        addressee=_addressee(content),
        seal="" if content.signed_by else SEAL_PLACE,
        mark=VOID if voided else DRAFT if draft else "",
        check=tuple(row for row in rows if row[1]) if check_url and not draft else (),
        check_url=check_url,
    )


def render_html(frozen: Mapping[str, Any], **marks: Any) -> str:
    """Return the whole page of the print sheet; marks are those of draw_sheet."""
    return render_template("papers/sheet.html", sheet=draw_sheet(frozen, **marks))


def render_pdf(frozen: Mapping[str, Any], *, shelf: FontShelf | None = None, **marks: Any) -> bytes:
    """Return the PDF, the same bytes for the same paper, marks and fonts; NoChineseFont if none."""
    shelf = shelf or find_fonts()
    sheet = draw_sheet(frozen, **marks)
    words = json.dumps(_typeset(sheet, shelf.roles), ensure_ascii=False)
    signed = datetime.combine(sheet.content.issued_on, datetime.min.time(), BEIJING)
    compiler = typst.Compiler(
        FOLDER / "sheet.typ",
        root=FOLDER,
        font_paths=shelf.fonts,
        ignore_system_fonts=True,
        sys_inputs={"sheet": words},
    )
    try:
        return _pdf(compiler, signed, "a-2b")
    except typst.TypstError:
        # An archive PDF may not contain a sign that no font has; an ordinary one shows a box.
        return _pdf(compiler, signed, "1.7")


def _pdf(compiler: typst.Compiler, signed: datetime, standard: Literal["a-2b", "1.7"]) -> bytes:
    drawn = compiler.compile(format="pdf", pdf_standards=[standard], timestamp=signed)
    if not isinstance(drawn, bytes):
        raise TypeError("typst gave no single PDF")
    return drawn


def _addressee(content: PaperContent) -> str:
    """某某公司（统一社会信用代码：……）：, or nothing."""
    if not content.addressee:
        return ""
    code = content.addressee_code
    return content.addressee + (f"（{content.code_label}：{code}）：" if code else "：")


def _typeset(sheet: Sheet, fonts: Mapping[str, Any]) -> dict[str, Any]:
    """The data of sheet.typ: strings, so that what looks like markup in them stays text."""
    content = sheet.content
    parts = [asdict(part) for part in content.paragraphs]
    if content.remedy:
        parts.append({"kind": "text", "text": content.remedy, "number": "", "lead": ""})
    day = content.issued_on
    return {
        "title": content.title,
        "authority": content.authority,
        "head": content.head,
        "number": sheet.number,
        "addressee": sheet.addressee,
        "parts": parts,
        "signatories": content.signatories,
        "date": sheet.date,
        "closing": content.closing,
        "seal": sheet.seal,
        "mark": sheet.mark,
        "mark_says": sheet.mark_says,
        "check": sheet.check,
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "fonts": dict(fonts),
        "check_url": sheet.check_url,
        "qr": sheet.qr if sheet.check else "",
    }
