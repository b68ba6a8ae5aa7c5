"""经办人员登记: those who handle cases and sit on village committees, some of them with families that come to be helped."""

from datetime import date

import numpy as np
import pyarrow as pa

from doudi.base import regions
from doudi.sandbox.chance import stream
from doudi.sandbox.planted import Truths
from doudi.sandbox.population import Population


def staff(population: Population, truths: Truths, *, start: date, seed: int) -> pa.Table:
    """A few dozen people of working age; the first belongs to a family that has fallen into hardship, so that one filing of relatives comes up."""
    chance = stream(seed, "staff")
    grown = np.flatnonzero((population.age >= 28) & (population.age < 59))
    count = min(len(grown), max(8, min(400, population.people // 300)))
    chosen = list(chance.choice(grown, size=count, replace=False))
    fallen = [
        int(one)
        for illness in truths.illnesses
        if illness.kind == "hardship"
        for one in population.members(np.array([illness.household]))
        if 25 <= population.age[one] < 60
    ]
    chosen = [*fallen[:1], *(int(one) for one in chosen if one not in fallen)]
    region = [str(population.region[population.household[one]]) for one in chosen]
    return pa.table(
        {
            "name": population.name.take(pa.array(chosen)),
            "id_number": population.id_number.take(pa.array(chosen)),
            "unit": [regions.name_of(code) for code in region],
            "post": ["村（居）民委员会成员" if number % 3 else "最低生活保障经办人员" for number in range(len(chosen))],
            "region": region,
            "from_on": pa.array([date(start.year - 2, 1, 1)] * len(chosen), pa.date32()),
        }
    )
