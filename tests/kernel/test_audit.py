"""留痕导出: a stand-alone program without the product finds it whole, and finds every change."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import ROOT
from app.kernel import audit, clock, seals
from app.kernel.people import CLOCK
from app.kernel.tx import transaction
from tests.factories import make_repair, step

CHECKER = ROOT / "docs" / "formats" / "verify_audit.py"


def judged(*arguments: object) -> tuple[int, str]:
    """What the stand-alone program says, run by a Python that cannot see the product."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", str(CHECKER), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def exported(house: Flask, tmp_path: Path) -> Path:
    """An export of a small bureau at work, with two seals."""
    case = make_repair("filed")
    seals.seal(clock.now(), tmp_path)
    step(case, "accept")
    seals.seal(clock.now(), tmp_path)
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b"".join(audit.lines(clock.now(), with_facts=True)))
    return path


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def rewrite(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def test_an_untouched_export_holds(exported: Path) -> None:
    code, said = judged(exported, "--seals", exported.parent / "seals")
    assert (code, said.splitlines()[-1]) == (0, "ALL HOLDS")


def test_an_export_without_facts_holds_too(exported: Path) -> None:
    exported.write_bytes(b"".join(audit.lines(clock.now())))
    assert b'"salt"' not in exported.read_bytes()
    assert judged(exported)[0] == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [("name", "refuse"), ("account", 99), ("at", "2026-01-01T00:00:00.000000+00:00"), ("round", 7)],
)
def test_a_changed_act_is_named(exported: Path, column: str, value: object) -> None:
    lines = lines_of(exported)
    victim = next(n for n, line in enumerate(lines) if line.get("name") == "accept")
    lines[victim][column] = value
    rewrite(exported, lines)
    code, said = judged(exported)
    assert code == 1
    assert f"{lines[victim]['stream']} #{lines[victim]['seq']}: was changed" in said


def test_a_changed_fact_is_named(exported: Path) -> None:
    lines = lines_of(exported)
    victim = next(line for line in lines if line.get("facts", {}) and line["type"] == "event")
    victim["facts"]["extra"] = 1
    rewrite(exported, lines)
    assert f"{victim['stream']} #{victim['seq']}: its facts were changed" in judged(exported)[1]


def test_a_removed_act_is_named(exported: Path) -> None:
    lines = lines_of(exported)
    victim = next(n for n, line in enumerate(lines) if line.get("name") == "submit")
    stream, seq = lines[victim]["stream"], lines[victim]["seq"]
    del lines[victim]
    rewrite(exported, lines)
    assert f"{stream} #{seq + 1}: follows #{seq - 1}" in judged(exported)[1]


def test_a_cut_tail_is_found_by_a_seal_kept_elsewhere(house: Flask, exported: Path) -> None:
    lines = lines_of(exported)
    kept = [line for line in lines if line["type"] in ("audit", "event")]
    last = max(n for n, line in enumerate(kept) if line.get("stream", "").startswith("case/"))
    gone = kept.pop(last)
    rewrite(exported, kept)
    said = judged(exported, "--seals", exported.parent / "seals")[1]
    assert f"names {gone['stream']} #{gone['seq']}, which is gone or another" in said


def test_a_forged_seal_is_not_signed(exported: Path) -> None:
    lines = lines_of(exported)
    forged = next(line for line in lines if line["type"] == "seal")
    flipped = "0" if forged["signature"][0] != "0" else "1"
    forged["signature"] = flipped + forged["signature"][1:]
    rewrite(exported, lines)
    assert f"seal {forged['id']}: is not signed by the key it names" in judged(exported)[1]


def test_an_export_that_breaks_off_is_not_whole(exported: Path) -> None:
    exported.write_bytes(exported.read_bytes()[:-400])
    code, said = judged(exported)
    assert code == 1
    assert "end: is missing" in said or "cannot be read" in said


def test_every_flipped_byte_of_an_export_is_found(exported: Path, monkeypatch: Any) -> None:
    """In process, for speed: one byte in forty, each flipped alone."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("verify_audit", CHECKER)
    assert spec
    assert spec.loader
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    monkeypatch.setattr(program, "signed_by", lambda *_: True)  # slow, and tested above
    whole = exported.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        exported.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        checker = program.Checker()
        try:
            program.check_export(exported, checker)
        except UnicodeDecodeError:
            continue
        assert checker.findings, f"byte {place} was flipped unseen"


def test_a_name_with_marks_beside_letters_is_chained_alike(house: Flask, tmp_path: Path) -> None:
    """NFC on both sides, also where an escape stands before a combining mark."""
    from app.kernel import events

    with transaction():
        events.record(
            "note/e\u0301", "note", CLOCK, clock.now(), facts={"e\u0301": "\n\u0301é 中文 \u2028"}
        )
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b"".join(audit.lines(clock.now(), with_facts=True)))
    assert judged(path)[0] == 0
