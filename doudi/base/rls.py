"""行级权限: migration operations that put a table under row-level security or make it append-only."""

from django.db.migrations import RunSQL

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
