"""车辆登记: the vehicle office's own register, from which it answers the lists it is sent."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.sandbox.chance import stream
from doudi.sandbox.planted import ORDINARY_TYPES, Truths
from doudi.sandbox.population import Population


def register(population: Population, truths: Truths, receiving: np.ndarray, start: date, *, seed: int) -> pa.Table:
    """Every vehicle in the county: those planted, and one in the name of the head of two families in five that do not receive."""
    chance = stream(seed, "vehicles")
    cars = truths.cars
    planted = truths.households()
    quiet = np.setdiff1d(np.arange(population.families), np.r_[receiving, np.array(sorted(planted), dtype=np.int64)])
    others = quiet[chance.random(len(quiet)) < 0.4]
    owner = np.r_[np.array([car.person for car in cars], dtype=np.int64), population.head[others]]
    registered = np.r_[
        np.array([car.registered_on for car in cars], dtype="datetime64[D]"),
        np.datetime64(start) - chance.integers(30, 4000, size=len(others)).astype("timedelta64[D]"),
    ]
    kind = np.r_[np.array([car.vehicle_type for car in cars]), np.array(ORDINARY_TYPES)[chance.integers(len(ORDINARY_TYPES), size=len(others))]]
    scrapped = np.r_[np.zeros(len(cars), dtype=bool), chance.random(len(others)) < 0.04]
    plate = pc.binary_join_element_wise("鲁V示", pc.utf8_lpad(pa.array(np.arange(len(owner)) + 1).cast(pa.string()), 6, "0"), "")
    return pa.table(
        {
            "id_number": population.id_number.take(pa.array(owner)),
            "name": population.name.take(pa.array(owner)),
            "plate": plate,
            "vehicle_type": kind,
            "use": np.where(np.char.endswith(kind, "货车"), "货运", "非营运"),
            "registered_on": registered,
            "state": np.where(scrapped, "注销", "正常"),
        }
    )
