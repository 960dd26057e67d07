"""栏目 which facts the list shows of every kind of case, in which order: part of the address."""

from collections.abc import Sequence
from typing import Any

from app.lib.markers import N_
from app.web.language import translated
from app.web.templating import address

# What a row begins with stands always: the number, by which it is opened, and the kind.
REF = N_("编号")
COLUMNS = {
    "subject": N_("对象"),
    "state": N_("环节"),
    "turn": N_("轮到谁"),
    "due": N_("期限"),
    "holder": N_("经办人"),
    "code": N_("统一社会信用代码"),
    "section": N_("承办科室"),
    "filed": N_("收件日期"),
    "moved": N_("最近变动"),
}
STANDARD = ("subject", "state", "turn", "due", "holder")


def columns_in(words: str) -> tuple[str, ...]:
    """The columns that are asked for, each once, in their order; nothing for the standard ones."""
    asked = tuple(dict.fromkeys(name for name in words.split(",") if name in COLUMNS))
    return () if asked == STANDARD else asked


def chosen(columns: str) -> tuple[str, ...]:
    """The columns that the list shows."""
    return columns_in(columns) or STANDARD


class Choice:
    """选栏目 each column with the addresses that move it, leave it out or bring it in."""

    def __init__(self, asked: Any) -> None:
        self.asked = asked
        self.shown = chosen(asked.columns)

    def _url(self, columns: Sequence[str]) -> str:
        words = ",".join(columns_in(",".join(columns)))
        return address("desk.columns", **self.asked.but(columns=words))

    @property
    def here(self) -> list[dict[str, str]]:
        """The columns that are shown, in their order."""
        return [
            {
                "label": translated(COLUMNS[name]),
                "earlier": self._url(_moved(self.shown, name, -1)) if at else "",
                "later": self._url(_moved(self.shown, name, 1)) if at < len(self.shown) - 1 else "",
                "out": self._url([one for one in self.shown if one != name])
                if len(self.shown) > 1
                else "",
            }
            for at, name in enumerate(self.shown)
        ]

    @property
    def more(self) -> list[dict[str, str]]:
        """The columns that could be shown besides."""
        return [
            {"label": translated(words), "url": self._url([*self.shown, name])}
            for name, words in COLUMNS.items()
            if name not in self.shown
        ]

    @property
    def done_url(self) -> str:
        return address("desk.home", **self.asked.but())

    @property
    def standard_url(self) -> str:
        return self._url(STANDARD) if self.shown != STANDARD else ""


def _moved(columns: Sequence[str], name: str, by: int) -> list[str]:
    """The columns with one of them further to the left or to the right."""
    order = list(columns)
    at = order.index(name)
    order.insert(at + by, order.pop(at))
    return order
