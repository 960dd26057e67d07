"""标出 the words asked for, marked where they stand; of a long text, what is around them."""

from itertools import groupby

from markupsafe import Markup

from app.lib.grams import folded, query_terms

AROUND = 24  # characters kept before the first mark of a long text
MOST = 120


def marked(text: str, words: str) -> Markup:
    """The text with every part of the question marked in it, escaped like any text."""
    hits = _hits(text, query_terms(words))
    start = max(0, min(hits, default=0) - AROUND) if len(text) > MOST else 0
    end = min(len(text), start + MOST) if len(text) > MOST else len(text)
    pieces = [
        (hit, "".join(text[place] for place in places))
        for hit, places in groupby(range(start, end), hits.__contains__)
    ]
    body = Markup("").join(
        Markup("<mark>{}</mark>").format(said) if hit else said for hit, said in pieces
    )
    return Markup("{}{}{}").format("…" if start else "", body, "…" if end < len(text) else "")


def _hits(text: str, terms: list[str]) -> frozenset[int]:
    """The places of the text in which a part of the question stands, as searching reads it."""
    signs = [(sign, place) for place, written in enumerate(text) for sign in folded(written)]
    whole = "".join(sign for sign, _ in signs)
    hit: set[int] = set()
    for term in terms:
        at = whole.find(term)
        while at >= 0:
            hit.update(range(signs[at][1], signs[at + len(term) - 1][1] + 1))
            at = whole.find(term, at + 1)
    return frozenset(hit)
