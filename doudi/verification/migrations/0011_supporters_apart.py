"""义务人: a supporter's consent is for one family's case, by the row that is kept for it."""

from django.db import migrations

# A supporter's consent names the row that is kept for this family's case alone, a member's the register's own; nobody stands twice on a list.
APART = """
CREATE FUNCTION verification_consent_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh LEFT JOIN registry_person p ON p.id = fresh.person_id
        WHERE CASE fresh.role WHEN 'supporter' THEN p.supports_id IS DISTINCT FROM fresh.household_id ELSE p.supports_id IS NOT NULL END) THEN
        RAISE EXCEPTION 'a supporter consents for one family''s case, by the row kept for it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER verification_consent_of_its_case AFTER INSERT ON verification_consent REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION verification_consent_of_its_case();

CREATE FUNCTION verification_named_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fresh JOIN registry_person p ON p.id = fresh.person_id WHERE coalesce(p.id_index, p.number_mark) IS NOT NULL
        GROUP BY fresh.request_id, coalesce(p.id_index, p.number_mark) HAVING count(*) > 1) THEN
        RAISE EXCEPTION 'somebody stands twice on a list' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER verification_named_once AFTER INSERT ON verification_requestedperson REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION verification_named_once();
"""
TOGETHER = """
DROP TRIGGER verification_named_once ON verification_requestedperson; DROP FUNCTION verification_named_once();
DROP TRIGGER verification_consent_of_its_case ON verification_consent; DROP FUNCTION verification_consent_of_its_case();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0006_supporters"),
        ("verification", "0010_withdrawals"),
    ]

    operations = [migrations.RunSQL(APART, TOGETHER)]
