"""配额 how much one source may ask of the public pages: generous to readers, slow to machines.

Kept in the process: a source that reaches several processes has several budgets, and a restart
forgets. That is enough against load; nothing is protected by it alone.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from flask import current_app, make_response, request
from flask.typing import ResponseReturnValue

from app.lib.markers import N_
from app.web.errors import refused
from app.web.language import say

View = TypeVar("View", bound=Callable[..., Any])

MOST_SOURCES = 10_000  # the ones heard of longest ago are forgotten

seconds: Callable[[], float] = time.monotonic


@dataclass
class Bucket:
    """令牌桶 what each source has left; it fills up again by itself."""

    most: float
    a_second: float
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _door: threading.Lock = field(default_factory=threading.Lock)

    def spend(self, source: str, at: float) -> float:
        """Take one; the seconds to wait when there is none."""
        with self._door:
            left, since = self._left.pop(source, (self.most, at))
            left = min(self.most, left + (at - since) * self.a_second)
            wait = 0.0 if left >= 1 else (1 - left) / self.a_second
            self._left[source] = (left if wait else left - 1, at)
            if len(self._left) > MOST_SOURCES:
                self._left.popitem(last=False)
            return wait


@dataclass
class Tries:
    """错次 how often each source was wrong of late."""

    most: int
    window: float
    _wrong: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _door: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, source: str, at: float) -> float:
        """The seconds until this source may try again; nothing when it may now."""
        with self._door:
            wrong = self._wrong.get(source, ())
            recent = [then for then in wrong if at - then < self.window]
            return recent[-self.most] + self.window - at if len(recent) >= self.most else 0.0

    def note(self, source: str, at: float) -> None:
        """One more wrong try."""
        with self._door:
            self._wrong.setdefault(source, deque(maxlen=self.most)).append(at)
            self._wrong.move_to_end(source)
            if len(self._wrong) > MOST_SOURCES:
                self._wrong.popitem(last=False)


def source() -> str:
    """Where the request comes from; a whole household of IPv6 addresses counts as one."""
    address = request.remote_addr or ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address


def budgeted(name: str, most: float, a_second: float) -> Callable[[View], View]:
    """Mark a view: each source may ask for it so often; beyond that it is asked to wait.

    A bureau sets other figures as BUDGETS = {name: (most at once, then each second)}.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def within(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            wait = _kept(name, lambda *given: Bucket(*given), most, a_second).spend(
                source(), seconds()
            )
            if wait:
                return slow_down(wait)
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        return within  # type: ignore[return-value]

    return mark


def tries(name: str, most: int, window: float) -> Tries:
    """The wrong tries of this application under this name."""
    kept: Tries = _kept(name, lambda *given: Tries(*given), most, window)
    return kept


def _kept(name: str, make: Callable[..., Any], *figures: float) -> Any:
    """One budget a name and application, made at its first use."""
    budgets = current_app.extensions.setdefault("budgets", {})
    if name not in budgets:
        budgets.setdefault(name, make(*current_app.config.get("BUDGETS", {}).get(name, figures)))
    return budgets[name]


def slow_down(wait: float) -> ResponseReturnValue:
    """429, with the time after which it is worth trying again."""
    moment = max(1, round(wait + 0.5))
    says = say(
        N_("查询过于频繁，请%(seconds)s秒后再试；需要全部数据的，请使用下载。"), seconds=moment
    )
    answer = make_response(refused(429, "slow_down", says))
    answer.headers["Retry-After"] = str(moment)
    answer.headers["Cache-Control"] = "no-store"
    return answer
