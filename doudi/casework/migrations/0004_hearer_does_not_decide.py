"""听取意见的人不作决定: whoever heard the family does not decide about it; the database looks at the change itself."""

from typing import ClassVar

from django.db import migrations

# Who proposed stands on the decision and is compared there (maker_is_not_checker); who heard stands on the change.
HEARER_DOES_NOT_DECIDE = """
CREATE FUNCTION casework_hearer_does_not_decide() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM casework_change WHERE id = NEW.change_id AND NEW.decided_by_id IN (heard_by_id, opened_by_id)) THEN
        RAISE EXCEPTION 'decision on change %: hearer_does_not_decide', NEW.change_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_hearer_does_not_decide BEFORE INSERT ON casework_decision FOR EACH ROW EXECUTE FUNCTION casework_hearer_does_not_decide();
"""


class Migration(migrations.Migration):
    """Separation of duties for changes, held by the database as well."""

    dependencies: ClassVar = [("casework", "0003_finished_and_closed")]

    operations: ClassVar = [
        migrations.RunSQL(
            HEARER_DOES_NOT_DECIDE, "DROP TRIGGER casework_hearer_does_not_decide ON casework_decision; DROP FUNCTION casework_hearer_does_not_decide();"
        )
    ]
