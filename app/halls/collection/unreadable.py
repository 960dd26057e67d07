"""无法读取: the one way in which a file is refused, with a stable code and a sentence."""

from collections.abc import Mapping


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
