"""价格临时补贴: a county's subsidy of a month, and awards that are paid once by it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0006_funds_and_holds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='award',
            name='kind',
            field=models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴')], max_length=30, verbose_name='待遇'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='kind',
            field=models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴')], max_length=30, verbose_name='待遇'),
        ),
        migrations.CreateModel(
            name='PriceSubsidy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=6, verbose_name='区县')),
                ('month', models.DateField(verbose_name='月份')),
                ('amount_fen', models.BigIntegerField(verbose_name='每人（分）')),
                ('paper', models.CharField(max_length=60, verbose_name='文号')),
                ('families', models.IntegerField(default=0, verbose_name='户数')),
                ('on', models.DateField(verbose_name='登记日')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-month', 'region'],
                'constraints': [models.UniqueConstraint(fields=('region', 'month'), name='one_price_subsidy_a_month'), models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0), ('amount_fen__lte', 100000), ('month__day', 1), models.Q(('paper', ''), _negated=True)), name='price_subsidy_is_believable')],
            },
        ),
        rls.scoped("benefits_pricesubsidy"),
    ]
