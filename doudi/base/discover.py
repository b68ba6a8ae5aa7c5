"""发现: loads every module of a package, so that adding a file is enough to add a thing."""

import importlib
import pkgutil
from types import ModuleType


def modules_in(package: str) -> list[ModuleType]:
    """The modules of a package by name, packages included; one that does not load stops start-up with its own error."""
    folder = importlib.import_module(package)
    return [importlib.import_module(f"{package}.{found.name}") for found in sorted(pkgutil.iter_modules(folder.__path__), key=lambda found: found.name)]
