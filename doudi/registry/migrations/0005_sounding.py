"""同音: people are found by day of birth and sound of the name, for matching."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_strangers'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['born_on', 'name_key'], name='person_born_and_sounding'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name_key'], name='person_sounding'),
        ),
    ]
