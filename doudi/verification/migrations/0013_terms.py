"""期限: by when somebody is heard, and an answer looked for, is the place's own to say; where it has set no term there is none."""

from django.db import migrations, models

from doudi.base import rls

# As in 0010; what has no term stays without one too.
STAYS = """
DROP TRIGGER verification_withdrawal_stays ON verification_withdrawal;
CREATE TRIGGER verification_withdrawal_stays BEFORE UPDATE ON verification_withdrawal FOR EACH ROW
    WHEN (OLD.heard_on IS NOT NULL OR OLD.person_id <> NEW.person_id OR OLD.household_id <> NEW.household_id OR OLD.withdrawn_on <> NEW.withdrawn_on
        OR OLD.due_on IS DISTINCT FROM NEW.due_on OR OLD.sender <> NEW.sender OR OLD.region <> NEW.region)
    EXECUTE FUNCTION doudi_refuse_change();
"""
STAYED = STAYS.replace("OLD.due_on IS DISTINCT FROM NEW.due_on", "OLD.due_on <> NEW.due_on")


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0012_asked_elsewhere'),
    ]

    operations = [
        migrations.AlterField(
            model_name='crossrequest',
            name='due_on',
            field=models.DateField(help_text='null: the place has set no term', null=True, verbose_name='答复期限'),
        ),
        migrations.AlterField(
            model_name='withdrawal',
            name='due_on',
            field=models.DateField(help_text='null: the place has set no term', null=True, verbose_name='听取期限'),
        ),
        migrations.RunSQL(STAYS, STAYED),
        rls.not_undone_while("verification_crossrequest", "due_on IS NULL", "有协查请求没有答复期限"),
        rls.not_undone_while("verification_withdrawal", "due_on IS NULL", "有网上撤回没有听取期限"),
    ]
