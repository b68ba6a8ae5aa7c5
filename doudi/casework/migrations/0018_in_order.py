"""调查人的次序: who is named first at a visit stands first on every paper; the tables stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0017_supplements'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='investigator',
            options={'ordering': ['id']},
        ),
    ]
