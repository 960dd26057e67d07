"""读处罚信息表: opens an uploaded file as a table of penalties, or refuses it with a sentence."""

from pathlib import Path

from app.halls.collection.columns import LAYOUT
from app.lib.tables import reading
from app.lib.tables.reading import Table


def open_table(path: Path, filename: str) -> Table:
    """Open the uploaded file; `filename` is what the uploader called it. Raises Unreadable."""
    return reading.open_table(path, filename, LAYOUT)
