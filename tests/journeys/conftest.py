"""One house and one browser for all journeys: each brings its own penalties and opens its own cases."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys import robot


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with robot.running_house(tmp_path_factory.mktemp("house")) as where:
        yield where


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with robot.browser() as opened:
        yield opened
