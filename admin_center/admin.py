"""The centre's rooms in the workbench; each room keeps its own pages."""

from admin_center.calendar import admin as calendar
from admin_center.halls import admin as halls
from admin_center.registry import admin as registry
from admin_center.supervision import admin as supervision

__all__ = ["calendar", "halls", "registry", "supervision"]
