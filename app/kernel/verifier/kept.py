"""所存之物 received files, issued papers and sent messages: there, whole, and what they were."""

import hashlib
import json
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from app.kernel.verifier.canonical import GENESIS, canonical, digest, linked
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, rows

_FILES = (
    "select d.key, c.ref, d.file, d.digest, d.size from document d "
    'join "case" c on c.id = d.case_id '
    "where d.direction = 'received' order by d.id"
)
_PAPERS = (
    "select d.key, c.ref, d.body, d.digest, d.size, d.number, d.title "
    "from document d join \"case\" c on c.id = d.case_id where d.direction = 'issued' order by d.id"
)
_MESSAGES = "select number, digest, sent_at from message where number is not null order by number"


def check_files(connection: Connection, outside: Outside, _today: date, report: Report) -> None:
    """The bytes of every received file, read again."""
    for key, ref, file, expected, size in rows(connection, _FILES):
        where, place = f"{ref} 材料 {key}", outside.files / str(file)
        report.count("files")
        if not place.is_file():
            report.find(where, f"文件不见了（{file}）")
        elif place.stat().st_size != size or _of(place) != expected:
            report.find(where, f"文件内容与收件时不同（{file}）")


def _of(place: Path) -> str:
    with place.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def check_papers(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    """Every issued paper still is what was signed, under the number it carries."""
    for key, ref, body, expected, size, number, title in rows(connection, _PAPERS):
        where = f"{ref} 文书 {number or key}"
        report.count("papers")
        content = bytes(body)
        if digest(content) != expected or len(content) != size:
            report.find(where, "内容与签发时不同")
            continue
        said = json.loads(content)
        said = said[1] if isinstance(said, list) else said
        if (said.get("number") or None) != number or said.get("title") != title:
            report.find(where, "文号或标题与文书内容不符")


def check_messages(connection: Connection, outside: Outside, _today: date, report: Report) -> None:
    """Numbers without gaps; every file that still lies here says what was sent."""
    digests: dict[int, str] = {}
    for number, told, _sent in rows(connection, _MESSAGES):
        report.count("messages")
        if number != len(digests) + 1:
            report.find(f"外发 {number}", "编号不连续")
        digests[number] = told
    for file in outside.messages:
        _hold_against(file, digests, report)


def _hold_against(file: Path, digests: dict[int, str], report: Report) -> None:
    where = f"外发文件 {file.name}"
    try:
        letter = json.loads(file.read_text(encoding="utf-8"))
        algorithm, previous = letter.pop("algorithm"), letter.pop("previous")
        told, number = letter.pop("digest"), letter["number"]
        reckoned = linked(previous, canonical(letter), algorithm)
    except (OSError, ValueError, KeyError, TypeError):
        report.find(where, "读不出来")
        return
    if reckoned != told or digests.get(number) != told:
        report.find(where, "与所发的内容不同")
    elif previous != digests.get(number - 1, GENESIS):
        report.find(where, "没有接在前一份之后")
