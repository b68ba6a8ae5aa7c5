"""页面服务: serve the pages."""

import os
import socket
import subprocess
import sys

import typer

from doudi.cli import app, open_house


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 2) -> None:
    """启动页面服务（默认 http://127.0.0.1:8000）。"""
    refuse_a_taken_port(host, port)
    with open_house(keep=True):
        from doudi.base import migrate

        migrate.bring_up_to_date()
    subprocess.Popen([sys.executable, "-m", "doudi", "audit", "seal", "--every", "3"], start_new_session=True)  # it ends when this process does
    os.execv(sys.executable, gunicorn(host, port, workers))


def gunicorn(host: str, port: int, workers: int = 2) -> list[str]:
    """The command that serves the pages."""
    bind = [f"--bind={host}:{port}", f"--workers={workers}", "--threads=4", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "doudi.web.wsgi:application", *bind]


def refuse_a_taken_port(host: str = "127.0.0.1", port: int = 8000) -> None:
    """End in one line, before anything is started, where another program listens already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            typer.echo(f"{host} 的 {port} 端口不能使用，可能已有别的程序占用。请先停掉它，或换一个端口：doudi serve --port {port + 1}", err=True)
            raise typer.Exit(1) from None
