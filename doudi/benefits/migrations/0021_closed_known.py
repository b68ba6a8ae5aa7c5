"""得知销户: when it came to be known that an account was closed; of what was known before, nobody wrote it down."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0020_subsidy_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='closed_known_on',
            field=models.DateField(null=True, verbose_name='得知销户日'),
        ),
    ]
