"""姓名: the pinyin key by which Chinese names sort and are found."""

import re
from functools import cache

from pypinyin import lazy_pinyin

# Readings that a surname has and the plain character has not.
_READ = "单 shan,曾 zeng,解 xie,仇 qiu,区 ou,查 zha,盖 ge,任 ren,朴 piao,华 hua,纪 ji,翟 zhai,尉迟 yu chi,万俟 mo qi"
_DOTS = re.compile("[•・‧∙･⋅.]")
SURNAMES = dict(entry.split(" ", 1) for entry in _READ.split(","))


def name_key(name: str) -> str:
    """`shan xiao ming` for 单小明: sorts as people expect without the database knowing Chinese."""
    surname = name[:2] if name[:2] in SURNAMES else name[:1]
    return " ".join(part for part in (SURNAMES.get(surname, _sound(surname)), *map(_sound, name[len(surname) :])) if part)[:160]


def spelt(name: str) -> str:
    """One spelling of a name: without blanks, with one kind of middle dot. The register keeps names so, and departments' are read so."""
    return _DOTS.sub("·", "".join(name.split()))


@cache
def _sound(character: str) -> str:
    return " ".join(lazy_pinyin(character))
