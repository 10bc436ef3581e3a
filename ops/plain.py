"""Failures told to a person: one sentence what is wrong, one how to mend it."""


class PlainError(Exception):
    """What is wrong (`args[0]`), how to mend it (`mend`), and the exit code of the command."""

    def __init__(self, what: str, mend: str = "", *, code: int = 1) -> None:
        super().__init__(what)
        self.mend = mend
        self.code = code

    def __str__(self) -> str:
        return f"{self.args[0]}\n  → {self.mend}" if self.mend else str(self.args[0])
