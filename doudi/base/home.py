"""数据目录: where this installation keeps its database, lake, keys and exchanged files."""

import os
import secrets
from pathlib import Path
from typing import BinaryIO


def home() -> Path:
    """The folder named by DOUDI_HOME, `./var` by default; absolute."""
    return Path(os.environ.get("DOUDI_HOME", "var")).resolve()


def folder(*names: str) -> Path:
    """A folder of the house, made when it is not there. Nobody but the house's own user looks into it, whatever made it before."""
    top = home() / names[0]
    path = top.joinpath(*names[1:])
    for made in (top, path):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
    if top.stat().st_mode & 0o077 and top.stat().st_uid == os.geteuid():
        top.chmod(0o700)
    return path


def own_file(path: Path) -> BinaryIO:
    """A new file to write, readable by the house's own user alone."""
    return open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb")


def put_down(path: Path, content: bytes) -> None:
    """Write a file that others will read: complete or absent, on the disk before it has its name. Of several writers of a name the last one stays."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with own_file(fresh) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    make_durable(path.parent)


def make_durable(path: Path) -> None:
    """A file or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def secret(name: str, *, size: int = 32) -> bytes:
    """The secret kept in `keys/<name>`, made on first use; two processes that meet here end up with the same one."""
    keys = folder("keys")
    path = keys / name
    if not path.exists():
        fresh = keys / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(size), encoding="ascii")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii"))
