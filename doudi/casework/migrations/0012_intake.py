"""受理来源、一次性告知、第二人: how an application came, the one list of what is missing, and two people where a case goes against the rules."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls


def _two(table: str, against: str, second: str, first: str, name: str, also: str = "") -> migrations.RunSQL:
    check = f"CHECK (NOT {against}{also} OR ({second} IS NOT NULL AND {second} <> {first})) NOT VALID"
    return migrations.RunSQL(f"ALTER TABLE {table} ADD CONSTRAINT {name} {check}", f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0011_temporary_relief'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='opinion_second',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='初审第二人'),
        ),
        migrations.AddField(
            model_name='decision',
            name='second',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='第二人'),
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('manner', models.CharField(choices=[('in_person', '本人到窗口'), ('on_behalf', '他人或村（居）委会代为申请'), ('transferred', '其他单位、乡镇转来'), ('alert', '由预警引起'), ('report', '村（居）委会报告')], max_length=12, verbose_name='受理方式')),
                ('brought_by', models.CharField(blank=True, max_length=60, verbose_name='代办人、转来单位或报告人')),
                ('relation', models.CharField(blank=True, max_length=60, verbose_name='与申请人的关系或职务')),
                ('mandate', models.TextField(blank=True, verbose_name='委托情况')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='来文编号')),
                ('first_on', models.DateField(null=True, verbose_name='最初提出日期')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='arrival', to='casework.application', verbose_name='申请')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('manner', 'on_behalf'), _negated=True), models.Q(models.Q(('brought_by', ''), _negated=True), models.Q(('mandate', ''), _negated=True)), _connector='OR'), name='on_behalf_says_who_and_by_what'), models.CheckConstraint(condition=models.Q(models.Q(('manner', 'transferred'), _negated=True), models.Q(models.Q(('brought_by', ''), _negated=True), ('first_on__isnull', False)), _connector='OR'), name='transferred_says_from_where'), models.CheckConstraint(condition=models.Q(models.Q(('manner', 'report'), _negated=True), models.Q(('brought_by', ''), _negated=True), _connector='OR'), name='report_says_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='材料')),
                ('title', models.CharField(max_length=80, verbose_name='材料名称')),
                ('list_no', models.PositiveSmallIntegerField(default=1, verbose_name='第几次告知')),
                ('because', models.TextField(blank=True, verbose_name='再次告知的理由')),
                ('told_on', models.DateField(verbose_name='告知日期')),
                ('settled', models.CharField(blank=True, choices=[('brought', '已交'), ('promised', '以承诺代替'), ('not_needed', '核对后不需要')], max_length=10, verbose_name='结果')),
                ('settled_words', models.TextField(blank=True, verbose_name='说明')),
                ('settled_on', models.DateField(null=True, verbose_name='登记日期')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='casework.application', verbose_name='申请')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='告知人')),
            ],
            options={
                'ordering': ['list_no', 'id'],
                'constraints': [models.UniqueConstraint(fields=('application', 'code'), name='asked_once'), models.CheckConstraint(condition=models.Q(('list_no', 1), models.Q(('because', ''), _negated=True), _connector='OR'), name='asked_again_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_by', None), ('settled_on', None)), models.Q(('settled__in', ['brought', 'promised', 'not_needed']), ('settled_by__isnull', False), ('settled_on__isnull', False)), _connector='OR'), name='asked_and_settled_by_somebody')],
            },
        ),
        rls.scoped("casework_arrival"),
        rls.append_only("casework_arrival"),
        rls.scoped("casework_asked"),
        # What was decided before there was a second person stays as it is; from now on the database asks for one.
        _two("casework_application", "opinion_against_rules", "opinion_second_id", "opinion_by_id", "two_people_against_the_rules"),
        _two("casework_decision", "against_rules", "second_id", "decided_by_id", "two_people_decide_against_the_rules", also=" OR application_id IS NULL"),
    ]
