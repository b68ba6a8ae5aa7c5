"""备案、交接、第二人: filings that only the county lifts, work handed over, and what was held in Python alone is held by the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# Whom a case named as relatives before there were filings keeps one; their owner must see the rows for this, and does not afterwards.
FILED_BEFORE = """
ALTER TABLE casework_application NO FORCE ROW LEVEL SECURITY;
INSERT INTO casework_filing (application_id, source, words, by_id, "on", lifted_because, region)
    SELECT id, 'declared', staff_relative_words, accepted_by_id, accepted_on, '', region FROM casework_application WHERE staff_relative ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE casework_application FORCE ROW LEVEL SECURITY;
"""
FILED_STAYS_FILED = """
CREATE FUNCTION casework_filed_stays_filed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM casework_filing WHERE application_id = NEW.id AND lifted_on IS NULL) THEN
        RAISE EXCEPTION 'application %: filed_stays_filed', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_filed_stays_filed BEFORE UPDATE OF staff_relative ON casework_application
    FOR EACH ROW WHEN (OLD.staff_relative AND NOT NEW.staff_relative) EXECUTE FUNCTION casework_filed_stays_filed();
CREATE FUNCTION casework_filing_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lifted_on IS NOT NULL OR (OLD.application_id, OLD.source, OLD.words, OLD.by_id, OLD."on", OLD.region)
        IS DISTINCT FROM (NEW.application_id, NEW.source, NEW.words, NEW.by_id, NEW."on", NEW.region) THEN
        RAISE EXCEPTION 'filing %: filing_is_written_once', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_filing_is_written_once BEFORE UPDATE ON casework_filing FOR EACH ROW EXECUTE FUNCTION casework_filing_is_written_once();
CREATE TRIGGER casework_filing_kept BEFORE DELETE ON casework_filing FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
"""
ASKED_ONCE = """
CREATE FUNCTION casework_asked_is_told_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.settled <> '' OR (OLD.application_id, OLD.code, OLD.title, OLD.list_no, OLD.because, OLD.told_by_id, OLD.told_on, OLD.region)
        IS DISTINCT FROM (NEW.application_id, NEW.code, NEW.title, NEW.list_no, NEW.because, NEW.told_by_id, NEW.told_on, NEW.region) THEN
        RAISE EXCEPTION 'asked %: asked_is_told_once', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_asked_is_told_once BEFORE UPDATE ON casework_asked FOR EACH ROW EXECUTE FUNCTION casework_asked_is_told_once();
CREATE TRIGGER casework_asked_kept BEFORE DELETE ON casework_asked FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
"""
# Who made the case, or looked into it for the township, is never the second person of its decision.
SECOND_MADE_NOTHING = """
CREATE FUNCTION casework_second_made_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM casework_application a WHERE a.id = NEW.application_id AND NEW.second_id IN (a.accepted_by_id, a.opinion_by_id))
        OR EXISTS (SELECT FROM casework_investigator w JOIN casework_investigation i ON i.id = w.investigation_id
            WHERE i.application_id = NEW.application_id AND i.manner <> 'county' AND w.officer_id = NEW.second_id)
        OR EXISTS (SELECT FROM casework_change c WHERE c.id = NEW.change_id AND NEW.second_id IN (c.opened_by_id, c.heard_by_id)) THEN
        RAISE EXCEPTION 'decision: second_made_nothing' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_second_made_nothing BEFORE INSERT ON casework_decision
    FOR EACH ROW WHEN (NEW.second_id IS NOT NULL) EXECUTE FUNCTION casework_second_made_nothing();
"""
# What was decided before there was a second person stays as it is.
TWO_DECIDE_CHANGES = """
ALTER TABLE casework_decision ADD CONSTRAINT two_people_change_against_the_rules
    CHECK (application_id IS NOT NULL OR NOT against_rules OR (second_id IS NOT NULL AND second_id <> decided_by_id)) NOT VALID
"""
# Who joins a family while its case runs is of that case, unless another open one has them; who leaves it is free to apply elsewhere.
FOLLOWS_THE_FAMILY = """
CREATE FUNCTION casework_party_joins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO casework_party (application_id, person_id, is_open, region)
        SELECT DISTINCT a.id, m.person_id, true, a.region FROM fresh m JOIN casework_application a USING (household_id)
        WHERE a.state NOT IN ('decided', 'withdrawn', 'ended') AND m.until_on IS NULL
        AND NOT EXISTS (SELECT FROM casework_party p WHERE p.application_id = a.id AND p.person_id = m.person_id AND p.is_open)
        ORDER BY 1, 2 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER casework_party_joins AFTER INSERT ON registry_membership
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION casework_party_joins();
CREATE FUNCTION casework_party_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE casework_party p SET is_open = false FROM fresh m JOIN before b ON b.id = m.id JOIN casework_application a ON a.household_id = m.household_id
        WHERE b.until_on IS NULL AND m.until_on IS NOT NULL AND p.application_id = a.id AND p.person_id = m.person_id AND p.is_open;
    RETURN NULL;
END $$;
CREATE TRIGGER casework_party_leaves AFTER UPDATE ON registry_membership
    REFERENCING OLD TABLE AS before NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION casework_party_leaves();
"""



class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0015_one_case_of_a_person'),
        ('registry', '0004_strangers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('declared', '家庭申报'), ('register', '经办人员名册比对'), ('found', '办理中发现')], max_length=8, verbose_name='来源')),
                ('words', models.TextField(verbose_name='近亲属情况')),
                ('on', models.DateField(verbose_name='备案日期')),
                ('lifted_on', models.DateField(null=True, verbose_name='撤销日期')),
                ('lifted_because', models.TextField(blank=True, verbose_name='撤销的理由')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='casework.application', verbose_name='申请')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
            ],
            options={
                'ordering': ['-on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='filing_says_who'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_because', ''), ('lifted_by', None), ('lifted_on', None)), models.Q(('lifted_by__isnull', False), ('lifted_on__isnull', False), models.Q(('lifted_because', ''), _negated=True)), _connector='OR'), name='filing_lifted_by_somebody_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.TextField(verbose_name='原因')),
                ('items', models.JSONField(verbose_name='清单')),
                ('on', models.DateField(verbose_name='移交日期')),
                ('answer', models.CharField(blank=True, choices=[('taken', '已接收'), ('declined', '未接收')], max_length=8, verbose_name='答复')),
                ('answered_on', models.DateField(null=True, verbose_name='答复日期')),
                ('answer_words', models.TextField(blank=True, verbose_name='说明')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='移交人')),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接收人')),
            ],
            options={
                'ordering': ['-on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('giver', models.F('taker')), _negated=True), models.Q(('because', ''), _negated=True)), name='handed_over_to_another_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_on', None)), models.Q(('answered_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='hand_over_answered_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'declined'), _negated=True), models.Q(('answer_words', ''), _negated=True), _connector='OR'), name='declined_for_a_reason'), models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('giver',), name='one_open_hand_over_of_an_officer')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('query', models.CharField(max_length=200, verbose_name='条件')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('officer', 'name'), name='one_filter_of_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('query', ''), _negated=True)), name='filter_has_name_and_terms')],
            },
        ),
        migrations.RunSQL(FILED_BEFORE, migrations.RunSQL.noop),  # before its own rows come under the scope
        rls.scoped("casework_filing"),
        rls.scoped("casework_handover"),
        rls.scoped("casework_savedfilter", using=rls.OWN_OR_SYSTEM),
        migrations.RunSQL(
            FILED_STAYS_FILED,
            "DROP TRIGGER casework_filed_stays_filed ON casework_application; DROP FUNCTION casework_filed_stays_filed();"
            "DROP TRIGGER casework_filing_kept ON casework_filing; DROP TRIGGER casework_filing_is_written_once ON casework_filing;"
            "DROP FUNCTION casework_filing_is_written_once();",
        ),
        migrations.RunSQL(
            ASKED_ONCE,
            "DROP TRIGGER casework_asked_kept ON casework_asked; DROP TRIGGER casework_asked_is_told_once ON casework_asked;"
            "DROP FUNCTION casework_asked_is_told_once();",
        ),
        migrations.RunSQL(SECOND_MADE_NOTHING, "DROP TRIGGER casework_second_made_nothing ON casework_decision; DROP FUNCTION casework_second_made_nothing();"),
        migrations.RunSQL(TWO_DECIDE_CHANGES, "ALTER TABLE casework_decision DROP CONSTRAINT two_people_change_against_the_rules"),
        migrations.RunSQL(
            FOLLOWS_THE_FAMILY,
            "DROP TRIGGER casework_party_joins ON registry_membership; DROP FUNCTION casework_party_joins();"
            "DROP TRIGGER casework_party_leaves ON registry_membership; DROP FUNCTION casework_party_leaves();",
        ),
    ]
