"""People, organisations, mandates, departments, staff and the rights their groups hold."""

from .departments import (
    Department,
    DepartmentGroupObjectPermission,
    DepartmentUserObjectPermission,
    StaffMembership,
)
from .parties import Mandate, Organisation, Person
from .tokens import ApiToken
from .users import User

__all__ = [
    "ApiToken",
    "Department",
    "DepartmentGroupObjectPermission",
    "DepartmentUserObjectPermission",
    "Mandate",
    "Organisation",
    "Person",
    "StaffMembership",
    "User",
]
