"""A certificate that nobody trusts, for checks and tests that start a deployment; never for real papers."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def throwaway_seal() -> bytes:
    """PEM of a fresh key and a self-signed certificate, good for ninety days."""
    key, made = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)  # noqa: TID251 no portal runs here
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away seal")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - timedelta(days=1))
        .not_valid_after(made + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    held = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return held + certificate.public_bytes(serialization.Encoding.PEM)
