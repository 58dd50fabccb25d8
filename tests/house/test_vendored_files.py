"""Front-end files of others: known, unchanged, licensed, and calling nobody."""

import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor"
FILES = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("row", FILES, ids=lambda row: row["file"])
def test_a_vendored_file_is_the_recorded_one_and_has_its_licence(row):
    content = (VENDOR / row["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert (VENDOR / row["licence_file"]).stat().st_size > 200
    assert row["version"] and row["licence"] in {"MIT", "0BSD", "Apache-2.0"}


def test_every_file_of_the_folder_is_recorded():
    present = {path.name for path in VENDOR.iterdir() if path.is_file()} - {"VENDOR.json"}
    assert present == {row["file"] for row in FILES}


def test_no_style_or_script_asks_another_address():
    loading = re.compile(
        r"sourceMappingURL|@import|url\((?!\s*['\"]?(?:data:|#))|importScripts|https?://cdn", re.I
    )
    for path in [*STATIC.rglob("*.css"), *STATIC.glob("js/*.js")]:
        assert not loading.search(path.read_text(encoding="utf-8")), path.name
    for path in VENDOR.glob("*.js"):
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8"), path.name


def test_our_scripts_hold_no_text_that_people_read():
    for path in STATIC.glob("js/*.js"):
        code = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
        japanese = set(re.findall("[\u3040-\u30ff\u3400-\u9fff]", code))
        assert not japanese, (path.name, japanese)
