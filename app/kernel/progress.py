"""进度 how far long work has come.

It lies outside the database: a figure that changes every second is not worth a durable commit, and
must show while a transaction runs.
"""

import json
from pathlib import Path
from typing import Any

from app.kernel import files


def _file(key: str) -> Path:
    return files.path_of(f"progress{key}")


def tell(key: str, what: str, done: int, total: int | None) -> None:
    _file(key).write_text(json.dumps({"what": what, "done": done, "total": total}))


def of(key: str) -> dict[str, Any]:
    """How far the work on a batch has come."""
    try:
        return dict(json.loads(_file(key).read_text()))
    except (OSError, ValueError):
        return {"what": "wait", "done": 0, "total": None}


def forget(key: str) -> None:
    _file(key).unlink(missing_ok=True)
