"""库里的规矩: what the database itself refuses, whoever asks: other regions' rows, unbalanced or changed books, changed pay lines."""

from django.db import migrations

from doudi.base import rls

MINE = "(select nullif(current_setting('doudi.region', true), ''))"
BY_REGION = ("standing", "account", "award", "payline", "lineflag", "adjustment", "bankfile", "bankreturn", "posting")
# A county's run is also the work of its townships: they see the run and who has signed it, and only their own lines.
SHARED = f"(starts_with(region, {MINE}) OR starts_with({MINE}, left(region, 6)))"

# At commit the officer's scope has ended; the check looks at its own county and puts the scope back.
BALANCE = """
CREATE FUNCTION benefits_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_entry bigint;
    scope text := coalesce(current_setting('doudi.region', true), '');
    sides integer;
    rest numeric;
BEGIN
    PERFORM set_config('doudi.region', left(NEW.region, 6), true);
    IF TG_TABLE_NAME = 'benefits_entry' THEN the_entry := NEW.id; ELSE the_entry := NEW.entry_id; END IF;
    SELECT count(*), coalesce(sum(amount_fen), 0) INTO sides, rest FROM benefits_posting WHERE entry_id = the_entry;
    PERFORM set_config('doudi.region', scope, true);
    IF sides < 2 OR rest <> 0 THEN
        RAISE EXCEPTION 'ledger entry % does not balance: % postings, % fen over', the_entry, sides, rest USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER benefits_entry_balances AFTER INSERT ON benefits_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION benefits_entry_balances();
CREATE CONSTRAINT TRIGGER benefits_posting_balances AFTER INSERT ON benefits_posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION benefits_entry_balances();
"""

LINE = """
CREATE FUNCTION benefits_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.run_id, NEW.award_id, NEW.household_id, NEW.kind, NEW.month, NEW.attempt, NEW.replaces_id, NEW.payee_id, NEW.account_id, NEW.amount_fen, NEW.region)
       IS DISTINCT FROM
       (OLD.run_id, OLD.award_id, OLD.household_id, OLD.kind, OLD.month, OLD.attempt, OLD.replaces_id, OLD.payee_id, OLD.account_id, OLD.amount_fen, OLD.region) THEN
        RAISE EXCEPTION 'pay line %: what a line says never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('due', 'held'), ('due', 'sent'), ('held', 'due'), ('held', 'reissued'), ('held', 'cancelled'),
        ('sent', 'paid'), ('sent', 'failed'), ('failed', 'reissued'), ('failed', 'cancelled')) THEN
        RAISE EXCEPTION 'pay line %: no way from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_line_stays BEFORE UPDATE ON benefits_payline FOR EACH ROW EXECUTE FUNCTION benefits_line_stays();
CREATE TRIGGER benefits_line_kept BEFORE DELETE ON benefits_payline FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER benefits_lines_kept BEFORE TRUNCATE ON benefits_payline FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""

ACCOUNTS = """
INSERT INTO benefits_ledgeraccount (code, title) VALUES
    ('fund', '救助资金专户'), ('bank', '代发银行在途'), ('payable', '应付救助金'), ('expense', '救助支出');
"""


class Migration(migrations.Migration):
    dependencies = [("benefits", "0001_initial"), ("base", "0002_ground_rules")]

    operations = [
        *[rls.scoped(f"benefits_{table}") for table in BY_REGION],
        rls.scoped("benefits_payrun", using=SHARED),
        *[rls.scoped(f"benefits_{table}", using=SHARED, check=rls.REGION_VISIBLE) for table in ("runsignature", "entry")],
        *[rls.append_only(f"benefits_{table}") for table in ("entry", "posting", "runsignature", "bankfile", "bankreturn")],
        migrations.RunSQL(
            BALANCE,
            "DROP TRIGGER benefits_entry_balances ON benefits_entry; DROP TRIGGER benefits_posting_balances ON benefits_posting; DROP FUNCTION benefits_entry_balances();",
        ),
        migrations.RunSQL(
            LINE,
            "DROP TRIGGER benefits_line_stays ON benefits_payline; DROP TRIGGER benefits_line_kept ON benefits_payline;"
            "DROP TRIGGER benefits_lines_kept ON benefits_payline; DROP FUNCTION benefits_line_stays();",
        ),
        migrations.RunSQL(ACCOUNTS, "DELETE FROM benefits_ledgeraccount"),
    ]
