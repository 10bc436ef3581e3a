"""The case kernel: read once, decide in pure Python, write once. The only writer of a case's state."""

from .changes import Changes
from .file import CaseFile
from .read import read_locked, read_many_locked, read_shown
from .write import write

__all__ = ["CaseFile", "Changes", "read_locked", "read_many_locked", "read_shown", "write"]
