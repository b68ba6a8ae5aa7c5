"""地基: what the database itself holds about the audit: rows stay, time and login are its own, a region sees its own."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from doudi.base import rls

REFUSE_CHANGE = """
CREATE FUNCTION doudi_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps what was written', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

STAMP = """
CREATE FUNCTION doudi_stamp_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.login := session_user;
    RETURN NEW;
END $$;
CREATE TRIGGER base_auditentry_stamp BEFORE INSERT ON base_auditentry FOR EACH ROW EXECUTE FUNCTION doudi_stamp_audit();
"""

OWN_ENTRY = "officer_id::text = (select nullif(current_setting('doudi.officer', true), ''))"
AUDIT_VISIBLE = f"(select current_setting('doudi.officer', true)) = 'system' OR {OWN_ENTRY} OR {rls.REGION_VISIBLE}"


class Migration(migrations.Migration):
    """Row-level security, append-only tables, the audit's own stamps."""

    dependencies = [("base", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION doudi_refuse_change();"),
        migrations.RunSQL(STAMP, "DROP TRIGGER base_auditentry_stamp ON base_auditentry; DROP FUNCTION doudi_stamp_audit();"),
        rls.append_only("base_auditentry"),
        rls.append_only("base_auditseal"),
        rls.scoped("base_auditentry", using=AUDIT_VISIBLE, check="true"),
    ]
