"""Signing documents (PAdES) with the seal as the visible mark, and checking signatures.

The demonstration certificate is made by ourselves, once, and says 演示 in its name. It proves that a file
came from this portal unchanged; it is not a qualified electronic seal. A deployment brings its own in
PORTAL_SEAL_PEM, from a licensed authority (电子签名法 art. 16), and nothing then says 演示.
"""

import asyncio
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

from core.errors import PortalError
from core.now import now

from .pdf import SealPlace, picture_pdf
from .seal_image import DEFAULT_PURPOSE, RADIUS_MM, seal_svg

KEY_BITS = 3072
VALID_YEARS = 20
COMMON_NAME = "网上行政服务中心电子印章（演示）"
FIELD = "Seal"
_ROOM_BESIDE_CERTIFICATES = 4096
_MM = 72 / 25.4
_HALF = (RADIUS_MM + 0.5) * _MM


class NoSeal(PortalError):
    """This portal has no certificate to sign with."""


@dataclass(frozen=True)
class SealCheck:
    """What a signature says. `whole` means that nothing was added after sealing."""

    sealed: bool
    intact: bool = False
    whole: bool = False
    ours: bool = False
    signed_at: datetime | None = None

    @property
    def good(self) -> bool:
        """Sealed by this portal, unchanged, nothing added."""
        return self.sealed and self.intact and self.whole and self.ours


def sign(
    pdf: bytes, *, agency: str, place: SealPlace | None, at: datetime, purpose: str = DEFAULT_PURPOSE
) -> bytes:
    """`pdf` with the seal of `agency` at `place` (none: an invisible signature), dated `at`.

    Certified "no changes allowed": any later edit breaks it. Raises NoSeal outside a demonstration when no
    certificate is configured.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 heavy
    from pyhanko.sign import fields, signers  # noqa: PLC0415 heavy

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        name=f"{agency}（演示）" if settings.DEMO else agency,
        reason="演示印章，不具法律效力" if settings.DEMO else purpose,
        location="杭州市余杭区",
    )
    signer = signers.PdfSigner(
        meta,
        signer=_signer(),
        stamp_style=_stamp(agency, purpose) if place else None,
        new_field_spec=fields.SigFieldSpec(
            FIELD, on_page=place.page if place else 0, box=_box(place) if place else None
        ),
    )
    out = io.BytesIO()
    with _own_loop() as loop:
        loop.run_until_complete(_sign_at(signer, IncrementalPdfFileWriter(io.BytesIO(pdf)), out, at))
    return out.getvalue()


async def _sign_at(signer: Any, writer: Any, out: io.BytesIO, at: datetime) -> None:
    """pyHanko signs "now"; the house has its own now, so the session is given the act's instant."""
    open_session = signer.init_signing_session

    def dated_session(*args: Any, **kwargs: Any) -> Any:
        session = open_session(*args, **kwargs)
        session.system_time = at
        return session

    signer.init_signing_session = dated_session
    await signer.async_sign_pdf(writer, output=out, bytes_reserved=signer.signer.room)


def check(pdf: bytes) -> SealCheck:
    """Whether `pdf` carries our seal, unchanged. Unreadable files are simply not sealed."""
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 heavy
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 heavy
    from pyhanko.sign.validation import (  # noqa: PLC0415 heavy
        SignatureCoverageLevel,
        async_validate_pdf_signature,
    )
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415 heavy
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 heavy

    own = _signer().signing_cert
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return SealCheck(sealed=False)
        if signatures[0].signer_cert.sha256 != own.sha256:
            return SealCheck(sealed=True)
        with _own_loop() as loop:
            context = ValidationContext(trust_roots=[own])
            status = loop.run_until_complete(async_validate_pdf_signature(signatures[0], context))
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, OSError):
        return SealCheck(sealed=False)
    return SealCheck(
        sealed=True,
        intact=bool(status.intact and status.valid),
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE and len(signatures) == 1,
        ours=True,
        signed_at=status.signer_reported_dt,
    )


def _box(place: SealPlace) -> tuple[int, int, int, int]:
    x, y = place.x, place.y
    return (round(x - _HALF), round(y - _HALF), round(x + _HALF), round(y + _HALF))


@contextmanager
def _own_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """pyHanko is asynchronous inside; our callers are not."""
    loop = asyncio.new_event_loop()
    try:
        yield loop
    finally:
        loop.close()


@lru_cache(maxsize=64)
def _seal_pdf(agency: str, purpose: str, demonstration: bool) -> bytes:
    return picture_pdf(seal_svg(agency, purpose, demonstration=demonstration), side_mm=RADIUS_MM * 2)


def _stamp(agency: str, purpose: str) -> Any:
    from pyhanko.pdf_utils.content import PdfContent  # noqa: PLC0415 heavy
    from pyhanko.pdf_utils.layout import BoxConstraints  # noqa: PLC0415 heavy
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 heavy
    from pyhanko.stamp import StaticStampStyle  # noqa: PLC0415 heavy

    class Picture(PdfContent):  # type: ignore[misc]
        """The drawn seal, imported as vectors."""

        def render(self) -> bytes:
            page = PdfFileReader(io.BytesIO(_seal_pdf(agency, purpose, settings.DEMO)))
            self.resources.xobject["/Drawn"] = self._ensure_writer.import_page_as_xobject(page)
            self.box = BoxConstraints(width=RADIUS_MM * 2 * _MM, height=RADIUS_MM * 2 * _MM)
            return b"/Drawn Do"

    return StaticStampStyle(background=Picture(), border_width=0, background_opacity=1.0)


# ---- the certificate ----


def certificate_path() -> Path:
    """The PEM file with the private key and the certificate of the seal."""
    configured = getattr(settings, "PORTAL_SEAL_PEM", "")
    return Path(configured) if configured else Path(settings.DATA_DIR) / "keys" / "demo-seal.pem"


def valid_until() -> datetime:
    """When the certificate of the seal ends. Raises NoSeal, OSError or ValueError where it cannot be used."""
    ends: datetime = _signer().signing_cert.not_valid_after
    return ends


def _signer() -> Any:
    path = certificate_path()
    # The demonstration's own certificate, left in the folder, seals nothing once the demonstration is over.
    if not settings.DEMO and not (settings.PORTAL_SEAL_PEM and path.exists()):
        raise NoSeal("没有可用的电子印章证书，请在 PORTAL_SEAL_PEM 中指定。")
    if not path.exists():
        _make_demonstration_certificate(path)
    return _load_signer(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _load_signer(path: str, _changed: int) -> Any:
    from asn1crypto import x509 as asn1_x509  # noqa: PLC0415 comes with pyHanko
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 heavy

    pem = Path(path).read_bytes()
    password = settings.PORTAL_SEAL_PASSWORD.encode() or None
    key = serialization.load_pem_private_key(pem, password)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise NoSeal("电子印章证书的密钥必须是 RSA 或椭圆曲线密钥。")
    first, *others = x509.load_pem_x509_certificates(pem)
    if first.public_key() != key.public_key():
        raise NoSeal("电子印章的证书和密钥不是一对，证书链中本印章的证书要放在最前面。")
    ders = [c.public_bytes(serialization.Encoding.DER) for c in (first, *others)]
    held = [asn1_x509.Certificate.load(der) for der in ders]
    store = SimpleCertificateStore()
    store.register_multiple(held)
    # The signature stands in the file as hexadecimal digits, two a byte.
    room = 2 * (_ROOM_BESIDE_CERTIFICATES + sum(len(der) for der in ders))
    return _key_holder()(key, room=room, signing_cert=held[0], cert_registry=store)


@cache
def _key_holder() -> Any:
    from pyhanko.sign.signers import Signer  # noqa: PLC0415 heavy

    class KeyHolder(Signer):  # type: ignore[misc]
        """Signs with a key that was read once; pyHanko's own signer reads and proves it at every signature.

        `room` is what a signature takes at most, in digits: known, it need not be tried out on each file.
        """

        def __init__(self, key: Any, *, room: int, **certificates: Any) -> None:
            super().__init__(**certificates)
            self.key = key
            self.room = room

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            how = getattr(hashes, digest_algorithm.upper())()
            if isinstance(self.key, rsa.RSAPrivateKey):
                return bytes(self.key.sign(data, padding.PKCS1v15(), how))
            return bytes(self.key.sign(data, ec.ECDSA(how)))

    return KeyHolder


def _make_demonstration_certificate(path: Path) -> None:
    """Write key and certificate as one file, readable by us alone; the first writer wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_demonstration_pem())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _demonstration_pem() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "余杭区网上行政服务中心（演示）"),
            x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A demonstration also signs documents of its made-up past.
        .not_valid_before(made - timedelta(days=365 * 3))
        .not_valid_after(made + timedelta(days=365 * VALID_YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem_key = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem_key + certificate.public_bytes(serialization.Encoding.PEM)
