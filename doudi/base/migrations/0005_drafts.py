"""草稿: what is typed and not sent, seen by its officer alone."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0004_once_and_oneself'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=80, verbose_name='表单')),
                ('sealed', models.BinaryField(verbose_name='内容（密文）')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='时间')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='drafts_by_time')],
                'constraints': [models.UniqueConstraint(fields=('officer', 'form'), name='one_draft_of_a_form')],
            },
        ),
        rls.scoped("base_draft", using=rls.OWN_OR_SYSTEM),
    ]
