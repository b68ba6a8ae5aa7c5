"""检索曾用名: by what somebody who bore another name before is found, reckoned by the database from the name."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0007_former_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='formername',
            name='pinyin',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Replace('name_key', models.Value(' '), models.Value('')), output_field=models.CharField(db_collation='C', max_length=160, verbose_name='全拼')),
        ),
        migrations.AddField(
            model_name='formername',
            name='plain',
            field=models.GeneratedField(db_persist=True, expression=models.Func('name', function='registry_plain'), output_field=models.CharField(db_collation='C', max_length=160, verbose_name='通用写法')),
        ),
        migrations.AddIndex(
            model_name='formername',
            index=models.Index(condition=models.Q(('withdrawn_on', None)), fields=['plain'], name='former_name_plain'),
        ),
        migrations.AddIndex(
            model_name='formername',
            index=models.Index(condition=models.Q(('withdrawn_on', None)), fields=['pinyin'], name='former_name_pinyin'),
        ),
    ]
