"""People, organisations, mandates, departments, staff and the rights their groups hold."""

from .departments import (
    Department,
    DepartmentGroupObjectPermission,
    DepartmentUserObjectPermission,
    StaffMembership,
)
from .parties import Mandate, Organisation, Person
from .users import User

__all__ = [
    "Department",
    "DepartmentGroupObjectPermission",
    "DepartmentUserObjectPermission",
    "Mandate",
    "Organisation",
    "Person",
    "StaffMembership",
    "User",
]
