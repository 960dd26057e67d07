"""外来文件: vendored files are what was taken from their packages, with their licences."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "app/static/vendor", ROOT / "tests/vendor"]
LISTED = [
    (folder / name, digest)
    for folder in FOLDERS
    for digest, name in (
        line.split() for line in (folder / "CHECKSUMS").read_text().splitlines() if line[0] != "#"
    )
]


@pytest.mark.parametrize(("path", "digest"), LISTED, ids=[path.name for path, _ in LISTED])
def test_a_vendored_file_is_unchanged(path, digest):
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("folder", FOLDERS, ids=["static", "tests"])
def test_no_vendored_file_is_unlisted(folder):
    assert {path.name for path in folder.iterdir()} - {"CHECKSUMS"} == {
        path.name for path, _ in LISTED if path.parent == folder
    }


@pytest.mark.parametrize(
    "name",
    [
        "tokens.css",
        "shell.css",
        "components.css",
        "paper.css",
        "app.js",
        "icons.svg",
        "favicon.svg",
    ],
)
def test_our_own_files_ask_no_outside_host(name):
    text = (
        (ROOT / "app/static" / name).read_text(encoding="utf-8").replace("http://www.w3.org/", "")
    )
    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
