"""走访人的次序: who is named first stands first; the tables stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0002_row_security'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='visitofficer',
            options={'ordering': ['id']},
        ),
    ]
