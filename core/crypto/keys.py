"""The keys of the house, read from `settings.PORTAL_KEYS`.

Form: `1:<64 hex digits>,2:<64 hex digits>[,index:<64 hex digits>]`. The highest number encrypts, all
numbers decrypt. Blind indexes and query codes must outlive a rotation, so they come from the entry
`index` when there is one, otherwise from the lowest number: keep that key as long as rows live.
No secret is used directly; each use has its own key derived by HKDF-SHA256.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SECRET_BYTES = 32
HIGHEST_ID = 0xFFFF


def _derived(secret: bytes, use: str) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(), length=SECRET_BYTES, salt=b"yuhang portal v1", info=use.encode()
    ).derive(secret)


@dataclass(frozen=True)
class KeyRing:
    """All keys of one `PORTAL_KEYS` value; derived keys are made once."""

    secrets: dict[int, bytes] = field(repr=False)
    index_secret: bytes = field(repr=False)
    ciphers: dict[int, AESGCM] = field(repr=False)
    macs: dict[str, bytes] = field(repr=False)

    @property
    def current(self) -> int:
        """Id of the key that encrypts."""
        return max(self.secrets)

    def mac_key(self, use: str) -> bytes:
        """The HMAC key of one use, such as `blind index`."""
        if use not in self.macs:
            self.macs[use] = _derived(self.index_secret, use)
        return self.macs[use]


def _secret(text: str) -> bytes:
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        raise ImproperlyConfigured("PORTAL_KEYS: a key is not written in hex digits") from None
    if len(secret) != SECRET_BYTES:
        raise ImproperlyConfigured(f"PORTAL_KEYS: a key must have {SECRET_BYTES * 2} hex digits")
    return secret


@lru_cache(maxsize=8)
def parse(text: str) -> KeyRing:
    """The key ring written in `text`; ImproperlyConfigured names what is wrong, never the secret."""
    secrets: dict[int, bytes] = {}
    index: bytes | None = None
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, found, value = entry.partition(":")
        if not found:
            raise ImproperlyConfigured("PORTAL_KEYS: each entry is `number:hex`")
        if name == "index":
            index = _secret(value)
        elif name.isdecimal() and 1 <= int(name) <= HIGHEST_ID:
            if int(name) in secrets:
                raise ImproperlyConfigured(f"PORTAL_KEYS: key {int(name)} is given twice")
            secrets[int(name)] = _secret(value)
        else:
            raise ImproperlyConfigured(f"PORTAL_KEYS: key numbers run from 1 to {HIGHEST_ID}")
    if not secrets:
        raise ImproperlyConfigured("PORTAL_KEYS is empty: give at least one key as `1:<64 hex digits>`")
    ciphers = {key: AESGCM(_derived(secret, "seal AES-256-GCM")) for key, secret in secrets.items()}
    return KeyRing(secrets, index or secrets[min(secrets)], ciphers, {})


def ring() -> KeyRing:
    """The key ring of the present settings."""
    return parse(settings.PORTAL_KEYS)
