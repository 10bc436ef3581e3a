"""Checks by content: every hostile file is refused with its reason, every honest one passes."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.files.checks import KINDS, Problem, Reason, check_file, check_head
from core.files.checks.images import clean_jpeg, clean_png
from core.files.checks.names import LONGEST, clean_name, expected_kind
from tests.core.files import builders as b
from tests.core.files.corpus import HOSTILE

SLOWEST_SECONDS = 5.0
GOOD = {
    "pdf": ("材料.PDF", b.pdf(pages=3), "pdf"),
    "pdf with object streams": ("a.pdf", b.pdf(b.object_stream({50: b"<< /A 1 >>", 51: b"[1 2]"})), "pdf"),
    "pdf opening at a page": ("a.pdf", b.pdf(catalog=b"/OpenAction [100 0 R /Fit]"), "pdf"),
    "pdf opening by reference": (
        "a.pdf",
        b.pdf(b"[100 0 R /XYZ 0 0 0]", catalog=b"/OpenAction 10 0 R"),
        "pdf",
    ),
    "pdf going to a page": (
        "a.pdf",
        b.pdf(b"<< /S /GoTo /D [100 0 R /Fit] >>", catalog=b"/OpenAction 10 0 R"),
        "pdf",
    ),
    "pdf going to a page by an object stream": (
        "a.pdf",
        b.pdf(b.object_stream({60: b"<< /S /GoTo /D [100 0 R /Fit] >>"}), catalog=b"/OpenAction 60 0 R"),
        "pdf",
    ),
    "pdf with a link": ("a.pdf", b.pdf(b"<< /Subtype /Link /A << /S /URI /URI (http://x) >> >>"), "pdf"),
    "pdf that talks about scripts": ("a.pdf", b.pdf(b.stream(b"(JavaScript /JSX) Tj")), "pdf"),
    "pdf with random pixels": (
        "a.pdf",
        b.pdf(b"<< /Length 70000 >>\nstream\n%s\nendstream" % (bytes(range(256)) * 280)),
        "pdf",
    ),
    "jpg": ("照片.JPEG", b.jpeg(), "jpg"),
    "jpg with camera notes": ("IMG.jpg", b.jpeg(exif=b.camera_exif()), "jpg"),
    "jpg with a phone's trailer": ("IMG.jpg", b.jpeg() + b"SEFHe\0" * 40, "jpg"),
    "png": ("a.png", b.png(), "png"),
    "docx": ("合同.docx", b.package(b.DOCX), "docx"),
    "docx with a link": (
        "a.docx",
        b.package(
            {
                **b.DOCX,
                "word/_rels/document.xml.rels": b.relations(
                    b'<Relationship Type="http://x/hyperlink" Target="http://y" TargetMode="External"/>'
                ),
            }
        ),
        "docx",
    ),
    "docx with a table sheet inside": (
        "a.docx",
        b.package({**b.DOCX, "word/embeddings/Sheet1.xlsx": b"x"}),
        "docx",
    ),
    "xlsx": ("a.xlsx", b.package(b.XLSX), "xlsx"),
    "ofd": ("发票.ofd", b.package(b.OFD), "ofd"),
    "full-width ending": ("a.ｐｄｆ", b.pdf(), "pdf"),
}


def judge(folder: Path, name: str, data: bytes) -> tuple[str, str | None]:
    file = folder / "file"
    file.write_bytes(data)
    judged = check_file(file, name)
    return judged.kind, judged.reason


def test_the_corpus_is_large_enough() -> None:
    assert len(HOSTILE) >= 80


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_in_time(case: str, tmp_path: Path) -> None:
    name, data, reason = HOSTILE[case]
    started = time.process_time()
    assert judge(tmp_path, name, data)[1] == reason.sentence
    assert time.process_time() - started < SLOWEST_SECONDS


@pytest.mark.parametrize("case", GOOD)
def test_an_honest_file_passes(case: str, tmp_path: Path) -> None:
    name, data, kind = GOOD[case]
    assert judge(tmp_path, name, data) == (kind, None)


def test_pages_of_a_pdf_are_counted(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b.pdf(pages=12))
    assert check_file(tmp_path / "f").pages == 12


def test_every_reason_is_a_kind_sentence_without_codes() -> None:
    for reason in Reason:
        assert reason.sentence.endswith("。") and len(reason.sentence) <= 200
        assert "非法" not in reason.sentence


def test_memory_stays_small_on_bombs_and_large_files(tmp_path: Path) -> None:
    """In a process of its own, the largest honest file and the bombs together stay under 256 MB."""
    (tmp_path / "big.pdf").write_bytes(
        b.pdf(b"<< /Length 1 >>\nstream\n%s\nendstream" % (b"\x01\x02\x03" * 16_000_000))
    )
    (tmp_path / "bomb.pdf").write_bytes(HOSTILE["pdf bomb"][1])
    (tmp_path / "bomb.docx").write_bytes(HOSTILE["zip bomb"][1])
    (tmp_path / "big.jpg").write_bytes(b.jpeg()[:-2] + b"\x55" * 45_000_000 + b"\xff\xd9")
    script = (
        "import sys, pathlib, re; from core.files.checks import check_file\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()): check_file(path)\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) <= 256


def test_camera_notes_are_dropped_and_the_picture_stays_upright() -> None:
    original = b.jpeg(exif=b.camera_exif(6))
    cleaned = clean_jpeg(original)
    assert b"SecretPhone" in original and b"SecretPhone" not in cleaned
    before, after = Image.open(io.BytesIO(original)), Image.open(io.BytesIO(cleaned))
    assert dict(after.getexif()) == {0x0112: 6}
    assert before.tobytes() == after.tobytes()
    assert clean_jpeg(cleaned) == cleaned


def test_text_notes_of_a_png_are_dropped_and_its_pixels_stay() -> None:
    original = b.png()[:33] + b.chunk(b"tEXt", b"Author\0Zhang San") + b.png()[33:] + b"trailing"
    cleaned = clean_png(original)
    assert b"Zhang San" not in cleaned and cleaned == b.png()


def test_a_progressive_jpeg_keeps_all_its_scans() -> None:
    out = io.BytesIO()
    picture = Image.effect_noise((200, 200), 60)
    picture.save(out, "JPEG", progressive=True, quality=90)
    cleaned = clean_jpeg(out.getvalue())
    assert Image.open(io.BytesIO(cleaned)).tobytes() == Image.open(io.BytesIO(out.getvalue())).tobytes()


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\fakepath\\图纸.pdf", "图纸.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("  施工 \n 图.pdf ", "施工 图.pdf"),
        ("", "未命名"),
        ("...", "未命名"),
        ("x" * 400 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_name_is_kept_for_display_only(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_name_becomes_a_harmless_one(text: str) -> None:
    name = clean_name(text)
    assert name and "/" not in name and "\\" not in name and len(name) <= LONGEST and name.isprintable()
    assert expected_kind(text) in (*KINDS, "")


@settings(max_examples=300, deadline=5000)
@given(st.sampled_from([b.pdf(), b.png(), b.jpeg(), b.package(b.DOCX)]), st.data())
def test_damage_never_leads_to_anything_but_an_answer(good: bytes, data: st.DataObject) -> None:
    import tempfile  # noqa: PLC0415

    damaged = bytearray(good)
    for _change in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(damaged)))
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(damaged[:cut]))
        file.flush()
        judged = check_file(Path(file.name), "a.pdf")
    assert judged.reason is None or judged.reason.endswith("。")


def test_the_first_bytes_are_enough_to_turn_most_away() -> None:
    for case in ("windows program as pdf", "svg as png", "pdf called exe", "png called pdf"):
        name, data, reason = HOSTILE[case]
        with pytest.raises(Problem) as caught:
            check_head(data[:2048], name)
        assert caught.value.reason == reason
    check_head(b.package(b.OFD)[:100], "a.ofd")
