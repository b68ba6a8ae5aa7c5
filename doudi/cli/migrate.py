"""升级: bring the tables, roles and permissions to the current shape."""

import typer

from doudi.cli import app, open_house


@app.command()
def migrate() -> None:
    """升级数据库结构，同步角色与权限。"""
    with open_house():
        from doudi.base import migrate as base_migrate

        base_migrate.bring_up_to_date()
        typer.echo("数据库结构、角色与权限已是最新。")
