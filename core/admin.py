"""What the ground floor shows in the workbench; each room has its own module."""

from core.letters import admin as letters
from core.records import admin as records

__all__ = ["letters", "records"]
