"""收件差错 why the bytes of a received file are not taken in."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a file; the sentence for people stands where the file is received."""

    UNKNOWN = "unknown"  # no form that is taken in
    BROKEN = "broken"  # cut off or damaged
    TWO_THINGS = "two_things"  # something else hides before, inside or behind it
    ACTIVE = "active"  # may run, call out or carry another file
    ODDLY_PACKED = "oddly_packed"  # its objects cannot be looked at
    LOCKED = "locked"  # nobody without the password can read it
    TOO_DENSE = "too_dense"  # unfolds to far more than it weighs
    TOO_MANY_PIXELS = "too_many_pixels"
    MOVING = "moving"  # more than one picture in the file


class Unfit(Exception):
    """The file is not taken in."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)
