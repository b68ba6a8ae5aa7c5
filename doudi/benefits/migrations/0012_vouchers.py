"""凭证与特困增发: vouchers that are fetched once and say one thing for ever; a kind of award for what a place gives beyond basic life and care."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# What a voucher says stays; it is fetched or replaced once, and what was written of that stays too. None is taken away.
STAYS = """
CREATE FUNCTION benefits_voucher_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number, NEW.household_id, NEW.person_id, NEW.good_id, NEW.what, NEW.quantity, NEW.unit, NEW.value_fen, NEW.place, NEW.because, NEW.by_id, NEW."on",
        NEW.valid_until, NEW.replaces_id, NEW.region)
       IS DISTINCT FROM
       (OLD.number, OLD.household_id, OLD.person_id, OLD.good_id, OLD.what, OLD.quantity, OLD.unit, OLD.value_fen, OLD.place, OLD.because, OLD.by_id, OLD."on",
        OLD.valid_until, OLD.replaces_id, OLD.region) THEN
        RAISE EXCEPTION 'voucher %: what it says never changes', OLD.number USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'issued' AND (NEW.state, NEW.redeemed_on, NEW.redeemed_at, NEW.receipt, NEW.received_by, NEW.redeemed_by_id)
       IS DISTINCT FROM (OLD.state, OLD.redeemed_on, OLD.redeemed_at, OLD.receipt, OLD.received_by, OLD.redeemed_by_id) THEN
        RAISE EXCEPTION 'voucher %: % already', OLD.number, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_voucher_stays BEFORE UPDATE ON benefits_voucher FOR EACH ROW EXECUTE FUNCTION benefits_voucher_stays();
CREATE TRIGGER benefits_voucher_kept BEFORE DELETE ON benefits_voucher FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER benefits_vouchers_kept BEFORE TRUNCATE ON benefits_voucher FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
UNDONE = "DROP TRIGGER benefits_voucher_stays ON benefits_voucher; DROP TRIGGER benefits_voucher_kept ON benefits_voucher;"
UNDONE += "DROP TRIGGER benefits_vouchers_kept ON benefits_voucher; DROP FUNCTION benefits_voucher_stays();"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0011_whose_money'),
        ('registry', '0004_strangers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='award',
            name='kind',
            field=models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('tekun_supplement', '特困增发'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴'), ('arrears', '补发救助金')], max_length=30, verbose_name='待遇'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='kind',
            field=models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('tekun_supplement', '特困增发'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴'), ('arrears', '补发救助金')], max_length=30, verbose_name='待遇'),
        ),
        migrations.AlterField(
            model_name='recovery',
            name='kind',
            field=models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('tekun_supplement', '特困增发'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴'), ('arrears', '补发救助金')], max_length=30, verbose_name='待遇'),
        ),
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True, verbose_name='编号')),
                ('what', models.CharField(max_length=60, verbose_name='物品')),
                ('quantity', models.IntegerField(verbose_name='数量')),
                ('unit', models.CharField(max_length=10, verbose_name='单位')),
                ('value_fen', models.BigIntegerField(verbose_name='价值（分）')),
                ('place', models.CharField(max_length=60, verbose_name='兑领点')),
                ('because', models.CharField(max_length=200, verbose_name='事由')),
                ('on', models.DateField(verbose_name='签发日')),
                ('valid_until', models.DateField(verbose_name='有效期至')),
                ('state', models.CharField(choices=[('issued', '待兑领'), ('redeemed', '已兑领'), ('replaced', '已换发')], default='issued', max_length=10, verbose_name='状态')),
                ('redeemed_on', models.DateField(null=True, verbose_name='兑领日')),
                ('redeemed_at', models.CharField(blank=True, default='', max_length=60, verbose_name='实际兑领点')),
                ('receipt', models.CharField(blank=True, default='', max_length=60, verbose_name='收据号')),
                ('received_by', models.CharField(blank=True, default='', max_length=40, verbose_name='领取人')),
                ('told_on', models.DateField(null=True, verbose_name='到期告知日')),
                ('told_how', models.CharField(blank=True, default='', max_length=120, verbose_name='告知方式')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('good', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='benefits.good')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('redeemed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='benefits.voucher')),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-id'],
                'indexes': [models.Index(fields=['household'], name='voucher_household'), models.Index(fields=['region'], name='voucher_region')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('valid_until__gte', models.F('on')), ('value_fen__gte', 0)), name='voucher_says'), models.CheckConstraint(condition=models.Q(models.Q(('redeemed_on__gte', models.F('on')), ('redeemed_on__isnull', False), ('redeemed_on__lte', models.F('valid_until')), ('state', 'redeemed'), ('redeemed_by__isnull', False), models.Q(('redeemed_at', ''), _negated=True), models.Q(('receipt', ''), _negated=True), models.Q(('received_by', ''), _negated=True)), models.Q(models.Q(('state', 'redeemed'), _negated=True), ('receipt', ''), ('received_by', ''), ('redeemed_at', ''), ('redeemed_by', None), ('redeemed_on', None)), _connector='OR'), name='voucher_redeemed_whole_and_in_time'), models.CheckConstraint(condition=models.Q(('redeemed_by', None), models.Q(('redeemed_by', models.F('by')), _negated=True), _connector='OR'), name='voucher_redeemed_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('told_by', None), ('told_how', ''), ('told_on', None)), models.Q(('told_by__isnull', False), ('told_on__gt', models.F('valid_until')), ('told_on__isnull', False), models.Q(('told_how', ''), _negated=True)), _connector='OR'), name='voucher_told'), models.UniqueConstraint(condition=models.Q(('state', 'redeemed')), fields=('redeemed_at', 'receipt'), name='voucher_receipt_once')],
            },
        ),
        migrations.RunSQL(STAYS, UNDONE),
        rls.scoped("benefits_voucher"),
    ]
