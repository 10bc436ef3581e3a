"""Background work on files (see services)."""
