"""The centre's rooms in the workbench; each room keeps its own pages."""

from admin_center.calendar import admin as calendar

__all__ = ["calendar"]
