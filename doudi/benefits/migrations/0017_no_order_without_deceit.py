"""退回: what is asked back is ordered back only where there was deceit (法 73): the word for the outcome says neither."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0016_whose_account'),
    ]

    operations = [
        migrations.AlterField(
            model_name='recovery',
            name='outcome',
            field=models.CharField(blank=True, choices=[('repay', '要求退回'), ('nothing', '不予追回')], default='', max_length=10, verbose_name='决定'),
        ),
    ]
