"""预留: a store keeps what a voucher promises until it is fetched, cancelled, or its family told that its day has passed; the database counts it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Their owner must see the rows for this, and does not afterwards.
SEEN = "ALTER TABLE benefits_good NO FORCE ROW LEVEL SECURITY; ALTER TABLE benefits_voucher NO FORCE ROW LEVEL SECURITY;"
UNSEEN = "SET CONSTRAINTS ALL IMMEDIATE;"
UNSEEN += "ALTER TABLE benefits_good FORCE ROW LEVEL SECURITY; ALTER TABLE benefits_voucher FORCE ROW LEVEL SECURITY;"
# What was promised before, the earliest first, as far as the store reaches; the rest is given from what is free when it is fetched, or not.
PROMISED_BEFORE = """
WITH promised AS (
    SELECT v.id, v.quantity, sum(v.quantity) OVER (PARTITION BY v.good_id ORDER BY v."on", v.id) AS until_here, g.on_hand
    FROM benefits_voucher v JOIN benefits_good g ON g.id = v.good_id WHERE v.state = 'issued' AND v.told_on IS NULL
)
UPDATE benefits_voucher v SET held = promised.quantity FROM promised WHERE promised.id = v.id AND promised.until_here <= promised.on_hand;
UPDATE benefits_good g SET reserved = (SELECT coalesce(sum(v.held), 0) FROM benefits_voucher v WHERE v.good_id = g.id);
"""
# What is kept begins with the voucher and ends with it; nobody writes it, and no other statement counts it. The row of the good is locked by the count.
KEEPS = """
CREATE FUNCTION benefits_voucher_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.held := CASE WHEN NEW.good_id IS NULL OR NEW.state <> 'issued' THEN 0 ELSE NEW.quantity END;
    ELSE
        NEW.held := CASE WHEN NEW.state = 'issued' AND NEW.told_on IS NULL THEN OLD.held ELSE 0 END;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_voucher_held BEFORE INSERT OR UPDATE ON benefits_voucher FOR EACH ROW EXECUTE FUNCTION benefits_voucher_held();
CREATE FUNCTION benefits_voucher_reserves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE change int := NEW.held - coalesce(OLD.held, 0);
BEGIN
    IF change <> 0 THEN
        UPDATE benefits_good SET reserved = reserved + change WHERE id = NEW.good_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'voucher %: its store is out of sight', NEW.number USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER benefits_voucher_reserves AFTER INSERT OR UPDATE ON benefits_voucher FOR EACH ROW EXECUTE FUNCTION benefits_voucher_reserves();
CREATE FUNCTION benefits_good_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 AND NEW.reserved <> coalesce(OLD.reserved, 0) THEN
        RAISE EXCEPTION 'good %: only vouchers reserve it', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_good_counts BEFORE INSERT OR UPDATE ON benefits_good FOR EACH ROW EXECUTE FUNCTION benefits_good_counts();
CREATE OR REPLACE FUNCTION benefits_voucher_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number, NEW.household_id, NEW.person_id, NEW.good_id, NEW.what, NEW.quantity, NEW.unit, NEW.value_fen, NEW.place, NEW.because, NEW.by_id, NEW."on",
        NEW.valid_until, NEW.replaces_id, NEW.region)
       IS DISTINCT FROM
       (OLD.number, OLD.household_id, OLD.person_id, OLD.good_id, OLD.what, OLD.quantity, OLD.unit, OLD.value_fen, OLD.place, OLD.because, OLD.by_id, OLD."on",
        OLD.valid_until, OLD.replaces_id, OLD.region) THEN
        RAISE EXCEPTION 'voucher %: what it says never changes', OLD.number USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'issued' AND (NEW.state, NEW.redeemed_on, NEW.redeemed_at, NEW.receipt, NEW.received_by, NEW.redeemed_by_id, NEW.cancelled_on,
        NEW.cancelled_because, NEW.cancelled_by_id)
       IS DISTINCT FROM (OLD.state, OLD.redeemed_on, OLD.redeemed_at, OLD.receipt, OLD.received_by, OLD.redeemed_by_id, OLD.cancelled_on,
        OLD.cancelled_because, OLD.cancelled_by_id) THEN
        RAISE EXCEPTION 'voucher %: % already', OLD.number, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
UNDONE = """
DROP TRIGGER benefits_voucher_held ON benefits_voucher; DROP FUNCTION benefits_voucher_held();
DROP TRIGGER benefits_voucher_reserves ON benefits_voucher; DROP FUNCTION benefits_voucher_reserves();
DROP TRIGGER benefits_good_counts ON benefits_good; DROP FUNCTION benefits_good_counts();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0013_remission'),
        ('registry', '0005_sounding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='good',
            name='reserved',
            field=models.IntegerField(db_default=0, default=0, verbose_name='已预留'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='cancelled_because',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='作废理由'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='cancelled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='voucher',
            name='cancelled_on',
            field=models.DateField(null=True, verbose_name='作废日'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='held',
            field=models.IntegerField(db_default=0, default=0, verbose_name='仓库预留'),
        ),
        migrations.AlterField(
            model_name='voucher',
            name='state',
            field=models.CharField(choices=[('issued', '待兑领'), ('redeemed', '已兑领'), ('replaced', '已换发'), ('cancelled', '已作废')], default='issued', max_length=10, verbose_name='状态'),
        ),
        migrations.RunSQL(SEEN + PROMISED_BEFORE + UNSEEN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='good',
            constraint=models.CheckConstraint(condition=models.Q(('reserved__gte', 0), ('reserved__lte', models.F('on_hand'))), name='good_reserved'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_by__isnull', False), ('cancelled_on__isnull', False), ('state', 'cancelled'), models.Q(('cancelled_because', ''), _negated=True)), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_because', ''), ('cancelled_by', None), ('cancelled_on', None)), _connector='OR'), name='voucher_cancelled'),
        ),
        migrations.RunSQL(KEEPS, UNDONE),
    ]
