"""Encryption at rest, blind indexes and derived codes."""

from core.crypto.blind import blind_index, code_matches, derive_code, normalise_code
from core.crypto.fields import EncryptedJSONField, EncryptedTextField
from core.crypto.sealed import SealBroken, open_sealed, seal, sealed_under

__all__ = [
    "EncryptedJSONField",
    "EncryptedTextField",
    "SealBroken",
    "blind_index",
    "code_matches",
    "derive_code",
    "normalise_code",
    "open_sealed",
    "seal",
    "sealed_under",
]
