"""What can be done with files that people hand in."""

from .check_file import check_stored
from .receive_file import forget, receive, receive_checked

__all__ = ["check_stored", "forget", "receive", "receive_checked"]
