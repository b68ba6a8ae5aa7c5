"""行级权限: migration operations that put a table under row-level security, make it append-only, or keep what an undoing would lose."""

from typing import Any

from django.core.management.base import CommandError
from django.db.migrations import RunPython, RunSQL

REGION_VISIBLE = "starts_with(region, (select nullif(current_setting('doudi.region', true), '')))"
DEPARTMENT_VISIBLE = (
    "(department = (select nullif(current_setting('doudi.department', true), ''))"
    " AND starts_with(region, (select nullif(current_setting('doudi.department_region', true), ''))))"
)

OWN = "officer_id::text = (select nullif(current_setting('doudi.officer', true), ''))"
OWN_OR_SYSTEM = f"((select current_setting('doudi.officer', true)) = 'system' OR {OWN})"


def scoped(table: str, *, using: str = REGION_VISIBLE, check: str = "") -> RunSQL:
    """Rows of `table` are seen and written only where `using` holds (`check`, when given, for writing).

    nullif matters: after a transaction with SET LOCAL the setting is '' and not NULL, and every text starts with ''.
    """
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ({using}) WITH CHECK ({check or using});",
        f"DROP POLICY scope ON {table};ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def append_only(table: str) -> RunSQL:
    """What is once written in `table` stays: UPDATE, DELETE and TRUNCATE are refused by the database."""
    return RunSQL(
        f"CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();"
        f"CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();",
        f"DROP TRIGGER {table}_keeps_rows ON {table}; DROP TRIGGER {table}_keeps_all ON {table};",
    )


class CannotUndo(CommandError):
    """Why a migration is not taken back, in words for the person at the terminal; nothing of it is undone."""


def not_undone_while(table: str, where: str, words: str) -> RunPython:
    """The last operation of a migration, and so the first to be undone: while `table` has rows `where` the tables before could not hold, it refuses.

    The owner too is under row security, and would see none: for the length of the question it is not.
    """

    def look(apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608
            rows = cursor.fetchone()[0]
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        if rows:
            raise CannotUndo(f"不能撤回这次升级：{words}（{rows} 条），以前的表无法如实保存。")

    return RunPython(RunPython.noop, look)
