"""实物、服务与备用金: stores and what families were given of them, bought services visit by visit, townships' cash and how it is booked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

IMPREST = "INSERT INTO benefits_ledgeraccount (code, title) VALUES ('imprest', '乡镇备用金')"
# A contract is the county's; its townships plan services by it.
MINE = "(select nullif(current_setting('doudi.region', true), ''))"
SHARED = f"(starts_with(region, {MINE}) OR starts_with({MINE}, region))"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0008_recovery'),
        ('registry', '0004_strangers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=6, verbose_name='区县')),
                ('provider', models.CharField(max_length=60, verbose_name='承接主体')),
                ('title', models.CharField(max_length=60, verbose_name='服务项目')),
                ('price_fen', models.BigIntegerField(verbose_name='每次单价（分）')),
                ('ceiling_fen', models.BigIntegerField(verbose_name='合同金额（分）')),
                ('spent_fen', models.BigIntegerField(default=0, verbose_name='已验收（分）')),
                ('from_on', models.DateField(verbose_name='开始日')),
                ('until_on', models.DateField(verbose_name='截止日')),
                ('paper', models.CharField(max_length=60, verbose_name='合同编号')),
                ('on', models.DateField(verbose_name='登记日')),
            ],
            options={
                'ordering': ['-until_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Good',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=9, verbose_name='仓库所在')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('unit', models.CharField(max_length=10, verbose_name='单位')),
                ('price_fen', models.BigIntegerField(verbose_name='单价（分）')),
                ('on_hand', models.IntegerField(default=0, verbose_name='库存')),
            ],
            options={
                'ordering': ['region', 'name'],
            },
        ),
        migrations.CreateModel(
            name='GoodsIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.IntegerField(verbose_name='数量')),
                ('because', models.CharField(max_length=200, verbose_name='事由')),
                ('on', models.DateField(verbose_name='发出日')),
                ('due_on', models.DateField(verbose_name='送达期限')),
                ('received_by', models.CharField(blank=True, default='', max_length=40, verbose_name='签收人')),
                ('how', models.CharField(blank=True, default='', max_length=200, verbose_name='送达情况')),
                ('closed_on', models.DateField(null=True, verbose_name='签收或退回日')),
                ('state', models.CharField(choices=[('issued', '待签收'), ('received', '已签收'), ('returned', '已退回')], default='issued', max_length=10, verbose_name='状态')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Imprest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=9, unique=True, verbose_name='乡镇（街道）')),
                ('ceiling_fen', models.BigIntegerField(verbose_name='核定额度（分）')),
                ('on_hand_fen', models.BigIntegerField(default=0, verbose_name='余额（分）')),
            ],
            options={
                'ordering': ['region'],
            },
        ),
        migrations.CreateModel(
            name='ImprestMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('filled', '拨付'), ('paid', '支付')], max_length=10, verbose_name='种类')),
                ('amount_fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('receiver', models.CharField(blank=True, default='', max_length=40, verbose_name='领款人')),
                ('paper', models.CharField(max_length=60, verbose_name='凭证号')),
                ('on', models.DateField(verbose_name='日期')),
                ('region', models.CharField(max_length=9, verbose_name='区划')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ServicePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visits_a_month', models.SmallIntegerField(verbose_name='每月次数')),
                ('because', models.CharField(max_length=200, verbose_name='服务需求')),
                ('from_on', models.DateField(verbose_name='开始日')),
                ('until_on', models.DateField(null=True, verbose_name='结束日')),
                ('ended_words', models.CharField(blank=True, default='', max_length=200, verbose_name='结束理由')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['-from_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ServiceVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='服务日')),
                ('what', models.CharField(max_length=200, verbose_name='服务内容')),
                ('signed_by', models.CharField(max_length=40, verbose_name='服务对象签字')),
                ('recorded_on', models.DateField(verbose_name='登记日')),
                ('accepted_on', models.DateField(null=True, verbose_name='验收日')),
                ('score', models.SmallIntegerField(null=True, verbose_name='评价')),
                ('words', models.CharField(blank=True, default='', max_length=200, verbose_name='评价和验收意见')),
                ('cost_fen', models.BigIntegerField(default=0, verbose_name='费用（分）')),
                ('state', models.CharField(choices=[('recorded', '待验收'), ('accepted', '已验收'), ('refused', '验收不合格')], default='recorded', max_length=10, verbose_name='状态')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='StockMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', '入库'), ('issued', '发出'), ('returned', '退回入库'), ('lost', '报损'), ('found', '盘盈')], max_length=10, verbose_name='种类')),
                ('quantity', models.IntegerField(verbose_name='数量')),
                ('paper', models.CharField(max_length=60, verbose_name='单据')),
                ('on', models.DateField(verbose_name='日期')),
                ('region', models.CharField(max_length=9, verbose_name='仓库所在')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='payline',
            name='pay_line_has_account',
        ),
        migrations.AddField(
            model_name='payline',
            name='is_cash',
            field=models.BooleanField(db_default=False, default=False, verbose_name='备用金支付'),
        ),
        migrations.AlterField(
            model_name='payrun',
            name='kind',
            field=models.CharField(choices=[('regular', '当月发放'), ('reissue', '补发'), ('imported', '原系统发放'), ('once', '一次性发放'), ('cash', '备用金支付')], max_length=10, verbose_name='种类'),
        ),
        migrations.AddConstraint(
            model_name='payline',
            constraint=models.CheckConstraint(condition=models.Q(('account__isnull', False), ('state__in', ['held', 'reissued', 'cancelled']), ('is_cash', True), _connector='OR'), name='pay_line_has_account'),
        ),
        migrations.AddField(
            model_name='contract',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.UniqueConstraint(fields=('region', 'name'), name='good_once_in_a_store'),
        ),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.CheckConstraint(condition=models.Q(('on_hand__gte', 0), ('price_fen__gte', 0)), name='good_on_hand'),
        ),
        migrations.AddField(
            model_name='goodsissue',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='goodsissue',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='goodsissue',
            name='good',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='benefits.good'),
        ),
        migrations.AddField(
            model_name='goodsissue',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household'),
        ),
        migrations.AddConstraint(
            model_name='imprest',
            constraint=models.CheckConstraint(condition=models.Q(('on_hand_fen__gte', 0), ('on_hand_fen__lte', models.F('ceiling_fen'))), name='imprest_on_hand'),
        ),
        migrations.AddField(
            model_name='imprestmove',
            name='award',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imprest_move', to='benefits.award'),
        ),
        migrations.AddField(
            model_name='imprestmove',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='imprestmove',
            name='imprest',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='benefits.imprest'),
        ),
        migrations.AddField(
            model_name='imprestmove',
            name='line',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imprest_move', to='benefits.payline'),
        ),
        migrations.AddField(
            model_name='serviceplan',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='serviceplan',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='benefits.contract'),
        ),
        migrations.AddField(
            model_name='serviceplan',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household'),
        ),
        migrations.AddField(
            model_name='serviceplan',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='servicevisit',
            name='accepted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='servicevisit',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='benefits.serviceplan'),
        ),
        migrations.AddField(
            model_name='servicevisit',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stockmove',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stockmove',
            name='good',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='benefits.good'),
        ),
        migrations.AddField(
            model_name='stockmove',
            name='issue',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='benefits.goodsissue'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(fields=('region', 'paper'), name='contract_once'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('price_fen__gt', 0), ('spent_fen__gte', 0), ('spent_fen__lte', models.F('ceiling_fen'))), name='contract_is_not_overspent'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='contract_days'),
        ),
        migrations.AddIndex(
            model_name='goodsissue',
            index=models.Index(fields=['household'], name='goods_issue_household'),
        ),
        migrations.AddConstraint(
            model_name='goodsissue',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='goods_issue_quantity'),
        ),
        migrations.AddConstraint(
            model_name='goodsissue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('state', 'issued')), models.Q(models.Q(('state', 'issued'), _negated=True), ('closed_on__isnull', False), models.Q(('how', ''), _negated=True)), _connector='OR'), name='goods_issue_closed'),
        ),
        migrations.AddConstraint(
            model_name='goodsissue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'received'), _negated=True), models.Q(('received_by', ''), _negated=True), _connector='OR'), name='goods_issue_signed_for'),
        ),
        migrations.AddConstraint(
            model_name='imprestmove',
            constraint=models.UniqueConstraint(fields=('imprest', 'paper'), name='imprest_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='imprestmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_fen__gt', 0), ('award', None), ('kind', 'filled'), ('line', None)), models.Q(('amount_fen__lt', 0), ('award__isnull', False), ('kind', 'paid'), models.Q(('receiver', ''), _negated=True)), _connector='OR'), name='imprest_move'),
        ),
        migrations.AddIndex(
            model_name='serviceplan',
            index=models.Index(fields=['household'], name='service_plan_household'),
        ),
        migrations.AddConstraint(
            model_name='serviceplan',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on', None)), fields=('contract', 'person'), name='service_plan_once'),
        ),
        migrations.AddConstraint(
            model_name='serviceplan',
            constraint=models.CheckConstraint(condition=models.Q(('visits_a_month__gte', 1), ('visits_a_month__lte', 31)), name='service_plan_visits'),
        ),
        migrations.AddConstraint(
            model_name='servicevisit',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('plan', 'on'), name='service_visit_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='servicevisit',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_by', None), models.Q(('accepted_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='service_visit_accepted_by_another'),
        ),
        migrations.AddConstraint(
            model_name='servicevisit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cost_fen__gt', 0), ('score__gte', 1), ('score__lte', 5), ('state', 'accepted')), models.Q(models.Q(('state', 'accepted'), _negated=True), ('cost_fen', 0)), _connector='OR'), name='service_visit_cost'),
        ),
        migrations.AddConstraint(
            model_name='stockmove',
            constraint=models.UniqueConstraint(fields=('good', 'kind', 'paper'), name='stock_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='stockmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['received', 'returned', 'found']), ('quantity__gt', 0)), models.Q(('kind__in', ['issued', 'lost']), ('quantity__lt', 0)), _connector='OR'), name='stock_sign'),
        ),
        migrations.RunSQL(IMPREST, "DELETE FROM benefits_ledgeraccount WHERE code = 'imprest'"),
        *[rls.scoped(f"benefits_{table}") for table in ("good", "goodsissue", "stockmove", "serviceplan", "servicevisit", "imprest", "imprestmove")],
        rls.scoped("benefits_contract", using=SHARED),
        rls.append_only("benefits_stockmove"),
    ]
