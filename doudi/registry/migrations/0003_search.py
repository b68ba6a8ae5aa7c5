"""检索: what people are found by, kept by the database itself beside every membership, whoever writes it."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from doudi.base import crypto, rls
from doudi.registry.names import COMPOUND, VARIANTS

BY = ("name", "given_name", "pinyin", "given_pinyin", "initials", "id_tail")
COLUMNS = "membership_id, region, town, name, given_name, pinyin, given_pinyin, initials, id_tail, phone_tail"
AFTER_THE_SURNAME = f"CASE WHEN left(p.name, 2) = ANY (string_to_array('{' '.join(COMPOUND)}', ' ')) THEN 2 ELSE 1 END"

# registry.names.plain in the database's own words.
PLAIN = f"""
CREATE FUNCTION registry_plain(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(translate(regexp_replace(normalize(name, NFKC), '[\\s•・‧∙･⋅.·]', '', 'g'), '{"".join(VARIANTS)}', '{"".join(VARIANTS.values())}'))
$$;
"""

SEARCHABLE = f"""
CREATE VIEW registry_searchable WITH (security_invoker = true) AS
SELECT m.id AS membership_id, m.region, left(m.region, 9) AS town, left(registry_plain(p.name), 40) AS name,
    left(registry_plain(substr(p.name, 1 + {AFTER_THE_SURNAME})), 40) AS given_name, replace(p.name_key, ' ', '') AS pinyin,
    array_to_string((string_to_array(p.name_key, ' '))[1 + {AFTER_THE_SURNAME} :], '') AS given_pinyin,
    left(regexp_replace(p.name_key, '(\\S)\\S*\\s*', '\\1', 'g'), 40) AS initials, p.id_tail, p.phone_tail, m.person_id
FROM registry_membership m JOIN registry_person p ON p.id = m.person_id WHERE m.until_on IS NULL;
"""

KEEP = f"""
INSERT INTO registry_searchentry ({COLUMNS}) SELECT {COLUMNS} FROM registry_searchable s WHERE {{which}}
ON CONFLICT (membership_id) DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in COLUMNS.split(', '))};
"""

# Whoever changes somebody's name or phone may see one of their homes alone; the entries of the others follow too, and the scope returns.
TRIGGERS = f"""
CREATE FUNCTION registry_keep_search_of_memberships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM registry_searchentry e USING changed c WHERE e.membership_id = c.id AND c.until_on IS NOT NULL;
    {KEEP.format(which="s.membership_id IN (SELECT id FROM changed)")}
    RETURN NULL;
END $$;
CREATE FUNCTION registry_keep_search_of_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('doudi.region', true), '');
BEGIN
    IF NOT EXISTS (SELECT FROM changed c JOIN before b USING (id)
                   WHERE (b.name, b.name_key, b.id_tail, b.phone_tail) IS DISTINCT FROM (c.name, c.name_key, c.id_tail, c.phone_tail)) THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('doudi.region', left(scope, 4), true);
    {KEEP.format(which="s.person_id IN (SELECT id FROM changed)")}
    PERFORM set_config('doudi.region', scope, true);
    RETURN NULL;
END $$;
CREATE TRIGGER search_of_new_memberships AFTER INSERT ON registry_membership REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_search_of_memberships();
CREATE TRIGGER search_of_changed_memberships AFTER UPDATE ON registry_membership REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_search_of_memberships();
CREATE TRIGGER search_of_changed_people AFTER UPDATE ON registry_person REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_search_of_people();
"""

UNDO = """
DROP TRIGGER search_of_changed_people ON registry_person;
DROP TRIGGER search_of_changed_memberships ON registry_membership;
DROP TRIGGER search_of_new_memberships ON registry_membership;
DROP FUNCTION registry_keep_search_of_people();
DROP FUNCTION registry_keep_search_of_memberships();
DROP VIEW registry_searchable;
DROP FUNCTION registry_plain(text);
"""


def fill(apps, schema_editor):
    """The tails of those registered before, then everybody's entries, with the whole city in sight."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('doudi.region', '37', true)")
        cursor.execute("SELECT id, id_sealed FROM registry_person")
        people = cursor.fetchall()
        tails = [crypto.open_text(sealed, purpose="id_number")[-4:] for _, sealed in people]
        marks = crypto.tail_marks(tails, purpose="id_tail")
        cursor.execute(
            "UPDATE registry_person p SET id_tail = t.mark FROM unnest(%s::bigint[], %s::bytea[]) AS t(id, mark) WHERE p.id = t.id",
            [[pk for pk, _ in people], marks],
        )
        cursor.execute(f"INSERT INTO registry_searchentry ({COLUMNS}) SELECT {COLUMNS} FROM registry_searchable ON CONFLICT DO NOTHING")
        cursor.execute("SELECT set_config('doudi.region', '', true)")


class Migration(migrations.Migration):
    """The entries and their indexes, the triggers that keep them, row-level security like the memberships', and what was there before."""

    dependencies: ClassVar = [("registry", "0002_row_security")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("membership", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="registry.membership")),
                ("region", models.CharField(max_length=12, verbose_name="区划")),
                ("town", models.CharField(db_collation="C", max_length=9, verbose_name="乡镇")),
                ("name", models.CharField(db_collation="C", max_length=40, verbose_name="姓名（通用写法）")),
                ("given_name", models.CharField(db_collation="C", max_length=40, verbose_name="名（通用写法）")),
                ("pinyin", models.CharField(db_collation="C", max_length=160, verbose_name="姓名全拼")),
                ("given_pinyin", models.CharField(db_collation="C", max_length=160, verbose_name="名全拼")),
                ("initials", models.CharField(db_collation="C", max_length=40, verbose_name="姓名首字母")),
                ("id_tail", models.BinaryField(max_length=8, null=True, verbose_name="身份证号末四位（索引）")),
                ("phone_tail", models.BinaryField(max_length=8, null=True, verbose_name="电话末四位（索引）")),
            ],
        ),
        migrations.RemoveIndex(model_name="person", name="person_name_key"),
        migrations.AddField(model_name="person", name="id_tail", field=models.BinaryField(max_length=8, null=True, verbose_name="身份证号末四位（索引）")),
        migrations.AddField(model_name="person", name="phone_tail", field=models.BinaryField(max_length=8, null=True, verbose_name="电话末四位（索引）")),
        *[migrations.AddIndex(model_name="searchentry", index=models.Index(fields=["town", by], name=f"found_by_{by}")) for by in BY],
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(condition=models.Q(("phone_tail__isnull", False)), fields=["town", "phone_tail"], name="found_by_phone_tail"),
        ),
        migrations.RunSQL(PLAIN + SEARCHABLE + TRIGGERS, UNDO),
        rls.scoped("registry_searchentry"),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
