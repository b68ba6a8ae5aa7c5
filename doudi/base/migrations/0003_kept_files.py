"""留存文件: which sealed files are kept and how often each is used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table without a region: a name made from bytes, a size, a count."""

    dependencies = [
        ('base', '0002_ground_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptFile',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='指纹')),
                ('size', models.BigIntegerField(verbose_name='字节数')),
                ('uses', models.IntegerField(verbose_name='使用次数')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('uses__gte', 0)), name='kept_file_uses')],
            },
        ),
    ]
