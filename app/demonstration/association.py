"""演示行业协会 an association, its account and its members; every name and code is made up."""

from collections.abc import Mapping
from datetime import datetime

from app.kernel import associations, rights, subjects
from app.kernel.people import CLOCK, Account
from app.kernel.subjects import Subject

# name, 社会团体's 统一社会信用代码 (synthetic)
ASSOCIATION = ("资阳市道路运输行业示例协会", "51512000MJ0000018K")
# key, name, person
OFFICER = ("association", "协会专员", "a04")
# Members beside those of the enterprises that have accounts.
MEMBERS = (
    ("org", "资阳市川畅示例运输有限公司", "91512000MA00010186"),
    ("org", "安岳县柠城示例客运有限公司", "91512021MA0001026E"),
    ("org", "乐至县通途示例货运有限公司", "91512022MA0001034P"),
)
MEMBERS_WITH_ACCOUNTS = ("91512000MA0000015M", "91512002MA0000023D")


def found(officer: Account, files: Mapping[str, Subject], at: datetime) -> None:
    """The association with its officer, and members with and without an account of their own."""
    name, code = ASSOCIATION
    association = subjects.enter("org", name, code)
    rights.represent(officer, association.id, CLOCK, at, "own")
    own = [files[code] for code in MEMBERS_WITH_ACCOUNTS]
    others = [subjects.enter(kind, name, code) for kind, name, code in MEMBERS]
    associations.admit(association.id, [one.id for one in (*own, *others)], CLOCK, at)
