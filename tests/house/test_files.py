"""房子的检查: what files are called, how long they are, and what never stands in them."""

import re

import pytest

from tests.house.walk import HOUSE, TOP, files, rooms

TEXT = (".py", ".html", ".css", ".js", ".md", ".yaml", ".yml", ".toml", ".sql", ".json", ".svg", ".txt", ".in", ".sh", "Makefile", "run")
THIRD_PARTY = (".woff2", ".woff", ".ttf", ".whl", ".min.js", ".min.css", ".map")
DRAWERS = re.compile(r"(^|_)(util|utils|helper|helpers|manager|managers|handler|handlers|misc|stuff|data|info)(_|\.|$)")
MACHINE_PATHS = re.compile("(?<![\\w.])/(root|home|Users|work|mnt|media)/[\\w.]")
REGISTRY = re.compile(r'"resolved": *"https?:|^ *--(extra-)?index-url|^ *--find-links|^ *--trusted-host|^ *source = \{ *registry', re.MULTILINE)
INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)


def test_no_file_is_long() -> None:
    assert {name: lines for name, path in files().items() if name.endswith(".py") and (lines := path.read_text(encoding="utf-8").count("\n")) > 400} == {}


def test_no_drawer_for_odds_and_ends() -> None:
    assert [name for name in files() if name.startswith("doudi/") and any(DRAWERS.search(part) for part in name.split("/"))] == []


def test_no_third_party_and_no_large_file_is_kept() -> None:
    assert [name for name in files() if name.endswith(THIRD_PARTY) or "node_modules" in name] == []
    assert [name for name, path in files().items() if path.stat().st_size > 1_500_000] == []


def test_no_path_of_a_machine_and_no_registry() -> None:
    texts = {name: path.read_text(encoding="utf-8") for name, path in files().items() if name.endswith(TEXT)}
    assert [name for name, text in texts.items() if MACHINE_PATHS.search(text)] == []
    assert [name for name, text in texts.items() if REGISTRY.search(text)] == []


@pytest.mark.parametrize("room", rooms())
def test_every_room_tells_what_it_is_for(room: str) -> None:
    readme = HOUSE / room / "README.md"
    assert readme.exists(), f"doudi/{room}/README.md is missing"
    assert 4 <= sum(1 for line in readme.read_text(encoding="utf-8").splitlines() if line.strip()) <= 60
    assert re.search(rf"\b{room}\b", (TOP / "docs" / "rooms.md").read_text(encoding="utf-8")), f"docs/rooms.md does not name {room}"


def test_templates_carry_no_code_and_no_style_of_their_own() -> None:
    """The content security policy would refuse them; so do we, sooner."""
    assert {name: found[0] for name, path in files().items() if name.endswith(".html") and (found := INLINE.search(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (DRAWERS, "date_utils.py"),
        (DRAWERS, "info"),
        (MACHINE_PATHS, "see " + "/".join(["", "root", "x"])),
        (REGISTRY, '"resolved": "' + "https://registry"),
        (INLINE, '<p style="x">'),
        (INLINE, "<script>x</script>"),
        (INLINE, '<a onclick="x">'),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)
