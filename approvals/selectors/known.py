"""What the portal already knows of an applicant, by the source that a form field names (国令716 art. 7)."""

from typing import Any

from accounts.models import Organisation, Person, User
from accounts.rules.numbers import birth_date, is_male
from approvals.models import Draft


def known(user: User, draft: Draft) -> dict[str, Any]:
    """source → value, for the person and, where one acts for it, the organisation; none are empty."""
    person: Person | None = user.person
    organisation: Organisation | None = draft.organisation
    found: dict[str, Any] = {"applicant.is_organisation": "yes" if organisation else "no"}
    found["applicant.is_agent"] = "yes" if draft.mandate_id else "no"
    if person:
        found |= {
            "person.name": person.name,
            "person.id_number": person.id_number,
            "person.phone": person.phone,
            "person.email": person.email,
            "person.address": person.address,
            "applicant.name": person.name,
        }
        born = birth_date(person.id_number)
        if born:
            found["person.birth_date"] = born.isoformat()
            found["person.sex"] = "male" if is_male(person.id_number) else "female"
    if organisation:
        found |= {
            "organisation.name": organisation.name,
            "organisation.code": organisation.uscc or organisation.org_code,
            "organisation.legal_representative": organisation.legal_representative,
            "organisation.address": organisation.address,
            "applicant.name": organisation.name,
        }
    return {source: value for source, value in found.items() if value}
