"""A certificate that nobody trusts, for checks and tests that start a deployment; never for real papers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID


def throwaway_seal(
    key: Any = None, *, made: datetime | None = None, days: int = 90, password: bytes = b""
) -> bytes:
    """PEM of `key` (a fresh one) and its self-signed certificate, good for `days` from `made` (now)."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    made = made or datetime.now(UTC)  # noqa: TID251 no portal runs here
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away seal")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - timedelta(days=400))
        .not_valid_after(made + timedelta(days=days))
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    held: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    return held + certificate.public_bytes(serialization.Encoding.PEM)
