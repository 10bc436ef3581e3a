"""Opaque names for things that stand in public URLs (128 random bits, never a sequence)."""

import secrets


def new_token() -> str:
    """22 characters of URL-safe base64, 128 bits."""
    return secrets.token_urlsafe(16)
