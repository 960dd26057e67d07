"""文书文字: what each paper of a sanction says, as plain functions from facts to PaperContent."""

from app.cases.sanction.wording.decisions import delisted, listed, not_listed
from app.cases.sanction.wording.hearing import defence_record, service_receipt
from app.cases.sanction.wording.inside import proposal, report
from app.cases.sanction.wording.notices import RIGHTS, notice
from app.cases.sanction.wording.terms import Listing

__all__ = [
    "RIGHTS",
    "Listing",
    "defence_record",
    "delisted",
    "listed",
    "not_listed",
    "notice",
    "proposal",
    "report",
    "service_receipt",
]
