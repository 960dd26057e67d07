"""附件名: a name in Chinese reaches the browser whole, through a header that is Latin-1."""

import re

import pytest
from flask import Flask, Response
from werkzeug.http import parse_options_header

from app.config import ROOT
from app.web.attached import attached

NAMES = [
    "会员名册-资阳市道路运输行业示例协会-20261123.xlsx",
    "准予信用修复决定书.pdf",
    "a “b”；c.csv",
]


@pytest.mark.parametrize("name", [*NAMES, "audit.jsonl"])
def test_the_name_survives_the_header(app: Flask, name: str) -> None:
    header = attached(Response(b""), name).headers["Content-Disposition"]
    assert header.encode("latin-1").decode("latin-1") == header
    way, said = parse_options_header(header)
    assert (way, said["filename"]) == ("attachment", name)


def test_a_browser_that_knows_only_ascii_still_gets_the_ending(app: Flask) -> None:
    header = attached(Response(b""), NAMES[0]).headers["Content-Disposition"]
    assert "filename=download.xlsx;" in header


def test_files_are_named_in_one_place() -> None:
    named = re.compile(r"[\"']Content-Disposition[\"']")
    files = {p.relative_to(ROOT).as_posix(): p for p in (ROOT / "app").rglob("*.py")}
    found = [name for name, path in files.items() if named.search(path.read_text("utf-8"))]
    assert found == ["app/web/attached.py"]
