"""发现: every module of a package, in order; a broken one stops start-up."""

import sys

import pytest

from doudi.base.discover import modules_in


def package(tmp_path, monkeypatch, name, **files):
    folder = tmp_path / name
    folder.mkdir()
    for file, text in {"__init__": "", **files}.items():
        (folder / f"{file}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_modules_come_by_name(tmp_path, monkeypatch):
    name = package(tmp_path, monkeypatch, "rooms_found", b="x = 2", a="x = 1")
    assert [module.x for module in modules_in(name)] == [1, 2]


def test_a_module_that_does_not_load_stops_start_up(tmp_path, monkeypatch):
    name = package(tmp_path, monkeypatch, "rooms_broken", a="x = 1", b="import no_such_module_anywhere")
    with pytest.raises(ImportError, match="no_such_module_anywhere"):
        modules_in(name)
    assert f"{name}.b" not in sys.modules
