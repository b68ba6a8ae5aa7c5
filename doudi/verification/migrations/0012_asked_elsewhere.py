"""由谁核对: a supporter who lives outside the city is asked about elsewhere, and whoever is asked about elsewhere has consented."""

import django.db.models.deletion
from django.db import migrations, models

from doudi.base import rls

# Departments here are asked about nobody of whom an office elsewhere is asked; and it about nobody without a consent to all the form lists.
LEAVE = """
CREATE OR REPLACE FUNCTION verification_asked_with_leave() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lacking bigint;
BEGIN
    SELECT count(*) INTO lacking FROM fresh
    LEFT JOIN verification_request r ON r.id = fresh.request_id
    LEFT JOIN verification_consent c ON c.id = fresh.consent_id AND c.person_id = fresh.person_id AND c.household_id = fresh.household_id
        AND r.asked_on >= c.given_on AND r.asked_on <= coalesce(c.until_on, 'infinity') AND r.asked_on < coalesce(c.withdrawn_on, 'infinity')
        AND (c.feeds = '[]'::jsonb OR c.feeds ? r.feed) AND c.asked_at = 'here'
    WHERE c.id IS NULL;
    IF lacking > 0 THEN
        RAISE EXCEPTION '% people are asked about without their consent', lacking USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

"""
ASKED_ELSEWHERE = """
CREATE FUNCTION verification_asked_elsewhere_with_leave() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lacking bigint;
BEGIN
    SELECT count(*) INTO lacking FROM fresh
    LEFT JOIN verification_crossrequest r ON r.id = fresh.request_id AND r.direction = 'out'
    LEFT JOIN verification_consent c ON c.id = fresh.consent_id AND c.household_id = r.household_id AND c.feeds = '[]'::jsonb
        AND r.asked_on >= c.given_on AND r.asked_on <= coalesce(c.until_on, 'infinity') AND r.asked_on < coalesce(c.withdrawn_on, 'infinity')
    WHERE c.id IS NULL;
    IF lacking > 0 THEN
        RAISE EXCEPTION '% people are asked about elsewhere without their consent', lacking USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER verification_asked_elsewhere_with_leave AFTER INSERT ON verification_crossperson REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION verification_asked_elsewhere_with_leave();
CREATE TRIGGER verification_crossperson_kept BEFORE UPDATE OR DELETE ON verification_crossperson FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_crosspeople_kept BEFORE TRUNCATE ON verification_crossperson FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
# As in 0006, where no paper says who is asked.
NO_LEAVE = f"""
{LEAVE.replace(" AND c.asked_at = 'here'", "")}
DROP TRIGGER verification_crosspeople_kept ON verification_crossperson; DROP TRIGGER verification_crossperson_kept ON verification_crossperson;
DROP TRIGGER verification_asked_elsewhere_with_leave ON verification_crossperson; DROP FUNCTION verification_asked_elsewhere_with_leave();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0011_supporters_apart'),
    ]

    operations = [
        migrations.CreateModel(
            name='CrossPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='序号')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
        ),
        migrations.AddField(
            model_name='consent',
            name='asked_at',
            field=models.CharField(choices=[('here', '本县区的部门'), ('elsewhere', '户籍地民政部门（异地协查）')], db_default='here', default='here', max_length=10, verbose_name='由谁核对'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('asked_at', 'here'), models.Q(('feeds', []), ('role', 'supporter')), _connector='OR'), name='supporter_alone_is_asked_about_elsewhere'),
        ),
        migrations.AddField(
            model_name='crossperson',
            name='consent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='verification.consent', verbose_name='授权'),
        ),
        migrations.AddField(
            model_name='crossperson',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='verification.crossrequest', verbose_name='协查请求'),
        ),
        migrations.AddConstraint(
            model_name='crossperson',
            constraint=models.UniqueConstraint(fields=('request', 'place'), name='cross_person_once'),
        ),
        rls.scoped("verification_crossperson"),
        migrations.RunSQL(LEAVE + ASKED_ELSEWHERE, NO_LEAVE),
        rls.not_undone_while("verification_consent", "asked_at <> 'here'", "有授权书写明由户籍地民政部门协查"),
        rls.not_undone_while("verification_crossperson", "true", "有异地协查请求写明被协查的人"),
    ]
