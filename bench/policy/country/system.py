"""税收福利制度: entities, parameters tree, variables, and a simulation of a big population, built as the guide teaches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pyarrow as pa
import pyarrow.compute as pc

from bench.policy.country import variables
from bench.policy.country.core import MONTH, Enum, EnumArray, ParameterNode, SimulationBuilder, TaxBenefitSystem, Variable
from bench.policy.country.entities import Household, Person
from bench.policy.country.inputs import input_variables
from bench.policy.task import RESULTS, Task

AREAS = ("rural", "urban")
PLACED = ("county", "area", "place")


def standard_by_fancy_indexing(county: Any, area: Any) -> list[type]:
    """The local standard as the guide teaches: the parameter node is indexed by the households' county, then by their area."""

    class dibao_standard(Variable):
        value_type, entity, definition_period = int, Household, MONTH
        label = "最低生活保障标准"

        def formula(household, period, parameters):
            return parameters(period).dibao.standard[household("county", period)][household("area", period)]

    return [dibao_standard, _place("county", county), _place("area", area)]


def standard_by_arrays(county: Any, area: Any) -> list[type]:
    """The local standard made cheap: the node's figures as one array, taken by each household's place in it."""

    class place(Variable):
        value_type, entity, definition_period = int, Household, MONTH
        label = "县区与城乡的序号"

    class dibao_standard(Variable):
        value_type, entity, definition_period = int, Household, MONTH
        label = "最低生活保障标准"

        def formula(household, period, parameters):
            node = parameters(period).dibao.standard
            figures = numpy.array([node[one.name][each.name] for one in county for each in area], dtype=numpy.int64)
            return figures[household("place", period)]

    return [dibao_standard, place]


def _place(name: str, words: Any) -> type:
    told = {"value_type": Enum, "possible_values": words, "default_value": next(iter(words))}
    return type(name, (Variable,), {**told, "entity": Household, "definition_period": MONTH, "label": name})


def parameters_tree(law: dict[str, Any]) -> Any:
    """The figures as a tree of nodes: `dibao.standard.county_370702.urban`, `property.dibao.homes` …"""
    on = "2026-01-01"
    tree: dict[str, Any] = {"dibao": {}, "marginal": {}, "income": {}, "property": {"dibao": {}, "marginal": {}}}
    for name, value in law.items():
        if "." in name:
            *path, last = name.split(".")
            branch = tree
            for word in path:
                branch = branch[word]
            branch[last] = {"values": {on: {"value": value}}}
    tree["income"]["counted_again"] = {"values": {on: {"value": law["counted_again"]}}}
    areas = law["standard"].items()
    tree["dibao"]["standard"] = {f"county_{county}": {area: {"values": {on: {"value": by_area[area]}}} for area in AREAS} for county, by_area in areas}
    return ParameterNode("", data=tree)


def prepared(task: Task, local_standard: Callable[[Any, Any], list[type]]) -> Callable[[], pa.Table]:
    """The legislation loaded; what is returned reads the files, builds the simulation and calculates."""
    counties = sorted(task.law["standard"])
    county, area = Enum("County", [(f"county_{code}", code) for code in counties]), Enum("Area", [(word, word) for word in AREAS])
    system = TaxBenefitSystem([Person, Household])
    system.parameters = parameters_tree(task.law)
    rules = [rule for rule in vars(variables).values() if isinstance(rule, type) and issubclass(rule, Variable) and rule is not Variable]
    system.add_variables(*input_variables(task.member_columns, task.household_columns), *local_standard(county, area), *rules)
    for variable in system.variables.values():
        if variable.value_type is int:
            variable.dtype = numpy.dtype("int64")  # int32 by default: twenty million yuan in fen would not fit
    period = task.on[:7]

    def answer() -> pa.Table:
        members, households = task.members(), task.households()
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", numpy.arange(len(members)))
        homes = builder.declare_entity("household", households["household_id"].to_numpy())
        builder.join_with_persons(homes, members["household_id"].to_numpy(), numpy.zeros(len(members), dtype=numpy.int8))
        simulation = builder.build(system)
        for table, names in ((members, task.member_columns), (households, task.household_columns)):
            for name in names:
                simulation.set_input(name, period, table[name].to_numpy())
        del members
        counties_of = _codes(pc.utf8_slice_codeunits(_decoded(households["region"]), 0, 6), counties)
        areas_of = _codes(_decoded(households["area"]), AREAS)
        if "place" in system.variables:
            simulation.set_input("place", period, counties_of * len(AREAS) + areas_of)
        else:
            simulation.set_input("county", period, EnumArray(counties_of, county))
            simulation.set_input("area", period, EnumArray(areas_of, area))
        income, amount = (simulation.calculate(name, period) for name in ("countable_income_12m", "dibao_monthly_amount"))
        tier = numpy.asarray(simulation.calculate("tier", period))
        return pa.table([households["household_id"], income, tier, amount], RESULTS.names).cast(RESULTS)

    return answer


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _codes(column: pa.ChunkedArray, words: Any) -> Any:
    return pc.index_in(column, pa.array(words)).to_numpy()
