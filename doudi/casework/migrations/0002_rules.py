"""库里的规矩: what the database itself refuses: other regions' rows, a rewritten decision, one investigator alone."""

from typing import ClassVar

from django.db import migrations

from doudi.base import rls

BY_REGION = ("application", "investigation", "investigator", "objection", "complaint", "change", "decision", "telling")
NEVER_REWRITTEN = ("decision", "telling", "objection", "complaint", "investigation", "investigator")

# At commit the officer's scope may already be gone: the check looks through the row's own region.
TWO_INVESTIGATE = """
CREATE FUNCTION casework_two_investigate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('doudi.region', true), '');
    people integer;
BEGIN
    PERFORM set_config('doudi.region', NEW.region, true);
    SELECT count(*) INTO people FROM casework_investigator WHERE investigation_id = NEW.id;
    PERFORM set_config('doudi.region', scope, true);
    IF people < 2 THEN
        RAISE EXCEPTION 'investigation %: fewer than two investigators', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER casework_two_investigate AFTER INSERT ON casework_investigation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_two_investigate();
"""


class Migration(migrations.Migration):
    """Row-level security, append-only papers, and two investigators at the end of each transaction (57号 16)."""

    dependencies: ClassVar = [("casework", "0001_initial"), ("base", "0002_ground_rules")]

    operations: ClassVar = [
        *[rls.scoped(f"casework_{table}") for table in BY_REGION],
        *[rls.append_only(f"casework_{table}") for table in NEVER_REWRITTEN],
        migrations.RunSQL(TWO_INVESTIGATE, "DROP TRIGGER casework_two_investigate ON casework_investigation; DROP FUNCTION casework_two_investigate();"),
    ]
