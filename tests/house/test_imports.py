"""楼层: every import contract is kept, and each of them notices when it is broken."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.assembly import ROOMS
from app.config import ROOT

LINT = Path(sys.executable).parent / "lint-imports"
SETTINGS = (ROOT / "pyproject.toml").read_text()

# contract, the file that breaks it, and how
BROKEN = {
    "floors": ("app/kernel/clock.py", "from app.web import paging"),
    "rooms": ("app/cases/sanction/rules.py", "from app.cases.repair import ROOM"),
    "halls": ("app/halls/account/views.py", "from app.halls.collection import views"),
    "manifest": ("app/cases/door.py", "from app.cases.repair import ROOM"),
    "rules": ("app/cases/repair/rules.py", "import sqlalchemy"),
    "http": ("app/kernel/tx.py", "from flask import request"),
    "register": ("app/halls/register/views.py", "from app.kernel import workflow"),
    "kernel": ("app/kernel/people.py", "from app.kernel import workflow"),
}


def lint(folder: Path, *only: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for contract in only for word in ("--contract", contract)]
    command = [str(LINT), "--no-cache", "--config", str(folder / "pyproject.toml"), *chosen]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code alone, to be broken on purpose."""
    skip = shutil.ignore_patterns("static", "translations", "__pycache__")
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=skip)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    return tmp_path


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_there_is_a_way_to_break_every_contract() -> None:
    assert set(re.findall(r'^id = "(\w+)"', SETTINGS, re.M)) == set(BROKEN)


def test_the_contracts_know_every_room() -> None:
    kept_apart = re.search(r'id = "rooms".*?modules = \[(.*?)\]', SETTINGS, re.S)
    assert kept_apart is not None
    assert set(re.findall(r"app\.cases\.(\w+)", kept_apart[1])) == {room.kind for room in ROOMS}


@pytest.mark.slow
@pytest.mark.parametrize("contract", BROKEN)
def test_a_broken_contract_is_noticed(copy: Path, contract: str) -> None:
    where, line = BROKEN[contract]
    target = copy / where
    assert lint(copy, contract).returncode == 0
    target.write_text(f"{target.read_text()}\n{line}\n")
    done = lint(copy, contract)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
