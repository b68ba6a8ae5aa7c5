"""写在原处旁边: a line that goes to the bank and comes back is written beside itself, and no index learns of it; what a line may not do is asked in one
expression, not by a call; of what a line names only what its award does not name already is looked for by itself.
"""

from django.conf import settings
from django.db import migrations, models

ROOM = "ALTER TABLE benefits_payline SET (fillfactor = 50)"
"""Room in each page for a second version of its lines."""

# Few lines replace another: the others need no place in an index of those that do.
REPLACES = """
ALTER TABLE benefits_payline DROP CONSTRAINT benefits_payline_replaces_id_key;
CREATE UNIQUE INDEX benefits_payline_replaces_id_key ON benefits_payline (replaces_id) WHERE replaces_id IS NOT NULL;
"""
REPLACES_BEFORE = """
DROP INDEX benefits_payline_replaces_id_key;
ALTER TABLE benefits_payline ADD CONSTRAINT benefits_payline_replaces_id_key UNIQUE (replaces_id);
"""

SAID = ("run_id", "award_id", "household_id", "kind", "month", "attempt", "replaces_id", "payee_id", "account_id", "amount_fen", "region")
NEW, OLD = (", ".join(f"{row}.{column}" for column in SAID) for row in ("NEW", "OLD"))
WAYS = """(('due', 'held'), ('due', 'sent'), ('held', 'due'), ('held', 'reissued'), ('held', 'cancelled'),
    ('sent', 'paid'), ('sent', 'failed'), ('failed', 'reissued'), ('failed', 'cancelled'))"""
STAYS = f"""
DROP TRIGGER benefits_line_stays ON benefits_payline;
CREATE OR REPLACE FUNCTION benefits_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({NEW}) IS DISTINCT FROM ({OLD}) THEN
        RAISE EXCEPTION 'pay line %: what a line says never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RAISE EXCEPTION 'pay line %: no way from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER benefits_line_stays BEFORE UPDATE ON benefits_payline FOR EACH ROW
WHEN (({NEW}) IS DISTINCT FROM ({OLD}) OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN {WAYS})) EXECUTE FUNCTION benefits_line_stays();
"""
STAYS_BEFORE = f"""
DROP TRIGGER benefits_line_stays ON benefits_payline;
CREATE OR REPLACE FUNCTION benefits_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({NEW}) IS DISTINCT FROM ({OLD}) THEN
        RAISE EXCEPTION 'pay line %: what a line says never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN {WAYS} THEN
        RAISE EXCEPTION 'pay line %: no way from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_line_stays BEFORE UPDATE ON benefits_payline FOR EACH ROW EXECUTE FUNCTION benefits_line_stays();
"""

# What an award names is there: its own foreign keys hold it. A line that names the same needs no second look.
NAMED = """
CREATE OR REPLACE FUNCTION benefits_lines_name() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('doudi.region', true), '');
    lost bigint;
BEGIN
    PERFORM set_config('doudi.region', (SELECT left(min(region), 2) FROM fresh), true);
    SELECT count(*) INTO lost FROM fresh LEFT JOIN benefits_payrun r ON r.id = fresh.run_id LEFT JOIN benefits_award a ON a.id = fresh.award_id
    WHERE r.id IS NULL OR a.id IS NULL OR ((fresh.household_id, fresh.payee_id, fresh.account_id) IS DISTINCT FROM (a.household_id, a.payee_id, a.account_id)
        AND NOT (EXISTS (SELECT FROM registry_household h WHERE h.id = fresh.household_id) AND EXISTS (SELECT FROM registry_person p WHERE p.id = fresh.payee_id)
            AND (fresh.account_id IS NULL OR EXISTS (SELECT FROM benefits_account c WHERE c.id = fresh.account_id))));
    PERFORM set_config('doudi.region', scope, true);
    IF lost > 0 THEN
        RAISE EXCEPTION '% pay lines name what is not there', lost USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""
NAMED_BEFORE = """
CREATE OR REPLACE FUNCTION benefits_lines_name() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('doudi.region', true), '');
    lost bigint;
BEGIN
    PERFORM set_config('doudi.region', (SELECT left(min(region), 2) FROM fresh), true);
    SELECT count(*) INTO lost FROM fresh
    LEFT JOIN benefits_payrun r ON r.id = fresh.run_id LEFT JOIN benefits_award a ON a.id = fresh.award_id
    LEFT JOIN registry_household h ON h.id = fresh.household_id LEFT JOIN registry_person p ON p.id = fresh.payee_id
    LEFT JOIN benefits_account c ON c.id = fresh.account_id
    WHERE r.id IS NULL OR a.id IS NULL OR h.id IS NULL OR p.id IS NULL OR (fresh.account_id IS NOT NULL AND c.id IS NULL);
    PERFORM set_config('doudi.region', scope, true);
    IF lost > 0 THEN
        RAISE EXCEPTION '% pay lines name what is not there', lost USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0017_no_order_without_deceit'),
        ('registry', '0007_former_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='payline',
            name='one_live_attempt',
        ),
        migrations.RemoveIndex(
            model_name='payline',
            name='pay_line_run',
        ),
        migrations.RemoveIndex(
            model_name='payline',
            name='pay_line_region',
        ),
        migrations.AddField(
            model_name='payline',
            name='is_live',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['reissued', 'cancelled'], then=False), default=True), output_field=models.BooleanField(verbose_name='有效')),
        ),
        migrations.AddIndex(
            model_name='payline',
            index=models.Index(fields=['run'], name='pay_line_run'),
        ),
        migrations.AddConstraint(
            model_name='payline',
            constraint=models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('award', 'month'), name='one_live_attempt'),
        ),
        migrations.RunSQL(ROOM, "ALTER TABLE benefits_payline RESET (fillfactor)"),
        migrations.RunSQL(REPLACES, REPLACES_BEFORE),
        migrations.RunSQL(STAYS, STAYS_BEFORE),
        migrations.RunSQL(NAMED, NAMED_BEFORE),
    ]
