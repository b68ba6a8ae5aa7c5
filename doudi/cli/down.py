"""停止: stop the installation's own database."""

import typer

from doudi.cli import app


@app.command()
def down() -> None:
    """停止数据库。"""
    from doudi.base import postgres

    typer.echo("数据库已停止。" if postgres.stop() else "数据库没有在运行。")
