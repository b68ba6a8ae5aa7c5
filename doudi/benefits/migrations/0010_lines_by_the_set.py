"""整批核对: whom and what a line names must exist, looked up once for all lines of a statement; what a line names is not deleted.

A foreign key looks for each line by itself, five times over: for a million lines that was as long as all the rest of preparing them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Who writes the lines may not see whom they name (an heir lives elsewhere): as a foreign key would, the check looks past the scope, and puts it back.
NAMED = """
CREATE FUNCTION benefits_lines_name() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER benefits_lines_name AFTER INSERT ON benefits_payline REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION benefits_lines_name();

CREATE FUNCTION benefits_line_names_it() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('doudi.region', true), '');
    found boolean;
BEGIN
    PERFORM set_config('doudi.region', left(OLD.region, 2), true);
    EXECUTE format('SELECT EXISTS (SELECT FROM benefits_payline WHERE %I = $1)', TG_ARGV[0]) USING OLD.id INTO found;
    PERFORM set_config('doudi.region', scope, true);
    IF found THEN
        RAISE EXCEPTION '% % stands in a pay line', TG_TABLE_NAME, OLD.id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
"""
PARENTS = {
    "benefits_payrun": "run_id",
    "benefits_award": "award_id",
    "benefits_account": "account_id",
    "registry_household": "household_id",
    "registry_person": "payee_id",
}
KEPT = "".join(
    f"CREATE TRIGGER benefits_line_names_it BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION benefits_line_names_it('{column}');"
    for table, column in PARENTS.items()
)
UNDONE = "".join(f"DROP TRIGGER benefits_line_names_it ON {table};" for table in PARENTS)
UNDONE += "DROP FUNCTION benefits_line_names_it(); DROP TRIGGER benefits_lines_name ON benefits_payline; DROP FUNCTION benefits_lines_name();"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0009_in_kind'),
        ('registry', '0004_strangers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='payline',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.account'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='award',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='benefits.award'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='household',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='payee',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='run',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='benefits.payrun'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='settled_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(NAMED + KEPT, UNDONE),
    ]
