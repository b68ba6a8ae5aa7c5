"""假如: what would follow if a place set a figure otherwise: who enters, leaves, moves, and what it costs; a made-up city or families in hand only."""

from doudi.analysis.simulation.changes import CannotSimulate, Change, read_changes
from doudi.analysis.simulation.running import Simulation, simulate

__all__ = ["CannotSimulate", "Change", "Simulation", "read_changes", "simulate"]
