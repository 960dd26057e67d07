"""粘贴的名册 the credit code in each line that was pasted from a table or written by hand."""

import re
from dataclasses import dataclass

from app.lib.uscc import is_uscc
from app.lib.width import half_width

# Eighteen signs together; failing that, eighteen signs written in groups.
_TOGETHER = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_IN_GROUPS = re.compile(r"(?<![0-9A-Z])[0-9A-Z](?:[ \xa0-]*[0-9A-Z]){17}(?![0-9A-Z])")
_NAMED = re.compile(r"[\u3400-\u9fff]")
_APART = re.compile(r"[\s,，;；|、]+")
LEAST_OF_A_NAME = 4
_HEADING = re.compile(r"代码|[^\d０-９]*(?:信用|机构|企业|会员)代码[^\d０-９]*")


@dataclass(frozen=True)
class Pasted:
    """一行 as it was typed, with the code found in it and what stands beside the code."""

    number: int
    typed: str
    code: str
    beside: str

    @property
    def is_heading(self) -> bool:
        """The head of a column that was copied along with it."""
        return not self.code and bool(_HEADING.fullmatch(self.typed))

    @property
    def name(self) -> str:
        """The name beside the code, as it was written: the longest word of four characters up."""
        words = (_cut(word, self.code) for word in _APART.split(self.typed))
        named = (word for word in words if len(_NAMED.findall(word)) >= LEAST_OF_A_NAME)
        return max((word for word in named if not word.endswith("代码")), key=len, default="")

    def disagrees(self, name: str) -> bool:
        """Whether a name stands beside the code, and it is not this one."""
        written, known = _joined(self.beside), _joined(name)
        return bool(_NAMED.search(written)) and known not in written


def read(text: str) -> list[Pasted]:
    """Every line that says something, by its number."""
    lines = enumerate(text.splitlines(), 1)
    return [_read(number, line.strip()) for number, line in lines if line.strip()]


def _read(number: int, typed: str) -> Pasted:
    line = half_width(typed).upper()
    found = _code_in(line)
    code = re.sub(r"[^0-9A-Z]", "", found)
    return Pasted(number, typed, code, line.replace(found, " ", 1) if found else line)


def _code_in(line: str) -> str:
    """The first that passes its check: a licence or a person's number may stand beside it."""
    written = [*_TOGETHER.findall(line), *_IN_GROUPS.findall(line)]
    sound = (one for one in written if is_uscc(re.sub(r"[^0-9A-Z]", "", one)))
    return next(sound, written[0] if written else "")


def _cut(word: str, code: str) -> str:
    """A word without the code that was written on to it."""
    found = half_width(word).upper().find(code) if code else -1
    rest = word if found < 0 else max(word[:found], word[found + len(code) :], key=len)
    return rest.strip("\"'“”‘’：:。.").rstrip("（(【[").lstrip("）)】]")


def _joined(words: str) -> str:
    return "".join(half_width(words).upper().split())
