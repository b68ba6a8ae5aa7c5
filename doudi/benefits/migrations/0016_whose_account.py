"""账户是谁的: whose name it is in and by which paper, who has read it; cards that somebody keeps by an agreement that never changes what it says."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# What an agreement says stays; it is filed once and over once. None is taken away.
STAYS = """
CREATE FUNCTION benefits_custody_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.account_id, NEW.custodian, NEW.office, NEW.signed_by_id, NEW.agreed_on, NEW.paper, NEW.recorded_by_id, NEW.recorded_on)
       IS DISTINCT FROM
       (OLD.account_id, OLD.custodian, OLD.office, OLD.signed_by_id, OLD.agreed_on, OLD.paper, OLD.recorded_by_id, OLD.recorded_on)
       OR OLD.filed_on IS NOT NULL AND (NEW.filed_on, NEW.filed_by_id) IS DISTINCT FROM (OLD.filed_on, OLD.filed_by_id)
       OR OLD.ended_on IS NOT NULL AND (NEW.ended_on, NEW.ended_words, NEW.ended_by_id) IS DISTINCT FROM (OLD.ended_on, OLD.ended_words, OLD.ended_by_id) THEN
        RAISE EXCEPTION 'custody %: what was agreed, filed and given back never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_custody_stays BEFORE UPDATE ON benefits_custody FOR EACH ROW EXECUTE FUNCTION benefits_custody_stays();
CREATE TRIGGER benefits_custody_kept BEFORE DELETE ON benefits_custody FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER benefits_custodies_kept BEFORE TRUNCATE ON benefits_custody FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
UNDONE = "DROP TRIGGER benefits_custody_stays ON benefits_custody; DROP TRIGGER benefits_custody_kept ON benefits_custody;"
UNDONE += "DROP TRIGGER benefits_custodies_kept ON benefits_custody; DROP FUNCTION benefits_custody_stays();"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0015_set_off_months'),
        ('registry', '0005_sounding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Custody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('custodian', models.CharField(max_length=40, verbose_name='代管人')),
                ('office', models.CharField(choices=[('township', '乡镇（街道）工作人员'), ('village', '村（居）民委员会工作人员')], max_length=10, verbose_name='代管人单位')),
                ('agreed_on', models.DateField(verbose_name='协议日')),
                ('paper', models.CharField(max_length=60, verbose_name='协议编号')),
                ('recorded_on', models.DateField(verbose_name='登记日')),
                ('filed_on', models.DateField(null=True, verbose_name='县级备案日')),
                ('ended_on', models.DateField(null=True, verbose_name='交还日')),
                ('ended_words', models.CharField(blank=True, default='', max_length=200, verbose_name='交还情况')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['-agreed_on', '-id'],
            },
        ),
        migrations.AddField(
            model_name='account',
            name='checked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='account',
            name='is_institution',
            field=models.BooleanField(db_default=False, default=False, verbose_name='供养服务机构的账户'),
        ),
        migrations.AddField(
            model_name='account',
            name='paper',
            field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='协议编号'),
        ),
        migrations.AlterField(
            model_name='lineflag',
            name='code',
            field=models.CharField(choices=[('account_changed', '近期换过账户'), ('card_kept', '银行卡由他人代管'), ('custody', '他人代领'), ('over_rule', '超过规则金额'), ('payee_died', '领取人去世，家中另有成员'), ('relative_unfiled', '近亲属未备案'), ('shared_account', '多人同一账户'), ('tenfold', '比上月多十倍')], max_length=20, verbose_name='提示'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('is_institution', False), ('filed_on__isnull', False), _connector='OR'), name='account_institution_by_agreement'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_by', None), ('paper', '')), models.Q(models.Q(('paper', ''), _negated=True), ('checked_by__isnull', False)), _connector='OR'), name='account_agreement_is_checked'),
        ),
        migrations.AddField(
            model_name='custody',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custodies', to='benefits.account'),
        ),
        migrations.AddField(
            model_name='custody',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custody',
            name='filed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custody',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custody',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AddIndex(
            model_name='custody',
            index=models.Index(fields=['region'], name='custody_region'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('account',), name='custody_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_on__lte', models.F('recorded_on'))), name='custody_days'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('filed_by', None), ('filed_on', None)), models.Q(('filed_by__isnull', False), ('filed_on__gte', models.F('agreed_on')), models.Q(('filed_by', models.F('recorded_by')), _negated=True)), _connector='OR'), name='custody_filed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('ended_on', None), ('ended_words', '')), models.Q(('ended_by__isnull', False), ('ended_on__gte', models.F('agreed_on')), models.Q(('ended_words', ''), _negated=True)), _connector='OR'), name='custody_ended_whole'),
        ),
        migrations.RunSQL(STAYS, UNDONE),
        rls.scoped("benefits_custody"),
    ]
