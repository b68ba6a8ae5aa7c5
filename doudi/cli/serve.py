"""页面服务: serve the pages."""

import os
import sys

from doudi.cli import app, open_house


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 2) -> None:
    """启动页面服务（默认 http://127.0.0.1:8000）。"""
    with open_house(keep=True):
        from doudi.base import migrate

        migrate.bring_up_to_date()
    os.execv(
        sys.executable,
        [sys.executable, "-m", "gunicorn", "doudi.web.wsgi:application", f"--bind={host}:{port}", f"--workers={workers}", "--threads=4", "--no-control-socket"],
    )
