"""检索词元: short pieces of text, so that an index on equality finds Chinese words and codes.

Text is *folded*: NFKC, case folded, everything dropped that is neither letter nor digit. In folded
text a–z and 0–9 are *code* signs, all others (mostly Chinese) are *word* signs. A text is filed
under these pieces, each once:

    pairs    two neighbours, at least one of them a word sign    内江 江市 川a 2号
    fours    four code signs in a row                            2026 0261
    starts   the first two and three signs of a code             ^20 ^202
    wholes   a complete credit code                              ^91512000ma0000015m

A query is cut at its spaces, and each part asks for the pieces that every text containing that
part must have. So a query finds

    - two or more signs with a word sign among them, anywhere: 运输, 川A1234, 〔2026〕12号;
    - four or more signs from anywhere in a code: of a credit code, a case reference, a plate;
    - two or three signs that begin a code: 91, XF, 202;
    - a complete credit code, by one look-up instead of fifteen.

Single signs are not filed: one character names half of the register, and filing them would nearly
double the index. A query of single signs has no pieces, which means: ask for more.

A text may rarely hold all pieces of a query without the query itself (内江 and 江市 for 内江市);
`found_in` is certain. Pieces are listed with the likely rarest first, so a search may look up the
first few and check what it finds.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from re import compile as pattern
from unicodedata import category, normalize

from app.lib.uscc import is_uscc

_FOUR = 4
_STARTS = (2, 3)
_WHOLE = 18
_CODE = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_RUNS = pattern("[0-9a-z]+")
_YEAR = pattern("(?:19|20)[0-9]{2}")

# Nearly every enterprise here has these in its name: looked up last.
_COMMON = frozenset(
    ["有限", "限公", "公司", "责任", "任公", "限责", "股份", "运输", "物流", "四川", "川省", "汽车"]
)


def folded(text: str) -> str:
    """Fold case, width, spaces and punctuation away; folding twice changes nothing more."""
    return "".join(sign for sign, _ in _signs(text))


def query_terms(query: str) -> list[str]:
    """Cut a query at its spaces and fold each part."""
    return [term for term in map(folded, query.split()) if term]


def found_in(text: str, query: str) -> bool:
    """Say whether the text contains every part of the query."""
    whole = folded(text)
    return all(term in whole for term in query_terms(query))


def holds(texts: Iterable[str | None], terms: Sequence[str]) -> bool:
    """Say whether these fields together contain every folded term."""
    whole = " ".join(folded(text) for text in texts if text)
    return all(term in whole for term in terms)


def grams(text: str) -> list[str]:
    """List the pieces a text is filed under, each once. Put a space between two fields."""
    signs = _signs(text)
    whole = "".join(sign for sign, _ in signs)
    pieces = list(_pairs(whole))
    for run in _RUNS.finditer(whole):
        pieces += _fours(run[0])
        for place in range(*run.span()):
            if signs[place][1]:
                pieces += _starts(whole[place : run.end()])
    return list(dict.fromkeys(pieces))


def query_grams(query: str) -> list[str]:
    """List the pieces every matching text is filed under, likely rarest first; none: too short."""
    pieces: list[str] = []
    for term in query_terms(query):
        pieces += _pairs(term)
        for run in _RUNS.finditer(term):
            begins = run.start() > 0 or run[0] == term  # nothing of the code is missing before
            pieces += _asked(run[0], begins)
    return sorted(dict.fromkeys(pieces), key=_commonness)


def _signs(text: str) -> list[tuple[str, bool]]:
    """Pair every folded sign with whether a code starts there."""
    for _ in range(2):  # folding case can undo the normal form, and the other way round
        text = normalize("NFKC", text).casefold()
    signs = []
    inside = False
    for sign in normalize("NFKC", text):
        code = sign in _CODE
        if code or _is_word(sign):
            signs.append((sign, code and not inside))
        inside = code
    return signs


def _is_word(sign: str) -> bool:
    """Letters and digits; loose Hangul parts would join into other signs when folded again."""
    return category(sign)[0] in "LN" and not "\u1100" <= sign <= "\u11ff"


def _pairs(whole: str) -> Iterator[str]:
    for one, other in pairwise(whole):
        if one not in _CODE or other not in _CODE:
            yield one + other


def _fours(run: str) -> list[str]:
    return [run[place : place + _FOUR] for place in range(len(run) - _FOUR + 1)]


def _starts(code: str) -> Iterator[str]:
    for length in _STARTS:
        if len(code) >= length:
            yield "^" + code[:length]
    if is_uscc(code[:_WHOLE]):
        yield "^" + code[:_WHOLE]


def _asked(run: str, begins: bool) -> list[str]:
    if begins and (len(run) in _STARTS or is_uscc(run)):
        return ["^" + run]
    return _fours(run)[::-1]  # serials and check signs stand at the end and tell codes apart


def _commonness(piece: str) -> int:
    if piece in _COMMON or _YEAR.fullmatch(piece):
        return 3
    if piece[0] == "^":
        return 0 if len(piece) > _WHOLE else 2
    return 1
