"""代管: somebody of the township or the village keeps the card; whether the county has the agreement on file (57号 第二十六条)."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(code="card_kept", title="银行卡由他人代管", when="kept IS NOT NULL", words="kept")
