"""重复: each penalty enters once (D6), within the file and against what the house holds."""

from collections.abc import Mapping
from typing import Any

from app.halls.collection.columns import PERSON
from app.halls.collection.line import Line, RowKey
from app.lib.markers import N_


def row_key(values: Mapping[str, Any]) -> RowKey:
    """Return authority code, document number and the subject as the house tells subjects apart.

    That is: by credit code; a person by the certificate's number; a sole trader without either
    by name.
    """
    subject = values.get("CF_XDR_SHXYM")
    if not subject and values.get("CF_XDR_LB") == PERSON:
        subject = values.get("CF_XDR_ZJHM")
    subject = subject or values.get("CF_XDR_MC") or ""
    return RowKey(values.get("CF_CFJGDM") or "", values.get("CF_WSH") or "", subject)


def d6_in_house(line: Line, entered: str, fingerprint: str) -> bool:
    """D6: say whether the house holds this very row; told otherwise, it is an error."""
    if entered == fingerprint:
        line.notice("CF_WSH", "D6", N_("此行已在库中，内容相同，不再录入。"))
        return True
    line.error(
        "CF_WSH",
        "D6",
        N_(
            "库中已有此机关、文号、相对人的记录，但内容不同。如需更正，请走异议更正，不要重复导入。"
        ),
    )
    return False


def d6_in_file(line: Line, first_row: int, same: bool) -> bool:
    """D6: a row repeated in the file adds nothing; one that contradicts it is an error."""
    if same:
        line.notice("CF_WSH", "D6", N_("与第 %(row)s 行完全相同，不再录入。"), row=first_row)
        return True
    contradicts(line, first_row)
    return False


def contradicts(line: Line, other_row: int) -> None:
    """Complain of a row that tells the same penalty otherwise than another row does."""
    line.error(
        "CF_WSH",
        "D6",
        N_("与第 %(row)s 行的机关、文号、相对人相同，但内容不同。请核实后只保留正确的一行。"),
        row=other_row,
    )
