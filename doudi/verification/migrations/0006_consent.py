import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

LEAVE = """
ALTER TABLE verification_requestedperson ADD COLUMN consent_id bigint REFERENCES verification_consent (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE verification_requestedperson ADD CONSTRAINT asked_with_consent CHECK (consent_id IS NOT NULL) NOT VALID;
CREATE INDEX asked_by_consent ON verification_requestedperson (consent_id);

CREATE FUNCTION verification_asked_with_leave() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lacking bigint;
BEGIN
    SELECT count(*) INTO lacking FROM fresh
    LEFT JOIN verification_request r ON r.id = fresh.request_id
    LEFT JOIN verification_consent c ON c.id = fresh.consent_id AND c.person_id = fresh.person_id AND c.household_id = fresh.household_id
        AND r.asked_on >= c.given_on AND r.asked_on <= coalesce(c.until_on, 'infinity') AND r.asked_on < coalesce(c.withdrawn_on, 'infinity')
        AND (c.feeds = '[]'::jsonb OR c.feeds ? r.feed)
    WHERE c.id IS NULL;
    IF lacking > 0 THEN
        RAISE EXCEPTION '% people are asked about without their consent', lacking USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER verification_asked_with_leave AFTER INSERT ON verification_requestedperson REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION verification_asked_with_leave();

CREATE FUNCTION verification_answered_with_leave() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lacking bigint;
BEGIN
    SELECT count(*) INTO lacking FROM fresh
    LEFT JOIN verification_delivery d ON d.id = fresh.delivery_id
    LEFT JOIN verification_requestedperson p ON p.id = fresh.requested_id
    LEFT JOIN verification_consent c ON c.id = p.consent_id
        AND d.received_on >= c.given_on AND d.received_on <= coalesce(c.until_on, 'infinity') AND d.received_on < coalesce(c.withdrawn_on, 'infinity')
    WHERE c.id IS NULL;
    IF lacking > 0 THEN
        RAISE EXCEPTION '% answers are about people whose consent has ended', lacking USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER verification_answered_with_leave AFTER INSERT ON verification_answer REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION verification_answered_with_leave();

CREATE FUNCTION verification_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['until_on', 'withdrawn_on', 'withdrawn_by_id', 'because'];
BEGIN
    IF (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) OR OLD.withdrawn_on IS NOT NULL
        OR (NEW.until_on IS DISTINCT FROM OLD.until_on AND coalesce(NEW.until_on, 'infinity') >= coalesce(OLD.until_on, 'infinity')) THEN
        RAISE EXCEPTION 'consent %: it ends sooner or is withdrawn, and is not changed otherwise', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verification_consent_stays BEFORE UPDATE ON verification_consent FOR EACH ROW EXECUTE FUNCTION verification_consent_stays();
CREATE TRIGGER verification_consent_kept BEFORE DELETE ON verification_consent FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_consents_kept BEFORE TRUNCATE ON verification_consent FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
NO_LEAVE = """
DROP TRIGGER verification_consents_kept ON verification_consent; DROP TRIGGER verification_consent_kept ON verification_consent;
DROP TRIGGER verification_consent_stays ON verification_consent; DROP FUNCTION verification_consent_stays();
DROP TRIGGER verification_answered_with_leave ON verification_answer; DROP FUNCTION verification_answered_with_leave();
DROP TRIGGER verification_asked_with_leave ON verification_requestedperson; DROP FUNCTION verification_asked_with_leave();
ALTER TABLE verification_requestedperson DROP COLUMN consent_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_strangers'),
        ('verification', '0005_likeness'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', '共同生活的家庭成员'), ('supporter', '法定赡养、抚养、扶养义务人')], max_length=10, verbose_name='身份')),
                ('relation', models.CharField(blank=True, default='', max_length=40, verbose_name='与本户关系')),
                ('manner', models.CharField(choices=[('application', '随申请授权'), ('window', '窗口书面授权'), ('batch', '原有纸质授权')], max_length=12, verbose_name='授权方式')),
                ('feeds', models.JSONField(default=list, verbose_name='授权核对的数据')),
                ('guardian', models.CharField(blank=True, default='', max_length=40, verbose_name='代为签名的监护人')),
                ('reference', models.CharField(max_length=80, verbose_name='文书号或扫描件号')),
                ('given_on', models.DateField(verbose_name='授权日期')),
                ('until_on', models.DateField(null=True, verbose_name='有效至')),
                ('recorded_on', models.DateField(verbose_name='登记日期')),
                ('withdrawn_on', models.DateField(null=True, verbose_name='撤回日期')),
                ('because', models.TextField(blank=True, default='', verbose_name='撤回的说明')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='为哪户')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person', verbose_name='授权人')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记撤回的人')),
            ],
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['household'], name='consents_of_a_family'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(fields=('person', 'household', 'reference'), name='consent_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='consent_names_its_paper'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('given_on__lte', models.F('recorded_on'))), name='consent_not_of_tomorrow'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('relation', ''), ('role', 'member')), models.Q(('role', 'supporter'), models.Q(('relation', ''), _negated=True), models.Q(('manner', 'application'), _negated=True)), _connector='OR'), name='supporter_consents_apart'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_by', None), ('withdrawn_on', None)), models.Q(('withdrawn_by__isnull', False), ('withdrawn_on__gte', models.F('given_on')), models.Q(('because', ''), _negated=True)), _connector='OR'), name='consent_withdrawn_before_somebody'),
        ),
        migrations.RunSQL(
            LEAVE,
            NO_LEAVE,
            state_operations=[
                migrations.AddField(
                    model_name='requestedperson',
                    name='consent',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='verification.consent', verbose_name='授权'),
                    preserve_default=False,
                )
            ],
        ),
        rls.scoped("verification_consent"),
    ]
