"""封存: seals take each moved head once, name the one before, and are signed."""

from flask import Flask

from app.kernel import clock, seals, vault
from app.kernel.tx import transaction
from tests.factories import make_repair, step


def sealed() -> seals.Seal | None:
    with transaction():
        return seals.make(clock.now())


def test_a_seal_takes_each_head_that_moved_and_no_other(house: Flask) -> None:
    case = make_repair("filed")
    first = sealed()
    assert first is not None
    assert case.stream in [name for name, _, _ in first.heads]
    assert sealed() is None
    step(case, "accept")
    second = sealed()
    assert second is not None
    assert [name for name, _, _ in second.heads] == [case.stream]
    assert second.previous == first.digest


def test_a_seal_is_signed_by_this_installation(house: Flask) -> None:
    make_repair("draft")
    made = sealed()
    assert made is not None
    assert vault.is_ours(made.digest.encode(), made.signature)
    assert not vault.is_ours(made.previous.encode(), made.signature)
