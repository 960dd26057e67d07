"""条目标识: opaque, and text in every program."""

import re

from app.halls.register.columns import safe
from app.lib.slugs import new_slug


def test_a_slug_is_never_taken_for_a_number() -> None:
    slugs = {new_slug() for _ in range(2000)}
    assert len(slugs) == 2000
    for slug in slugs:
        assert re.fullmatch(r"[0-9a-f]{20}", slug)
        assert safe(slug) == slug
