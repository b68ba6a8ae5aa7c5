"""网上撤回: who takes their consent back by themselves, and the officer who then hears them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# A consent that was taken back online names whose taking back it was; that and the hearing stay as written.
HELD = """
CREATE OR REPLACE FUNCTION verification_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['until_on', 'withdrawn_on', 'withdrawn_by_id', 'withdrawal_id', 'because'];
BEGIN
    IF (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) OR OLD.withdrawn_on IS NOT NULL
        OR (NEW.until_on IS DISTINCT FROM OLD.until_on AND coalesce(NEW.until_on, 'infinity') >= coalesce(OLD.until_on, 'infinity')) THEN
        RAISE EXCEPTION 'consent %: it ends sooner or is withdrawn, and is not changed otherwise', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.withdrawal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verification_withdrawal w
        WHERE w.id = NEW.withdrawal_id AND w.person_id = NEW.person_id AND w.withdrawn_on = NEW.withdrawn_on) THEN
        RAISE EXCEPTION 'consent %: withdrawn by somebody else', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verification_withdrawal_kept BEFORE DELETE ON verification_withdrawal FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_withdrawals_kept BEFORE TRUNCATE ON verification_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_withdrawal_stays BEFORE UPDATE ON verification_withdrawal FOR EACH ROW
    WHEN (OLD.heard_on IS NOT NULL OR OLD.person_id <> NEW.person_id OR OLD.household_id <> NEW.household_id OR OLD.withdrawn_on <> NEW.withdrawn_on
        OR OLD.due_on <> NEW.due_on OR OLD.sender <> NEW.sender OR OLD.region <> NEW.region)
    EXECUTE FUNCTION doudi_refuse_change();
"""
NOT_HELD = """
DROP TRIGGER verification_withdrawal_stays ON verification_withdrawal; DROP TRIGGER verification_withdrawals_kept ON verification_withdrawal;
DROP TRIGGER verification_withdrawal_kept ON verification_withdrawal;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0005_sounding'),
        ('verification', '0009_exchange'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn_on', models.DateField(verbose_name='撤回日期')),
                ('sender', models.BinaryField(help_text='a keyed mark of the address, to count them', max_length=32, verbose_name='来源标记')),
                ('due_on', models.DateField(verbose_name='听取期限')),
                ('heard_on', models.DateField(null=True, verbose_name='听取日期')),
                ('heard_words', models.TextField(blank=True, default='', verbose_name='听取情况')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='consent_withdrawn_before_somebody',
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='heard_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='听取人'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='为哪户'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person', verbose_name='授权人'),
        ),
        migrations.AddField(
            model_name='consent',
            name='withdrawal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='verification.withdrawal', verbose_name='网上撤回'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal', None), ('withdrawn_by', None), ('withdrawn_on', None)), models.Q(('withdrawn_on__gte', models.F('given_on')), models.Q(('because', ''), _negated=True), models.Q(models.Q(('withdrawal', None), ('withdrawn_by__isnull', False)), models.Q(('withdrawal__isnull', False), ('withdrawn_by', None)), _connector='OR')), _connector='OR'), name='consent_withdrawn_before_somebody'),
        ),
        migrations.AddIndex(
            model_name='withdrawal',
            index=models.Index(condition=models.Q(('heard_on', None)), fields=['region', 'due_on'], name='withdrawals_to_hear'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('heard_by', None), ('heard_on', None), ('heard_words', '')), models.Q(('heard_by__isnull', False), ('heard_on__gte', models.F('withdrawn_on')), models.Q(('heard_words', ''), _negated=True)), _connector='OR'), name='withdrawal_heard_by_somebody'),
        ),
        rls.scoped("verification_withdrawal"),
        migrations.RunSQL(HELD, NOT_HELD),
    ]
