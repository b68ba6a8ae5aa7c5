"""十倍: ten times what the family had last month."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(
    code="tenfold",
    title="比上月多十倍",
    when="amount_fen >= 10 * amount_before",
    words="'金额达到上月的十倍。'",
)
