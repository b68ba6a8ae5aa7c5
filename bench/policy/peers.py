"""同行的环境: a virtual environment for each peer, made by the benchmark itself with the pinned package and nothing of ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

TOP = Path(__file__).parents[2]
CACHE = TOP / ".cache" / "bench"
PINNED = {line.partition("==")[0]: line.strip() for line in (TOP / "requirements" / "bench.in").read_text(encoding="utf-8").splitlines() if "==" in line}


class CannotInstall(Exception):
    """Worded for a row of the table."""


def environment(packages: tuple[str, ...], *, install: bool) -> Path:
    """The environment with these packages and the project's Arrow, made where it is not there yet; raises CannotInstall.

    It is the project's own where somebody has installed the pinned packages there (the extra `bench`).
    """
    pins = [PINNED[name] for name in packages]
    if all(_is_here(pin) for pin in pins):
        return Path(sys.prefix)
    folder = CACHE / "peers" / "-".join(pins).replace("==", "-")
    if (folder / "made").exists():
        return folder
    if not install:
        raise CannotInstall(f"没有安装 {'、'.join(pins)}（去掉 --no-install 会自动安装到 .cache/bench/）")
    shutil.rmtree(folder, ignore_errors=True)
    pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    for command in ([sys.executable, "-m", "venv", folder], [*pip, *pins, f"pyarrow=={version('pyarrow')}"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotInstall(f"装不上 {'、'.join(pins)}：{last_line(done.stderr)}")
    (folder / "made").touch()
    return folder


def _is_here(pin: str) -> bool:
    name, _, wanted = pin.partition("==")
    try:
        return version(name) == wanted
    except PackageNotFoundError:
        return False


def last_line(text: str) -> str:
    """What a failed program said last, short enough for a row."""
    said = [line.strip() for line in text.splitlines() if line.strip()]
    return said[-1][:200] if said else "没有说明原因"
