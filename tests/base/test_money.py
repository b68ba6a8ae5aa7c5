"""金额: yuan as written, fen inside."""

from decimal import Decimal

import pytest

from doudi.base.money import NotMoney, to_fen, yuan, yuan_words


@pytest.mark.parametrize(
    ("written", "fen"), [("12.34", 1234), ("12.3", 1230), ("12", 1200), (" 0.05 ", 5), ("-1.5", -150), (7, 700), (Decimal("0.10"), 10), ("0", 0)]
)
def test_yuan_become_fen(written, fen):
    assert to_fen(written) == fen


@pytest.mark.parametrize("written", ["12.345", "1e3", "", "元", "1,000", ".5", "5.", "--1", "１２", 0.1, True, "9" * 16, "nan"])
def test_what_is_no_money_is_refused(written):
    with pytest.raises(NotMoney):
        to_fen(written)


@pytest.mark.parametrize("fen", [0, 5, 99, 100, 123450, -1, -150, 10**14])
def test_there_and_back(fen):
    assert to_fen(yuan(fen)) == fen


def test_for_people():
    assert yuan_words(123450) == "1,234.50 元"
    assert yuan_words(-5) == "-0.05 元"
