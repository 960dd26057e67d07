"""测速 `make bench`: one table of ratios, measured in one run; how it comes about goes to stderr.

    python -m bench [--sizes 1000,1000000] [--databases sqlite,postgresql] [--keep FOLDER]
                    [--rounds N] [--quick]

Product and floor take turns, and so do both sizes, so every figure of a line was measured under the
same weather. Loading a million takes minutes: --keep fills the databases once.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from bench.importing import import_runs
from bench.measure import Run, take_turns
from bench.pages import page_runs, pages_of
from bench.stores import Store, all_stores
from bench.table import Line, table
from bench.transition import transition

SIZES, DATABASES = "1000,1000000", "sqlite,postgresql"


@dataclass(frozen=True)
class Plan:
    """How large, on what, how often."""

    sizes: tuple[int, ...]
    databases: tuple[str, ...]
    rounds: int
    warm_up: int
    imports: int  # rounds of the imports, which are long
    rows: int


def asked(words: Sequence[str]) -> tuple[Plan, str | None]:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", help=f"cases in the bureaus, default {SIZES}")
    parser.add_argument("--databases", help=f"default {DATABASES}")
    parser.add_argument("--keep", metavar="FOLDER", help="fill the databases once and keep them")
    parser.add_argument("--rounds", type=int, help="turns of each page and step, default 40")
    parser.add_argument("--quick", action="store_true", help="tiny and rough: does it run at all?")
    said = parser.parse_args(words)
    small = said.quick
    return Plan(
        tuple(int(size) for size in (said.sizes or ("60,120" if small else SIZES)).split(",")),
        tuple((said.databases or ("sqlite" if small else DATABASES)).split(",")),
        said.rounds or (1 if small else 40),
        1 if small else 3,
        1 if small else 3,
        60 if small else 2000,
    ), said.keep


def main(words: Sequence[str]) -> int:
    plan, keep = asked(words)
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(prefix="xintu-bench-") as where:
        lines = [
            line for database in plan.databases for line in measured(plan, database, Path(where))
        ]
    print(table(lines))
    return 0


def measured(plan: Plan, database: str, folder: Path) -> list[Line]:
    """Every line of one database."""
    stores = list(all_stores(folder, plan.sizes, (database,)))
    for store in stores:
        store.open(say)
    return [*_pages(plan, stores), *_transitions(plan, stores), *_imports(plan, stores)]


def _pages(plan: Plan, stores: list[Store]) -> list[Line]:
    lines = []
    for pages in zip(*(pages_of(store) for store in stores), strict=True):
        runs = [page_runs(store, page) for store, page in zip(stores, pages, strict=True)]
        pairs = [(each.product, each.floor) for each in runs]
        aim = 0.5 if pages[0].name == "case page" else 0.6
        lines += _take_turns(pages[0].name, stores, pairs, (plan.rounds, plan.warm_up), aim)
    return lines


def _transitions(plan: Plan, stores: list[Store]) -> list[Line]:
    say(f"{stores[0].kind}: opening cases to accept")
    both = [transition(store, plan.rounds + plan.warm_up) for store in stores]
    pairs = [(each.product, each.floor) for each in both]
    return _take_turns("transition (accept)", stores, pairs, (plan.rounds, plan.warm_up), 0.4)


def _imports(plan: Plan, stores: list[Store]) -> list[Line]:
    say(f"{stores[0].kind}: a workbook of {plan.rows} rows")
    runs = [import_runs(store, plan.rows) for store in stores]
    checks = [(each.check, each.read) for each in runs]
    enters = [(each.enter, each.insert) for each in runs]
    rows, turns = f"{plan.rows:,} rows", (plan.imports, 1)
    return [
        *_take_turns(f"import, check {rows}", stores, checks, turns, 1 / 3),
        *_take_turns(f"import, enter {rows}", stores, enters, turns, None),
    ]


def _take_turns(
    name: str,
    stores: list[Store],
    pairs: list[tuple[Run, Run]],
    turns: tuple[int, int],
    aim: float | None,
) -> list[Line]:
    """All sizes, product and floor, one after the other; a line for each size."""
    say(f"{stores[0].kind}: {name}")
    take_turns([run for pair in pairs for run in pair], *turns)
    smallest = pairs[0][0].median
    lines = [
        Line(
            what=name,
            database=store.kind,
            size=store.size,
            product=product.median,
            floor=floor.median,
            aim=aim,
            grown=product.median / smallest if number else None,
        )
        for number, (store, (product, floor)) in enumerate(zip(stores, pairs, strict=True))
    ]
    for line in lines:
        say("  ".join(line.cells()))
    return lines


_BEGAN = time.perf_counter()


def say(words: str) -> None:
    """How far it has come."""
    print(f"{time.perf_counter() - _BEGAN:6.0f} s  {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
