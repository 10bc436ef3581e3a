"""Keyed one-way values: equality search on encrypted columns, and codes that can be reprinted."""

import hashlib
import hmac
import unicodedata

from core.crypto.keys import ring

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 10
GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def _normal(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).upper().split())


def _mac(use: str, purpose: str, value: str) -> bytes:
    message = purpose.encode() + b"\x00" + value.encode()
    return hmac.new(ring().mac_key(use), message, hashlib.sha256).digest()


def blind_index(value: str, *, purpose: str) -> str:
    """64 hex digits, equal for equal values whatever their width, case or spaces.

    `purpose` keeps columns apart: the same number gives another index elsewhere. Exact match only.
    """
    return _mac("blind index", purpose, _normal(value)).hex()


def derive_code(purpose: str, ref: str) -> str:
    """The query code of `ref`: 80 bits as XXXX-XXXX-XXXX-XXXX, the same at each call."""
    number = int.from_bytes(_mac("query code", purpose, ref)[:CODE_BYTES], "big")
    letters = "".join(CROCKFORD[(number >> shift) & 31] for shift in range(CODE_BYTES * 8 - 5, -1, -5))
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def normalise_code(text: str) -> str:
    """A typed code in its printed form: full width, case, separators and O/I/L are forgiven."""
    plain = _normal(text).translate(_READ_AS)
    letters = "".join(letter for letter in plain if letter in CROCKFORD)
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def code_matches(typed: str, *, purpose: str, ref: str) -> bool:
    """Whether `typed` is the code of `ref`, compared in constant time."""
    return hmac.compare_digest(normalise_code(typed).encode(), derive_code(purpose, ref).encode())
