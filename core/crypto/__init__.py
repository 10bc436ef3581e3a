"""Encryption at rest, blind indexes and derived codes."""

from .blind import blind_index, code_matches, derive_code, normalise_code
from .fields import EncryptedJSONField, EncryptedTextField
from .sealed import SealBroken, open_sealed, seal, sealed_under

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
