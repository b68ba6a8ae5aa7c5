"""本市其他县区的部门: a supporter's paper names the county whose departments are asked, and no list about them goes to another one's."""

from django.db import migrations, models

from doudi.base import rls

LEAVE = """
CREATE OR REPLACE FUNCTION verification_asked_with_leave() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lacking bigint;
BEGIN
    SELECT count(*) INTO lacking FROM fresh
    LEFT JOIN verification_request r ON r.id = fresh.request_id
    LEFT JOIN verification_consent c ON c.id = fresh.consent_id AND c.person_id = fresh.person_id AND c.household_id = fresh.household_id
        AND r.asked_on >= c.given_on AND r.asked_on <= coalesce(c.until_on, 'infinity') AND r.asked_on < coalesce(c.withdrawn_on, 'infinity')
        AND (c.feeds = '[]'::jsonb OR c.feeds ? r.feed) AND c.asked_at <> 'elsewhere' AND c.asked_in = r.asked_in
    WHERE c.id IS NULL;
    IF lacking > 0 THEN
        RAISE EXCEPTION '% people are asked about without their consent', lacking USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION verification_asked_elsewhere_with_leave() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lacking bigint;
BEGIN
    SELECT count(*) INTO lacking FROM fresh
    LEFT JOIN verification_crossrequest r ON r.id = fresh.request_id AND r.direction = 'out'
    LEFT JOIN verification_consent c ON c.id = fresh.consent_id AND c.household_id = r.household_id AND c.feeds = '[]'::jsonb AND c.asked_in = ''
        AND r.asked_on >= c.given_on AND r.asked_on <= coalesce(c.until_on, 'infinity') AND r.asked_on < coalesce(c.withdrawn_on, 'infinity')
    WHERE c.id IS NULL;
    IF lacking > 0 THEN
        RAISE EXCEPTION '% people are asked about elsewhere without their consent', lacking USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION verification_carried_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wider bigint;
BEGIN
    SELECT count(*) INTO wider FROM fresh
    LEFT JOIN registry_person p ON p.id = fresh.person_id
    LEFT JOIN (verification_consent o JOIN registry_person q ON q.id = o.person_id) ON o.id = fresh.carried_from_id AND o.household_id <> fresh.household_id
        AND (o.role, o.relation, o.asked_at, o.asked_in, o.manner, o.feeds, o.guardian, o.reference, o.given_on)
            = (fresh.role, fresh.relation, fresh.asked_at, fresh.asked_in, fresh.manner, fresh.feeds, fresh.guardian, fresh.reference, fresh.given_on)
        AND o.withdrawn_on IS NULL AND coalesce(o.until_on, 'infinity') >= greatest(coalesce(fresh.until_on, 'infinity'), fresh.recorded_on)
        AND CASE o.role WHEN 'supporter' THEN q.number_mark = p.number_mark AND left(o.region, 6) = left(fresh.region, 6) ELSE o.person_id = fresh.person_id END
    WHERE fresh.carried_from_id IS NOT NULL AND o.id IS NULL;
    IF wider > 0 THEN
        RAISE EXCEPTION '% consents say more than the paper they were carried from', wider USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
"""
WHERE_ASKED = """
CREATE TRIGGER verification_request_goes_where_asked BEFORE UPDATE ON verification_request FOR EACH ROW
    WHEN (OLD.asked_in <> NEW.asked_in OR OLD.region <> NEW.region OR OLD.feed <> NEW.feed) EXECUTE FUNCTION doudi_refuse_change();
"""
ANYWHERE = "DROP TRIGGER verification_request_goes_where_asked ON verification_request;"
# As in 0012 and 0014, where no paper names another county.
LEFT = (
    LEAVE.replace("c.asked_at <> 'elsewhere' AND c.asked_in = r.asked_in", "c.asked_at = 'here'")
    .replace(" AND c.asked_in = ''", "")
    .replace("o.asked_in, ", "")
    .replace("fresh.asked_in, ", "")
)


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0014_carried'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='circuit',
            name='one_circuit_a_source',
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='supporter_alone_is_asked_about_elsewhere',
        ),
        migrations.AddField(
            model_name='circuit',
            name='asked_in',
            field=models.CharField(blank=True, db_default='', default='', max_length=6, verbose_name='被请求部门的县区'),
        ),
        migrations.AddField(
            model_name='consent',
            name='asked_in',
            field=models.CharField(blank=True, db_default='', default='', help_text='of another county of the city', max_length=6, verbose_name='由哪个县区的部门核对'),
        ),
        migrations.AddField(
            model_name='request',
            name='asked_in',
            field=models.CharField(blank=True, db_default='', default='', help_text='empty: of the same county', max_length=6, verbose_name='被请求部门的县区'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='asked_at',
            field=models.CharField(choices=[('here', '本县区的部门'), ('city', '本市其他县区的部门'), ('elsewhere', '户籍地民政部门（异地协查）')], db_default='here', default='here', max_length=10, verbose_name='由谁核对'),
        ),
        migrations.AddConstraint(
            model_name='circuit',
            constraint=models.UniqueConstraint(fields=('feed', 'region', 'asked_in'), name='one_circuit_a_source'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at', 'here'), ('asked_in', '')), models.Q(('asked_at', 'city'), ('role', 'supporter'), models.Q(('asked_in', ''), _negated=True), models.Q(('region__startswith', models.F('asked_in')), _negated=True)), models.Q(('asked_at', 'elsewhere'), ('asked_in', ''), ('feeds', []), ('role', 'supporter')), _connector='OR'), name='supporter_alone_is_asked_about_elsewhere'),
        ),
        migrations.RunSQL(LEAVE + WHERE_ASKED, ANYWHERE + LEFT),
        rls.not_undone_while("verification_consent", "asked_at = 'city' OR asked_in <> ''", "有授权书写明由本市其他县区的部门核对"),
        rls.not_undone_while("verification_request", "asked_in <> ''", "有核对名单发往本市其他县区的部门"),
        rls.not_undone_while("verification_circuit", "asked_in <> ''", "有本市其他县区的数据来源"),
    ]
