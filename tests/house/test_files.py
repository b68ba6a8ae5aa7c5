"""房子的检查: what files are called, how long they are, and what never stands in them."""

import re

import pytest

from tests.house.walk import HOUSE, TOP, files, rooms

TEXT = {".py", ".html", ".css", ".js", ".md", ".yaml", ".yml", ".toml", ".sql", ".json", ".svg", ".txt", ".in", ".sh", ""}
DRAWERS = re.compile(r"(^|_)(util|utils|helper|helpers|manager|managers|handler|handlers|misc|common_code|stuff|data|info)(_|$)")
MACHINE_PATHS = re.compile("(?<![\\w.])/(root|home|Users|work|mnt|media)/[\\w.]")
REGISTRY = re.compile(r'"resolved": *"https?:|--(extra-)?index-url|--find-links|--trusted-host|^ *source = \{ *registry', re.MULTILINE)


def test_no_file_is_long() -> None:
    long = {str(path.relative_to(TOP)): lines for path in files() if path.suffix == ".py" and (lines := path.read_text(encoding="utf-8").count("\n")) > 400}
    assert long == {}


def test_no_drawer_for_odds_and_ends() -> None:
    names = {
        str(path.relative_to(TOP))
        for path in files()
        if path.is_relative_to(HOUSE)
        for part in path.relative_to(HOUSE).parts
        if DRAWERS.search(part.split(".")[0])
    }
    assert names == set()


def test_no_third_party_file_is_kept() -> None:
    kept = [
        str(path.relative_to(TOP))
        for path in files()
        if ".min." in path.name or path.suffix in (".woff2", ".woff", ".ttf", ".whl") or "node_modules" in path.parts
    ]
    assert kept == []


def test_no_large_file_is_kept() -> None:
    assert {str(path.relative_to(TOP)) for path in files() if path.stat().st_size > 1_500_000} == set()


def test_no_path_of_a_machine_and_no_registry() -> None:
    for path in files():
        if path.suffix not in TEXT or path.name == "test_files.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert not MACHINE_PATHS.search(text), path
        assert not REGISTRY.search(text) or path.name == "Makefile", path


@pytest.mark.parametrize("room", rooms())
def test_every_room_tells_what_it_is_for(room: str) -> None:
    readme = HOUSE / room / "README.md"
    assert readme.exists(), f"doudi/{room}/README.md is missing"
    assert 4 <= len([line for line in readme.read_text(encoding="utf-8").splitlines() if line.strip()]) <= 60
    assert re.search(rf"`?{room}/?`?", (TOP / "docs" / "rooms.md").read_text(encoding="utf-8")), f"docs/rooms.md does not name {room}"


def test_templates_carry_no_code_and_no_style_of_their_own() -> None:
    """The content security policy would refuse them; so do we, sooner."""
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
    found = {str(path.relative_to(TOP)): match[0] for path in files() if path.suffix == ".html" and (match := inline.search(path.read_text(encoding="utf-8")))}
    assert found == {}
