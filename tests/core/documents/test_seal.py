"""The seal: valid to an independent tool, broken by any change, plainly a demonstration."""

import io
import stat
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from core.documents import contents, pdf, seal
from core.documents.checks import seal_is_configured
from core.documents.kinds import template_of
from core.documents.seal_image import seal_svg
from core.now import moved
from ops.throwaway_seal import throwaway_seal
from tests.core.documents.conftest import AGENCY, AT

VALUES = {
    "number": "余测〔2026〕1号",
    "agency": AGENCY,
    "issued_on": "2026-12-09",
    "case_number": "YH-2026-001-00001",
}


@pytest.fixture
def made() -> pdf.Rendered:
    return pdf.render(template_of("certificate"), contents.context("certificate", VALUES, "T" * 22))


@pytest.fixture
def signed(made: pdf.Rendered) -> bytes:
    return seal.sign(made.pdf, agency=AGENCY, place=made.seal, at=AT)


def pdfsig(data: bytes, folder: Path) -> str:
    """What poppler says; the certificate is made known to it by nobody, so only the signature is judged."""
    file = folder / "signed.pdf"
    file.write_bytes(data)
    return subprocess.run(["pdfsig", str(file)], capture_output=True, check=False).stdout.decode()


def _pem_of(key: Any, folder: Path, password: bytes = b"") -> str:
    """A certificate for `key` as an operator would configure it: key and certificate in one file."""
    file = folder / "seal.pem"
    file.write_bytes(throwaway_seal(key, made=AT, days=4000, password=password))
    return str(file)


def test_an_independent_tool_finds_the_signature_valid_and_the_whole_file_signed(
    signed: bytes, tmp_path: Path
) -> None:
    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "演示" in said
    assert "ETSI.CAdES.detached" in said


def test_the_signature_is_dated_at_the_act(signed: bytes) -> None:
    assert seal.check(signed).signed_at == AT


def test_our_own_check_agrees(signed: bytes) -> None:
    assert seal.check(signed).good


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_one_changed_byte_breaks_the_seal(signed: bytes, place: float, tmp_path: Path) -> None:
    at = int(len(signed) * place)
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert not seal.check(changed).good
    assert "Signature is Valid." not in pdfsig(changed, tmp_path)


def test_a_revision_added_after_sealing_is_noticed(signed: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(signed), incremental=True)
    writer.add_metadata({"/Title": "改过的标题"})
    out = io.BytesIO()
    writer.write(out)
    assert not seal.check(out.getvalue()).good


def test_an_unsealed_and_an_unreadable_file_are_simply_not_sealed(made: pdf.Rendered) -> None:
    assert not seal.check(made.pdf).sealed
    assert not seal.check(b"not a pdf").sealed


def test_a_seal_of_somebody_else_is_not_ours(
    made: pdf.Rendered, signed: bytes, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    other = seal.check(signed)
    assert other.sealed and not other.ours and not other.good


def test_the_key_is_made_once_and_readable_by_us_alone(signed: bytes) -> None:
    path = seal.certificate_path()
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    seal._make_demonstration_certificate(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)]
)
def test_a_configured_certificate_signs_by_its_own_kind_of_key(
    key: Any, made: pdf.Rendered, settings: Any, tmp_path: Path
) -> None:
    settings.PORTAL_SEAL_PEM = _pem_of(key, tmp_path)
    signed = seal.sign(made.pdf, agency=AGENCY, place=made.seal, at=AT)
    assert "Signature is Valid" in pdfsig(signed, tmp_path)
    assert seal.check(signed).good


def test_a_key_that_cannot_seal_is_refused_in_words(
    made: pdf.Rendered, settings: Any, tmp_path: Path
) -> None:
    settings.PORTAL_SEAL_PEM = _pem_of(ed25519.Ed25519PrivateKey.generate(), tmp_path)
    with pytest.raises(seal.NoSeal, match="RSA"):
        seal.sign(made.pdf, agency=AGENCY, place=None, at=AT)


def test_outside_a_demonstration_no_certificate_is_invented(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.DEMO = tmp_path, False
    with pytest.raises(seal.NoSeal):
        seal.sign(b"", agency=AGENCY, place=None, at=AT)
    assert not seal.certificate_path().exists()


def test_the_demonstrations_own_certificate_seals_nothing_in_a_deployment(
    signed: bytes, made: pdf.Rendered, settings: Any
) -> None:
    assert seal.certificate_path().exists()
    settings.DEMO = False
    with pytest.raises(seal.NoSeal):
        seal.sign(made.pdf, agency=AGENCY, place=made.seal, at=AT)


def test_the_visible_seal_is_vermilion_names_the_agency_and_says_demonstration(
    signed: bytes, tmp_path: Path
) -> None:
    drawing = seal_svg(AGENCY)
    assert "演示" in drawing and "行政审批专用章" in drawing
    assert all(f">{char}</text>" in drawing for char in AGENCY)
    # Drawn: the place of the seal is red where the unsigned page was not.
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    subprocess.run(["pdftoppm", "-r", "40", "-singlefile", str(file), str(tmp_path / "page")], check=True)
    pixels = (tmp_path / "page.ppm").read_bytes()[15:]
    red = sum(
        1
        for i in range(0, len(pixels) - 2, 3)
        if pixels[i] > 150 and pixels[i + 1] < 90 and pixels[i + 2] < 90
    )
    assert red > 200


@pytest.mark.parametrize("name", ["杭", "杭州市余杭区人民政府行政服务中心管理委员会办公室（演示）"])
def test_a_short_and_a_very_long_name_fit_the_ring(name: str) -> None:
    drawing = seal_svg(name)
    assert drawing.count("rotate(") == len(name)


def test_a_letter_is_sealed_over_its_date() -> None:
    letter = {**VALUES, "applicant": "张三", "reasons": ["不符合条件。"], "accepted_on": "2026-12-01"}
    made = pdf.render(template_of("refusal"), contents.context("refusal", letter))
    assert made.seal and made.seal.page == 0
    later = AT + timedelta(days=1)
    assert seal.check(seal.sign(made.pdf, agency=AGENCY, place=made.seal, at=later)).signed_at == later


def test_in_a_deployment_nothing_says_demonstration_and_the_seal_has_its_star(
    settings: Any, tmp_path: Path
) -> None:
    settings.DEMO = False
    settings.PORTAL_SEAL_PEM = _pem_of(ec.generate_private_key(ec.SECP256R1()), tmp_path)
    letter = {**VALUES, "applicant": "张三", "reasons": ["不符合条件。"], "accepted_on": "2026-12-01"}
    for kind, values in (("certificate", VALUES), ("refusal", letter)):
        made = pdf.render(template_of(kind), contents.context(kind, values, "T" * 22))
        signed = seal.sign(made.pdf, agency=AGENCY, place=made.seal, at=AT)
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(signed)).pages)
        assert "不具法律效力" not in text
        (field,) = pypdf.PdfReader(io.BytesIO(signed)).get_fields().values()
        assert "演示" not in str(field["/V"]["/Reason"]) + str(field["/V"]["/Name"])
    drawing = seal_svg(AGENCY, demonstration=False)
    assert "演示" not in drawing and drawing.count("L") == 9


def test_an_encrypted_key_needs_its_password(made: pdf.Rendered, settings: Any, tmp_path: Path) -> None:
    settings.PORTAL_SEAL_PEM = _pem_of(ec.generate_private_key(ec.SECP256R1()), tmp_path, b"open sesame")
    settings.PORTAL_SEAL_PASSWORD = "open sesame"
    assert seal.check(seal.sign(made.pdf, agency=AGENCY, place=None, at=AT)).good


def test_a_key_of_another_certificate_is_named(settings: Any, tmp_path: Path) -> None:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _each in range(2)]
    files = [Path(_pem_of(key, tmp_path)).read_text() for key in keys]
    mixed = tmp_path / "mixed.pem"
    mixed.write_text(
        files[0].split("-----BEGIN CERT")[0] + "-----BEGIN CERT" + files[1].split("-----BEGIN CERT")[1]
    )
    settings.PORTAL_SEAL_PEM = str(mixed)
    with pytest.raises(seal.NoSeal, match="不是一对"):
        seal.sign(b"", agency=AGENCY, place=None, at=AT)


class TestBeforeADeploymentStarts:
    """`check --deploy` says what the seal lacks."""

    def found(self, settings: Any, pem: str) -> list[str]:
        settings.DEMO, settings.PORTAL_SEAL_PEM = False, pem
        return [str(one.id) for one in seal_is_configured()]

    def test_a_good_one_needs_no_word(self, settings: Any, tmp_path: Path) -> None:
        assert self.found(settings, _pem_of(ec.generate_private_key(ec.SECP256R1()), tmp_path)) == []

    def test_none_at_all(self, settings: Any) -> None:
        assert self.found(settings, "") == ["core.W002"]

    @pytest.mark.parametrize("content", [None, b"", b"not a key"])
    def test_one_that_cannot_be_used(self, settings: Any, tmp_path: Path, content: bytes | None) -> None:
        file = tmp_path / "seal.pem"
        if content is not None:
            file.write_bytes(content)
        assert self.found(settings, str(file)) == ["core.E002"]

    def test_one_that_ends_soon(self, settings: Any, tmp_path: Path) -> None:
        pem = _pem_of(ec.generate_private_key(ec.SECP256R1()), tmp_path)
        with moved(AT + timedelta(days=3990)):
            assert self.found(settings, pem) == ["core.W003"]
