"""无法读取: the one way in which a file is refused, with a stable code and a sentence."""

from collections.abc import Mapping

from app.lib.markers import N_


class Unreadable(Exception):  # a refusal, named for what the clerk is told
    """A file that cannot be read as a table: `code` for programs, `says` for people."""

    def __init__(self, code: str, words: str, **params: object) -> None:
        self.code = code
        self.words = words
        self.params: Mapping[str, object] = params
        super().__init__(self.says)

    @property
    def says(self) -> str:
        """The sentence in Chinese; translators get `words` and `params` apart."""
        return self.words % self.params if self.params else self.words


def damaged() -> Unreadable:
    """Return the refusal of a file that is cut off or spoilt."""
    return Unreadable(
        "damaged",
        N_("文件不完整或已损坏，可能没有传完。请在 Excel 或 WPS 中打开确认，另存后重新上传。"),
    )


def contradictory() -> Unreadable:
    """Return the refusal of an archive that says different things in different places."""
    return Unreadable(
        "contradictory",
        N_("文件内部结构前后矛盾，为安全起见不予读取。请在 Excel 或 WPS 中另存为新文件后上传。"),
    )
