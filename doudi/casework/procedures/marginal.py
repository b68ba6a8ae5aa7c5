"""最低生活保障边缘家庭的程序: that of dibao, for a family that goes on as marginal; 83号 一(四) leaves the way to the place, and dibao's is taken."""

from dataclasses import replace

from doudi.casework.procedures import dibao
from doudi.casework.procedures.table import Procedure


def _as_marginal(table: Procedure) -> Procedure:
    return replace(table, scheme="marginal", title="最低生活保障边缘家庭认定", kinds=("marginal", "single_person_dibao"))


APPLICATION = _as_marginal(dibao.APPLICATION)
DELEGATED = _as_marginal(dibao.DELEGATED)
