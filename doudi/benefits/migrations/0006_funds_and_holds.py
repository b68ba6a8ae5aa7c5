"""资金与暂缓: a year's money by source with its ceiling, two signatures for a large run, and since when a line is held."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# Lines that were held before are the county's from the day after; their owner must see them for this, and does not afterwards.
HELD_BEFORE = """
ALTER TABLE benefits_payline NO FORCE ROW LEVEL SECURITY;
ALTER TABLE benefits_payrun NO FORCE ROW LEVEL SECURITY;
INSERT INTO benefits_linehold (line_id, since_on, county_on, told_how, region)
    SELECT l.id, r.prepared_on, r.prepared_on + 1, '', l.region FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id WHERE l.state = 'held' ORDER BY l.id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE benefits_payrun FORCE ROW LEVEL SECURITY;
ALTER TABLE benefits_payline FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0005_given_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='payrun',
            name='approvals',
            field=models.SmallIntegerField(db_default=1, default=1, verbose_name='县级应签人数'),
        ),
        migrations.AddField(
            model_name='payrun',
            name='unfunded_fen',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='超出已下达资金（分）'),
        ),
        migrations.AlterField(
            model_name='lineflag',
            name='code',
            field=models.CharField(choices=[('account_changed', '近期换过账户'), ('custody', '他人代领'), ('over_rule', '超过规则金额'), ('payee_died', '领取人去世，家中另有成员'), ('relative_unfiled', '近亲属未备案'), ('shared_account', '多人同一账户'), ('tenfold', '比上月多十倍')], max_length=20, verbose_name='提示'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='hold_reason',
            field=models.CharField(blank=True, choices=[('nobody_to_pay', '唯一领取人已去世'), ('twice', '同一笔重复'), ('nowhere_to_pay', '没有可发的账户'), ('no_award', '名册生成后待遇已停发')], default='', max_length=20, verbose_name='暂缓原因'),
        ),
        migrations.AlterField(
            model_name='runsignature',
            name='step',
            field=models.CharField(choices=[('township', '乡镇核对'), ('county', '县级审核'), ('approval', '县级复核'), ('finance', '财务放款')], max_length=10, verbose_name='环节'),
        ),
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=6, verbose_name='区县')),
                ('year', models.SmallIntegerField(verbose_name='年度')),
                ('source', models.CharField(choices=[('central', '中央'), ('province', '省级'), ('city', '市级'), ('county', '县级')], max_length=8, verbose_name='来源')),
                ('granted_fen', models.BigIntegerField(default=0, verbose_name='已下达（分）')),
                ('drawn_fen', models.BigIntegerField(default=0, verbose_name='已使用（分）')),
            ],
            options={
                'ordering': ['region', '-year', 'id'],
                'constraints': [models.UniqueConstraint(fields=('region', 'year', 'source'), name='one_fund_of_a_source'), models.CheckConstraint(condition=models.Q(('drawn_fen__gte', 0), ('drawn_fen__lte', models.F('granted_fen'))), name='fund_is_not_overdrawn')],
            },
        ),
        migrations.CreateModel(
            name='FundGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('paper', models.CharField(max_length=60, verbose_name='文号')),
                ('on', models.DateField(verbose_name='下达日')),
                ('region', models.CharField(max_length=6, verbose_name='区县')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='benefits.fund')),
            ],
            options={
                'ordering': ['-on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('amount_fen', 0), _negated=True), models.Q(('paper', ''), _negated=True)), name='grant_has_amount_and_paper'), models.UniqueConstraint(fields=('fund', 'paper'), name='a_paper_grants_once')],
            },
        ),
        migrations.CreateModel(
            name='FundUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, verbose_name='事项')),
                ('amount_fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('on', models.DateField(verbose_name='日期')),
                ('region', models.CharField(max_length=6, verbose_name='区县')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='benefits.fund')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fund_uses', to='benefits.payrun')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('fund', 'key'), name='drawn_once_for_a_reason'), models.CheckConstraint(condition=models.Q(('amount_fen', 0), _negated=True), name='use_is_not_nothing')],
            },
        ),
        migrations.CreateModel(
            name='LineHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_on', models.DateField(verbose_name='暂缓日')),
                ('county_on', models.DateField(verbose_name='交县级处理日')),
                ('told_on', models.DateField(null=True, verbose_name='告知日')),
                ('told_how', models.CharField(blank=True, max_length=120, verbose_name='告知方式')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='hold', to='benefits.payline')),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('county_on__gt', models.F('since_on'))), name='line_hold_days'), models.CheckConstraint(condition=models.Q(models.Q(('told_by', None), ('told_on', None)), models.Q(('told_by__isnull', False), ('told_on__isnull', False), models.Q(('told_how', ''), _negated=True)), _connector='OR'), name='line_hold_told')],
            },
        ),
        migrations.RunSQL(HELD_BEFORE, migrations.RunSQL.noop),  # before its own rows come under the scope
        *[rls.scoped(f"benefits_{table}") for table in ("linehold", "fund", "fundgrant", "funduse")],
        *[rls.append_only(f"benefits_{table}") for table in ("fundgrant", "funduse")],
    ]
