"""The bench runs from end to end on a tiny bureau. Times are never asserted: machines differ."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from app.lib.grams import grams
from app.lib.uscc import make_uscc
from bench.bureau import _grams_of_code, _grams_of_document_number, code_of
from bench.table import HEAD, Line, table

MEASURED = [
    "desk",
    "desk, licensing",
    "desk, whole bureau",
    "search of staff, name",
    "search of staff, code",
    "case page",
    "the three lists",
    "finding at the desk",
    "register search, name",
    "register search, code",
    "transition (accept)",
    "import, check 60 rows",
    "import, enter 60 rows",
]


def test_every_page_and_step_is_measured_beside_its_floor(tmp_path: Path) -> None:
    # In a process of its own: the bench makes applications, and a process has one clock and vault.
    words = ["--quick", "--sizes", "60", "--keep", str(tmp_path)]
    run = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    head, _, *lines = (
        [c.strip() for c in x.strip("|").split("|")] for x in run.stdout.splitlines()
    )
    assert head == list(HEAD)
    assert [line[:3] for line in lines] == [[what, "sqlite", "60"] for what in MEASURED]


def test_a_line_says_whether_the_aims_are_met() -> None:
    slow = Line("desk", "sqlite", 1_000_000, product=0.010, floor=0.004, aim=0.6, grown=1.3)
    assert slow.cells()[5:] == ("0.40", "0.60 missed", "1.30", "1.2 missed")
    fast = Line("desk", "sqlite", 1_000, product=0.005, floor=0.004, aim=0.6, grown=None)
    assert fast.cells()[5:] == ("0.80", "0.60 met", "", "")
    assert len({len(row) for row in table([slow, fast]).splitlines()}) == 1


@pytest.mark.parametrize("n", [0, 1, 999, 1000, 123_456, 999_999])
def test_codes_and_pieces_made_in_bulk_are_those_made_one_by_one(n: int) -> None:
    code = code_of(n)
    assert code == make_uscc(code[:8], code[8:16])
    assert sorted(_grams_of_code(code).split()) == sorted(grams(code))
    assert _grams_of_document_number(2026, n + 1).split() == grams(f"资交执罚〔2026〕{n + 1}号")
