"""测量 the runs take turns, A B A B, so that what the machine does meanwhile falls on all alike."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Thunk = Callable[[], object]


def nothing() -> None:
    """What most runs leave behind."""


@dataclass
class Run:
    """One of those who take turns. `ready` and `after` are outside the measured time."""

    name: str
    ready: Callable[[], Thunk]
    after: Thunk = nothing
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)


def take_turns(runs: Sequence[Run], rounds: int, warm_up: int = 3) -> None:
    """Run all of them, one after the other, round after round; forwards, then backwards."""
    for number in range(rounds + warm_up):
        if number == warm_up:
            gc.collect()
            gc.freeze()  # what the bench itself holds is not the product's to look through
        for run in runs if number % 2 else reversed(runs):
            turn = run.ready()
            began = time.perf_counter()
            turn()
            took = time.perf_counter() - began
            run.after()
            if number >= warm_up:
                run.times.append(took)
    gc.unfreeze()
