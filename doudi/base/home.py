"""数据目录: where this installation keeps its database, lake, keys and exchanged files."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The folder named by DOUDI_HOME, `./var` by default; absolute."""
    return Path(os.environ.get("DOUDI_HOME", "var")).resolve()


def secret(name: str, *, size: int = 32) -> bytes:
    """The secret kept in `keys/<name>`, made on first use; two processes that meet here end up with the same one."""
    folder = home() / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        fresh = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(size), encoding="ascii")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii"))
