"""代码: small files and functions, honest names, one reader of the clock, tables with owners."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from app.assembly import ROOMS
from app.config import ROOT
from app.extensions import Base

FILES = sorted(path for path in (ROOT / "app").rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in FILES]
VAGUE = re.compile(r"(^|_)(util|utils|helper|helpers|manager|misc|common|base)(_|$|\.py)")
LONGEST_FUNCTION = 40
LONGEST_FILE = 285
TIME = {"now", "today", "utcnow", "time", "time_ns", "monotonic_now"}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def functions(name: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("name", NAMES)
def test_every_module_says_in_one_sentence_what_it_is(name: str) -> None:
    text = ast.get_docstring(tree(name))
    assert text, f"{name} says nothing"
    first = text.splitlines()[0]
    assert first.endswith((".", "。", "?")), first


def length(function: ast.FunctionDef) -> int:
    """Lines of what it does: not its parameters, not what it says of itself."""
    said = ast.get_docstring(function) is not None
    first = function.body[min(said, len(function.body) - 1)]
    return (function.end_lineno or first.lineno) - first.lineno + 1


@pytest.mark.parametrize("name", NAMES)
def test_functions_are_small(name: str) -> None:
    long = {f.name: length(f) for f in functions(name) if length(f) > LONGEST_FUNCTION}
    assert long == {}


@pytest.mark.parametrize("name", NAMES)
def test_files_are_short_enough_to_read(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("name", NAMES)
def test_names_say_what_things_are(name: str) -> None:
    assert not VAGUE.search(Path(name).name), name
    theirs = {"process_bind_param", "process_result_value"}  # SQLAlchemy's words
    vague = {f.name for f in functions(name) if re.match(r"(process|handle|manage|do)_", f.name)}
    assert vague <= theirs


@pytest.mark.parametrize("name", [n for n in NAMES if n != "app/kernel/clock.py"])
def test_only_the_clock_reads_the_clock(name: str) -> None:
    """Everybody else is told what day it is; a length of time may be measured."""
    asked = [
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("date", "datetime", "time")
        and node.func.attr in TIME
    ]
    assert asked == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_put_off(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text)
    assert "NotImplementedError" not in text


def test_tables_have_owners(app: Flask) -> None:
    """Kernel modules own theirs, a room its own subclass table, halls none."""
    rooms = {room.model.__module__ for room in ROOMS}
    for mapper in Base.registry.mappers:
        module = mapper.class_.__module__
        assert module.startswith("app.kernel.") or module in rooms, module


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith(("app/halls", "app/web"))])
def test_what_a_hall_writes_it_writes_through_the_kernel(name: str) -> None:
    """No add, no delete, no update of rows: the kernel has verbs for that."""
    written = [
        f"{ast.unparse(node.func)} line {node.lineno}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call)
        and re.fullmatch(
            r"db\.session\.(add|add_all|delete|merge|commit|flush)", ast.unparse(node.func)
        )
    ]
    assert written == []


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith("views.py")])
def test_views_are_thin(name: str) -> None:
    """A view names its permission, loads, asks, calls one verb, answers: no query of its own."""
    joined = [
        ast.unparse(node)[:60]
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute)
        and node.attr in ("join", "outerjoin", "group_by")
        and not isinstance(node.value, ast.Constant)
    ]
    assert joined == []


def test_only_the_one_step_and_its_kin_move_a_case() -> None:
    """`state` is assigned by the machine, never on the row; workflow alone writes it."""
    for name in NAMES:
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    written = ast.unparse(target)
                    assert not re.fullmatch(r"(self\.)?case\.(state|version|turn)", written), name
