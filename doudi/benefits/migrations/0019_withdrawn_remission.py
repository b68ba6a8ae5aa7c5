"""撤销减免: a recovery of its own asks back, for deceit that shows later, all that a former one gave up with approval; once."""

import django.db.models.deletion
from django.db import migrations, models

# What is withdrawn was given up with approval: all of it, by the decision of this family and this money; and that stays what it was.
WITHDRAWS = """
CREATE FUNCTION benefits_recovery_withdraws() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.withdraws_id IS DISTINCT FROM OLD.withdraws_id OR NEW.withdraws_id IS NOT NULL AND NEW.found_fen <> OLD.found_fen) THEN
        RAISE EXCEPTION 'recovery %: what it withdraws stays', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.withdraws_id IS NOT NULL AND NOT EXISTS (SELECT FROM benefits_recovery r WHERE r.id = NEW.withdraws_id
        AND r.approved_on IS NOT NULL AND (r.remitted_fen, r.household_id, r.kind) = (NEW.found_fen, NEW.household_id, NEW.kind)) THEN
        RAISE EXCEPTION 'recovery %: only what was given up with approval is withdrawn', NEW.withdraws_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_recovery_withdraws BEFORE INSERT OR UPDATE ON benefits_recovery FOR EACH ROW EXECUTE FUNCTION benefits_recovery_withdraws();
"""
UNDONE = "DROP TRIGGER benefits_recovery_withdraws ON benefits_recovery; DROP FUNCTION benefits_recovery_withdraws();"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0018_lines_beside_themselves'),
    ]

    operations = [
        migrations.AddField(
            model_name='recovery',
            name='withdraws',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawn_by', to='benefits.recovery', verbose_name='撤销减免的清退'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('withdraws', None), ('is_fraud', True), _connector='OR'), name='recovery_withdraws_for_deceit'),
        ),
        migrations.RunSQL(WITHDRAWS, UNDONE),
    ]
