"""分页 one page of a list, by key: page one thousand costs what page one costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.lib.width import seen


@dataclass(frozen=True)
class Page:
    """一页 the rows, and where the next page begins."""

    rows: Sequence[Any]
    next_key: Any | None

    @property
    def next_url(self) -> str | None:
        """The address of the next page: this one with `after` moved on."""
        if self.next_key is None:
            return None
        values = request.args.to_dict(flat=True) | (request.view_args or {})
        return url_for(request.endpoint or "", **(values | {"after": self.next_key}))

    @property
    def first_url(self) -> str | None:
        """The first page, when this is not it."""
        values = request.args.to_dict(flat=True) | (request.view_args or {})
        if values.pop("after", None) is None:
            return None
        return url_for(request.endpoint or "", **values)


def page_of(rows: Sequence[Any], size: int, key: Any) -> Page:
    """Make a page of `size` rows out of `size + 1` fetched; `key(row)` names its place."""
    more = len(rows) > size
    shown = rows[:size]
    return Page(shown, key(shown[-1]) if more else None)


def words_asked(name: str, most: int) -> str:
    """Words from the address, as one would have typed them."""
    return seen(request.args.get(name, "")).strip()[:most]


def whole_number(name: str, default: int | None = None) -> int | None:
    """A whole number from the address; anything else counts as not given."""
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else default
