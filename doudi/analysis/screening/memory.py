"""内存: the most memory that this process and those it started have held."""

import resource
from pathlib import Path


def peak_mb() -> int:
    """In whole megabytes: this process, the children that have ended, and those that still run."""
    ended = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (ended + sum(map(_most_held, _children("self")))) // 1024


def _children(pid: str) -> list[str]:
    found = [child for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
    return found + [grandchild for child in found for grandchild in _children(child)]


def _most_held(pid: str) -> int:
    """In kilobytes; 0 for one that has ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
