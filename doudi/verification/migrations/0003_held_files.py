"""暂存文件: files that wait for a person, what later files are held beside, and quarantined rows whole, sealed, to be sent back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0002_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='profile',
            field=models.JSONField(default=dict, help_text="what later files are held beside; sums over rows, nobody's value", verbose_name='画像'),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='row_sealed',
            field=models.BinaryField(default=b'', verbose_name='整行（密文）'),
        ),
        migrations.CreateModel(
            name='HeldFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=60, verbose_name='数据')),
                ('region', models.CharField(max_length=12, verbose_name='县区')),
                ('on', models.DateField(verbose_name='数据日期')),
                ('file_name', models.CharField(max_length=120, verbose_name='文件名')),
                ('digest', models.CharField(max_length=64, verbose_name='指纹（SM3）')),
                ('kept_as', models.CharField(max_length=64, verbose_name='密存名')),
                ('reasons', models.JSONField(help_text="sentences for officers; counts and columns, nobody's value", verbose_name='异常')),
                ('held_on', models.DateField(verbose_name='暂存日期')),
                ('outcome', models.CharField(blank=True, choices=[('', '待核实'), ('let_in', '核实后接收'), ('turned_away', '退回来源')], default='', max_length=12, verbose_name='结果')),
                ('decided_on', models.DateField(null=True, verbose_name='处理日期')),
                ('because', models.TextField(blank=True, default='', verbose_name='理由')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='处理人')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file_name', 'digest', 'region'), name='held_file_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('decided_on', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_by__isnull', False), ('decided_on__isnull', False), models.Q(('because', ''), _negated=True)), _connector='OR'), name='held_file_decided_by_a_person')],
            },
        ),
        rls.scoped("verification_heldfile"),
    ]
