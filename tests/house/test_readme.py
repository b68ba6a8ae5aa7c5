"""两份说明: what README.md says, README.zh-CN.md says: the same sections, commands, settings and ways on."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
ENGLISH, CHINESE = ((TOP / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))


def said(text: str) -> dict[str, list[str]]:
    """What must not differ between two languages."""
    blocks = re.findall(r"```\n(.*?)```", text, re.S)
    return {
        "sections": re.findall(r"^(#+) ", text, re.M),
        "commands": [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if re.match(r"(\$|make) ?", line)],
        "words of code": sorted(set(re.findall(r"`([^`\n]+)`", text))),
        "pages": sorted(set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.zh-CN.md"}),
    }


def test_both_say_the_same() -> None:
    assert said(CHINESE) == said(ENGLISH)


def test_what_one_leaves_out_is_seen() -> None:
    """Negative control."""
    for gone in ("make torture", "docs/the-day.md", "## "):
        assert said(CHINESE.replace(gone, "", 1)) != said(ENGLISH)


def test_every_page_named_is_there() -> None:
    assert [page for page in said(ENGLISH)["pages"] if not (TOP / page).exists()] == []
