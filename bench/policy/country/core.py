"""两个库的同一副面孔: the names a country package needs, from OpenFisca-Core or from policyengine-core."""

from __future__ import annotations

import os
from importlib import import_module

LIBRARY = os.environ["BENCH_COUNTRY_LIBRARY"]
"""`openfisca_core` or `policyengine_core`: the fork has kept the names, each engine's child says which is meant."""

model_api = import_module(f"{LIBRARY}.model_api")
Variable, Enum, MONTH = model_api.Variable, model_api.Enum, model_api.MONTH
max_, select, where = model_api.max_, model_api.select, model_api.where
build_entity = import_module(f"{LIBRARY}.entities").build_entity
EnumArray = import_module(f"{LIBRARY}.indexed_enums" if LIBRARY == "openfisca_core" else f"{LIBRARY}.enums").EnumArray
ParameterNode = import_module(f"{LIBRARY}.parameters").ParameterNode
SimulationBuilder = import_module(f"{LIBRARY}.simulations.simulation_builder").SimulationBuilder
TaxBenefitSystem = import_module(f"{LIBRARY}.taxbenefitsystems").TaxBenefitSystem
