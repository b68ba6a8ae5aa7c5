"""案头: assignments, delegations and comments, scoped by region."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0013_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('alert', '预警'), ('application', '申请'), ('change', '变更'), ('decision', '告知'), ('review', '核查'), ('challenge', '异议复议'), ('referral', '转介')], max_length=12, verbose_name='事项')),
                ('item', models.BigIntegerField(verbose_name='编号')),
                ('on', models.DateField(verbose_name='分派日期')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='分派人')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承办人')),
            ],
            options={
                'indexes': [models.Index(fields=['officer'], name='assignments_of_officer')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'item', 'officer'), name='assigned_once_to_an_officer')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('alert', '预警'), ('application', '申请'), ('change', '变更'), ('decision', '告知'), ('review', '核查'), ('challenge', '异议复议'), ('referral', '转介')], max_length=12, verbose_name='事项')),
                ('item', models.BigIntegerField(verbose_name='编号')),
                ('words', models.TextField(verbose_name='内容')),
                ('on', models.DateField(verbose_name='日期')),
                ('struck_because', models.TextField(blank=True, verbose_name='划去的理由')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='备注人')),
                ('struck_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='划去人')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['kind', 'item'], name='comments_of_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='comment_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('struck_because', ''), ('struck_by', None)), models.Q(('struck_by__isnull', False), models.Q(('struck_because', ''), _negated=True)), _connector='OR'), name='struck_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='起')),
                ('until_on', models.DateField(verbose_name='止（含）')),
                ('because', models.CharField(max_length=120, verbose_name='原因')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代办人')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人')),
            ],
            options={
                'ordering': ['-from_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('principal', models.F('deputy')), _negated=True), name='nobody_is_their_own_deputy'), models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on')), models.Q(('because', ''), _negated=True)), name='delegation_has_an_end')],
            },
        ),
        rls.scoped("casework_assignment"),
        rls.scoped("casework_delegation"),
        rls.scoped("casework_comment"),
    ]
