"""Authenticated encryption of small values.

Layout of a sealed value: version (1 byte), algorithm (1), key id (2, big-endian), nonce (12),
ciphertext with a 16-byte tag. Header and context are authenticated, so a value moved to another
column or given another header does not open. Algorithm 1 is AES-256-GCM; 2 is kept for SM4-GCM.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag

from core.crypto.keys import ring

VERSION: Final = 1
AES_256_GCM: Final = 1
NONCE_BYTES: Final = 12
HEADER_BYTES: Final = 4
SHORTEST: Final = HEADER_BYTES + NONCE_BYTES + 16


class SealBroken(ValueError):
    """A sealed value cannot be opened: other key, other context, or altered bytes."""


def seal(plain: bytes, *, context: str) -> bytes:
    """Encrypt `plain` under the current key; `context` must be given again to open it."""
    keys = ring()
    header = bytes((VERSION, AES_256_GCM)) + keys.current.to_bytes(2, "big")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + keys.ciphers[keys.current].encrypt(nonce, plain, header + context.encode())


def open_sealed(blob: bytes, *, context: str) -> bytes:
    """Decrypt what `seal` made; SealBroken when it was not made here for this context."""
    key_id = sealed_under(blob)
    cipher = ring().ciphers.get(key_id)
    if cipher is None:
        raise SealBroken(f"{context}: key {key_id} is not in PORTAL_KEYS")
    header = blob[:HEADER_BYTES]
    nonce = blob[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    try:
        return cipher.decrypt(nonce, blob[HEADER_BYTES + NONCE_BYTES :], header + context.encode())
    except InvalidTag:
        raise SealBroken(f"{context}: the value was altered or belongs elsewhere") from None


def sealed_under(blob: bytes) -> int:
    """The id of the key that sealed `blob`; SealBroken when it is no sealed value."""
    if len(blob) < SHORTEST or blob[0] != VERSION or blob[1] != AES_256_GCM:
        raise SealBroken("not a sealed value of a known version and algorithm")
    return int.from_bytes(blob[2:HEADER_BYTES], "big")
