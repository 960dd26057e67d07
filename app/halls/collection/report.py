"""问题清单: the table of penalties as it came, marked, with the list of faults in front."""

from io import BytesIO
from pathlib import Path

from app.halls.collection.columns import LAYOUT
from app.halls.collection.template import template_workbook
from app.lib.tables import marked
from app.lib.tables.marked import as_text

__all__ = ["as_text", "error_workbook", "template_workbook"]


def error_workbook(path: Path, filename: str, faults_path: Path, only_bad: bool = False) -> BytesIO:
    """Return the workbook: the list of faults, then all rows of the file or only the bad ones."""
    return marked.error_workbook(path, filename, LAYOUT, faults_path, only_bad)
