"""姓名: invented names from common characters, a few with characters many systems cannot draw."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.registry.names import VARIANTS, name_key

SURNAMES = [*"王李张刘陈杨赵孙周吴徐马朱胡郭高林于郑韩宋冯曹董肖袁丁孟姜谭单曾仇尉牟宫隋逄", "欧阳", "司马"]
FIRST = list("建志国文明玉秀桂海振春晓永金德学兴立宗丽红淑维承绍广世俊思雨子佳梓浩宇欣")
SECOND = list("军强华英兰芳梅珍荣涛磊平敏静霞民忠亮刚玲燕香波辉峰云琴凤洋涵怡轩萱睿然彤")
# 䶮 and 𠮷 (beyond the basic plane) reach every table, file and page.
RARE = list("䶮𠮷㛃犇堃㴋")
RARE_SHARE = 0.003


def surnames(chance: np.random.Generator, count: int) -> np.ndarray:
    """Which surname each person has, common ones far more often."""
    weights = 1 / (np.arange(len(SURNAMES)) + 2.0)
    return chance.choice(len(SURNAMES), size=count, p=weights / weights.sum())


def full_names(chance: np.random.Generator, surname: np.ndarray) -> pa.Array:
    """A name for each: surname, then one or two characters."""
    count = len(surname)
    short = chance.random(count) < 0.12
    first = pa.array(FIRST).take(pa.array(chance.integers(len(FIRST), size=count)))
    second = pa.array([*SECOND, *RARE])
    rare = chance.random(count) < RARE_SHARE
    chosen = np.where(rare, len(SECOND) + chance.integers(len(RARE), size=count), chance.integers(len(SECOND), size=count))
    first = pc.if_else(pa.array(short), "", first)
    return pc.binary_join_element_wise(pa.array(SURNAMES).take(pa.array(surname)), first, second.take(pa.array(chosen)), "")


def _homophones() -> dict[str, str]:
    """The common characters (first level of GB 2312) by how they sound."""
    common = [bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) if (high, low) < (0xD7, 0xFA)]
    found: dict[str, str] = {}
    for character in common:
        key = name_key(character)
        found[key] = found.get(key, "") + character
    return found


HOMOPHONES = _homophones()
OLDER = {plain: "".join(form for form, one in VARIANTS.items() if one == plain) for plain in set(VARIANTS.values())}
"""Older forms of a character that stand on papers."""
