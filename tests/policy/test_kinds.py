"""种类: the mistakes a rule's author makes are refused when the rules load, each with a sentence that says what to do."""

from datetime import date

import pytest

from doudi.policy import BadRule, Book, Figures, Parameter, band, count_of, first_of, household, named, person, rounded, supporter, total, when
from doudi.policy.parameters import Stretch

S = "57号 第七条"
ON = date(2026, 8, 1)


def figures():
    kinds = {"a.line": "money", "a.way": "text", "a.share": "number", "a.names": "words", "a.bands": "bands"}
    words = {"a.way": ("fen", "yuan_up"), "a.names": ("wage_12m",)}
    return Figures(
        {name: Parameter(name, kind, name, words=words.get(name, ()), stretches=(Stretch("", "", ON, date(2030, 1, 1), 1),)) for name, kind in kinds.items()}
    )


def opened(*rules):
    return Book(ON, rules, figures())


@person("工资", source=S)
def wage_each(wage_12m):
    """What each earns."""
    return wage_12m + 0


@person("计入", source=S)
def is_counted(lives_apart):
    """Who counts."""
    return ~lives_apart


@household("人数", source=S)
def people(is_counted):
    """How many count."""
    return count_of(is_counted)


def test_sound_rules_open():
    @household("补差", source=S)
    def gap(wage_each, is_counted, people, law):
        """A sound rule: exact until it is rounded."""
        return rounded(law.a.line * people - total(wage_each, where=is_counted) / 12, law.a.way)

    assert opened(wage_each, is_counted, people, gap).kind_of("gap") == "money"


MISTAKES = {}


def mistake(words, level=household):
    def keep(formula):
        formula.__doc__ = "A mistake."
        MISTAKES[formula.__name__] = (level("错", source=S)(formula), words)
        return formula

    return keep


@mistake("no fact or rule named `wag_12m`; did you mean `wage_12m`?", person)
def a_name_misspelt(wag_12m):
    return wag_12m


@mistake("no parameter named `a.lin`; did you mean `a.line`?", person)
def a_parameter_misspelt(wage_12m, law):
    return wage_12m + law.a.lin


@mistake("cannot add money `financial_assets` and number `people`")
def fen_added_to_people(financial_assets, people):
    return financial_assets + people


@mistake("belongs to each person: make the arithmetic a person rule, then total()")
def a_persons_value_used_without_total(wage_each, financial_assets):
    return wage_each + financial_assets


@mistake("belongs to each person")
def a_persons_value_after_a_households(wage_each, financial_assets):
    return financial_assets - wage_each


@mistake("needs the name of a claim about each member")
def where_with_arithmetic(wage_each, financial_assets):
    return total(wage_each, where=financial_assets > 0)


@mistake("is a fraction: round it once")
def an_unrounded_answer(financial_assets):
    return financial_assets / 12


@mistake("say when(), first_of(), &, | or ~")
def python_if(financial_assets, homes):
    return financial_assets if homes > 1 else 0


@mistake("say when(), first_of(), &, | or ~")
def python_and(financial_assets, homes):
    return financial_assets > 0 and homes > 1


@mistake("put each comparison in parentheses")
def parentheses_forgotten(financial_assets, law, homes):
    return financial_assets < law.a.line & homes > 1


@mistake("a sum of money belongs in parameters.yaml")
def money_written_in_code(financial_assets):
    return financial_assets < 101000


@mistake("the float 1.5 is not exact")
def a_float(financial_assets, law):
    return rounded(financial_assets * 1.5, law.a.way)


@mistake("// forgets a remainder")
def floor_division(financial_assets):
    return financial_assets // 12


@mistake("cannot divide money `financial_assets` by money `law.a.line`")
def money_divided_by_money(financial_assets, law):
    return financial_assets / law.a.line > 3


@mistake("cannot divide money `financial_assets` by 0")
def division_by_nothing(financial_assets, law):
    return rounded(financial_assets / 0, law.a.way)


@mistake('is never "vison"', person)
def a_word_misspelt(disability_kind):
    return disability_kind == "vison"


@mistake("cannot compare text `disability_kind` and number `2`", person)
def text_compared_with_a_number(disability_kind):
    return disability_kind == 2


@mistake("cannot choose between money `financial_assets` and yesno `True`")
def two_kinds_of_answer(financial_assets, homes):
    return when(homes > 1, financial_assets, True)


@mistake("whatever the facts are")
def an_answer_without_facts(homes):
    return True


@mistake("whatever the facts are")
def nothing_returned(homes):
    pass


@mistake("rounded() needs one of yuan_up, yuan_nearest, jiao_up, fen")
def an_unknown_way_of_rounding(financial_assets):
    return rounded(financial_assets / 12, "down")


@mistake('never names "wages"')
def a_word_no_list_names(law):
    return named(law.a.names, "wages")


@mistake("band() asks a parameter of bands")
def bands_of_something_else(financial_assets, law):
    return band(financial_assets, law.a.line)


@mistake("has no `amount`")
def a_field_of_a_value(financial_assets):
    return financial_assets.amount


@mistake("is not yes or no")
def a_branch_that_is_no_claim(financial_assets, homes):
    return first_of((homes, financial_assets), otherwise=0)


@mistake("cannot use `people` of a household", supporter)
def a_supporter_asks_a_household_rule(supporter_income_12m, people):
    return supporter_income_12m * people


@mistake("belongs to each person", supporter)
def a_supporter_reckons_with_a_members_value(supporter_income_12m, wage_each):
    return supporter_income_12m + wage_each


@mistake("belongs to each supporter", person)
def a_person_reckons_with_a_supporters_value(supporter_income_12m):
    return supporter_income_12m > 0


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_by_name(name):
    rule, words = MISTAKES[name]
    with pytest.raises(BadRule) as refusal:
        opened(wage_each, is_counted, people, rule)
    assert words in str(refusal.value)
    assert f"rule `{name}`" in str(refusal.value)


def test_rules_in_a_circle_are_refused():
    @household("甲", source=S)
    def one(two):
        """Needs two."""
        return two + 0

    @household("乙", source=S)
    def two(one):
        """Needs one."""
        return one + 0

    with pytest.raises(BadRule, match="one → two → one"):
        opened(one, two)


def test_a_rule_without_its_sentence_is_refused():
    @household("甲", source=S)
    def silent(homes):
        return homes + 0

    with pytest.raises(BadRule, match="a sentence that says what it means"):
        opened(silent)


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(BadRule, match="two rules have the same name: people"):
        opened(is_counted, people, people)


def test_a_rule_named_like_a_fact_is_refused():
    @household("套数", source=S)
    def homes(vehicles):
        """A fact's name."""
        return vehicles + 0

    with pytest.raises(BadRule, match="`homes` is a fact"):
        opened(homes)
