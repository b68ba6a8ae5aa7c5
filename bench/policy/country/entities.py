"""实体: persons, and the households they live in; everyone has the same role."""

from bench.policy.country.core import build_entity

Person = build_entity(key="person", plural="persons", label="One of a household.", is_person=True)
Household = build_entity(
    key="household",
    plural="households",
    label="Those who live together.",
    roles=[{"key": "member", "plural": "members", "label": "Members"}],
)
