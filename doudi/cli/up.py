"""启动: start the database and bring it to the current shape."""

import typer

from doudi.cli import app, open_house


@app.command()
def up() -> None:
    """启动数据库并升级到当前结构。"""
    with open_house(keep=True):
        from doudi.base import migrate, postgres

        migrate.bring_up_to_date()
        app_login = postgres.login("app")  # never with its password: a terminal is read by others
        typer.echo(f"数据库已就绪：{app_login.host} 端口 {app_login.port}，库 {app_login.database}，账号 {app_login.user}")
