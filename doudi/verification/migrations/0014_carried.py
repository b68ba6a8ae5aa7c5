"""随迁: a paper that goes along with a family that moves is the same paper, and says no more than it did."""

import django.db.models.deletion
from django.db import migrations, models

# Whoever takes it along adds nothing: not whom, for what, by whom or until when. A supporter's stays with the county whose departments they agreed to.
AS_SIGNED = """
CREATE FUNCTION verification_carried_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wider bigint;
BEGIN
    SELECT count(*) INTO wider FROM fresh
    LEFT JOIN registry_person p ON p.id = fresh.person_id
    LEFT JOIN (verification_consent o JOIN registry_person q ON q.id = o.person_id) ON o.id = fresh.carried_from_id AND o.household_id <> fresh.household_id
        AND (o.role, o.relation, o.asked_at, o.manner, o.feeds, o.guardian, o.reference, o.given_on)
            = (fresh.role, fresh.relation, fresh.asked_at, fresh.manner, fresh.feeds, fresh.guardian, fresh.reference, fresh.given_on)
        AND o.withdrawn_on IS NULL AND coalesce(o.until_on, 'infinity') >= greatest(coalesce(fresh.until_on, 'infinity'), fresh.recorded_on)
        AND CASE o.role WHEN 'supporter' THEN q.number_mark = p.number_mark AND left(o.region, 6) = left(fresh.region, 6) ELSE o.person_id = fresh.person_id END
    WHERE fresh.carried_from_id IS NOT NULL AND o.id IS NULL;
    IF wider > 0 THEN
        RAISE EXCEPTION '% consents say more than the paper they were carried from', wider USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER verification_carried_as_signed AFTER INSERT ON verification_consent REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION verification_carried_as_signed();
"""
STAYS = """
CREATE OR REPLACE FUNCTION verification_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['until_on', 'withdrawn_on', 'withdrawn_by_id', 'withdrawal_id', 'because'];
BEGIN
    IF (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) OR OLD.withdrawn_on IS NOT NULL
        OR (NEW.until_on IS DISTINCT FROM OLD.until_on AND coalesce(NEW.until_on, 'infinity') >= coalesce(OLD.until_on, 'infinity')) THEN
        RAISE EXCEPTION 'consent %: it ends sooner or is withdrawn, and is not changed otherwise', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.withdrawal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verification_withdrawal w
        JOIN registry_person theirs ON theirs.id = w.person_id JOIN registry_person mine ON mine.id = NEW.person_id
        WHERE w.id = NEW.withdrawal_id AND (mine.id = theirs.id OR mine.number_mark = theirs.number_mark) AND w.withdrawn_on = NEW.withdrawn_on) THEN
        RAISE EXCEPTION 'consent %: withdrawn by somebody else', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# As in 0010, by the person's row alone.
STAYED = STAYS.replace(
    """
        JOIN registry_person theirs ON theirs.id = w.person_id JOIN registry_person mine ON mine.id = NEW.person_id
        WHERE w.id = NEW.withdrawal_id AND (mine.id = theirs.id OR mine.number_mark = theirs.number_mark) AND""",
    """
        WHERE w.id = NEW.withdrawal_id AND w.person_id = NEW.person_id AND""",
)
ANYHOW = "DROP TRIGGER verification_carried_as_signed ON verification_consent; DROP FUNCTION verification_carried_as_signed();"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0007_former_names'),
        ('verification', '0013_terms'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='carried_from',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_to', to='verification.consent', verbose_name='随迁自'),
        ),
        migrations.RunSQL(AS_SIGNED + STAYS, ANYHOW + STAYED),
    ]
