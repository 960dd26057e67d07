"""名单和措施目录 what of the published catalogue can be proposed on a day."""

from datetime import date

from app.kernel import catalogue
from app.kernel.catalogue import CatalogueLine


def lists_on(day: date) -> dict[str, CatalogueLine]:
    """The lists that stand on this day."""
    return catalogue.in_force("list", day)


def measures_on(day: date) -> dict[str, CatalogueLine]:
    """The measures that stand on this day."""
    return catalogue.in_force("measure", day)


def measures_of(list_key: str, day: date) -> dict[str, CatalogueLine]:
    """The measures that may follow a listing on this list, on this day."""
    named = lists_on(day)[list_key].measures
    return {key: one for key, one in measures_on(day).items() if key in named}
