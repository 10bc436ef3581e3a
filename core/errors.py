"""Errors with a sentence for people."""


class PortalError(Exception):
    """Base of every error whose message may be shown to the person who acted."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class Refused(PortalError):
    """The act is not lawful now; the message says why and what can be done instead."""


class Conflict(PortalError):
    """Somebody else was faster; nothing was written."""


class Forbidden(PortalError):
    """The person may see the matter but does not hold the power for this act (403 at the door)."""
