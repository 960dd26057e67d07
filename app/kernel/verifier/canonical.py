"""规范形式 the canonical form as the verifier writes it, from docs/formats/audit.md."""

import hashlib
import json
import unicodedata
from typing import Any

GENESIS = "0" * 64
FORMAT = 1


def quoted(words: str) -> str:
    """A text as JSON, in NFC."""
    return json.dumps(unicodedata.normalize("NFC", words), ensure_ascii=False)


class Quoted(dict[str, str]):
    """Words that come again and again, quoted once."""

    def __missing__(self, words: str) -> str:
        self[words] = quoted(words)
        return self[words]


def normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {normal(key): normal(item) for key, item in value.items()}
    return [normal(item) for item in value] if isinstance(value, list) else value


def canonical(value: Any) -> bytes:
    """Any JSON value in the canonical form, version 1."""
    return json.dumps(
        [1, normal(value)], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def linked(previous: str, written: bytes, algorithm: str) -> str:
    return hashlib.new(algorithm, previous.encode() + written).hexdigest()


def committed(salt: bytes, value: Any, algorithm: str = "sha256") -> str:
    told = len(salt).to_bytes(8, "big") + salt + canonical(value)
    return hashlib.new(algorithm, told).hexdigest()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
