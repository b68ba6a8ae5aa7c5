"""留存申请书: the form is kept as the family signed it, whatever is found later."""

from collections.abc import Sequence

from doudi.casework.models import Application, ApplicationForm
from doudi.registry import actions as registry
from doudi.registry import queries as known


def keep_form(application: Application, declared: Sequence[registry.Declared]) -> ApplicationForm:
    """Who stood on the form and what they declared, in the transaction that accepts the application."""
    living = [one for one in known.members_of(application.household_id, application.accepted_on) if one.person.died_on is None]
    members = [
        {
            "person": one.person_id,
            "name": one.person.name,
            "relation": one.get_relation_display(),
            "sex": one.person.get_sex_display(),
            "born_on": one.person.born_on.isoformat(),
            "id_number": known.masked_id_number(one.person),
        }
        for one in sorted(living, key=lambda one: (one.relation != "head", one.relation != "spouse", one.person.born_on))
    ]
    facts = [{"person": one.person_id, "name": one.name, "amount": one.amount, "word": one.word} for one in declared]
    return ApplicationForm.objects.create(application=application, contents={"members": members, "facts": facts}, region=application.region)
