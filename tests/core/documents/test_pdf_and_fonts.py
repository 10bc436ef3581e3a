"""The PDF: every character drawn, the same bytes each time, nothing from outside."""

import io
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pypdf
import pytest

from core.documents import contents, fonts, letters, pdf
from core.documents.kinds import DocumentKind, template_of
from core.errors import Refused

RARE_NAME = "峣㛃𠮷龘䶮·玥"
VALUES: dict[str, Any] = {
    "agency": "杭州市余杭区林业水利局",
    "number": "余林水许〔2026〕3号",
    "applicant": f"张{RARE_NAME}",
    "agent": "李四",
    "case_number": "YH-2026-034-00012",
    "item_name": "林木采伐许可",
    "issued_on": "2026-12-09",
    "received_on": "2026-11-30",
    "received_at": "2026-11-30T17:02:03+00:00",
    "withdrawn_at": "2026-12-01T02:02:03+00:00",
    "accepted_on": "2026-12-01",
    "answer_due_on": "2026-12-07",
    "decision_due_on": "2026-12-08",
    "due_on": "2026-12-20",
    "starts_on": "2026-12-02",
    "certificate_issued_on": "2026-10-01",
    "certificate_title": "林木采伐许可证",
    "certificate_number": "余林采〔2026〕00001号",
    "revoked_on": "2026-12-09",
    "query_code": "ABCD-EFGH-JKMN-PQRS",
    "legal_basis": "《中华人民共和国森林法》第五十六条",
    "materials": [
        {"name": "林木权属证书", "form": "电子"},
        {"name": "伐区调查设计", "form": "纸质", "note": "原件"},
    ],
    "items": [{"material": "伐区调查设计", "problem": "缺少图纸"}],
    "reasons": ["采伐地点在保护区内。", "材料前后不一致。"],
    "conditions": ["采伐后次年更新造林。"],
    "rows": [{"label": "采伐地点", "lines": ["径山镇", "四岭村"]}],
    "procedure": "现场核查",
    "remedies": "可以依法申请行政复议或者提起行政诉讼。",
    "delivered": ["林木采伐许可证"],
    "way": "窗口领取",
    "reason": "改期。",
}


def words_of(data: bytes) -> str:
    """All text of a PDF without spaces, as an outsider's tool reads it."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    # Some characters share an outline with a compatibility form; NFKC makes them equal again.
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", done.stdout.decode()))


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_kind_of_document_shows_title_number_and_a_name_with_rare_characters(
    kind: DocumentKind,
) -> None:
    values = (
        {**VALUES, "rows": [{"label": "持证人", "lines": [VALUES["applicant"]]}]}
        if kind == "certificate"
        else VALUES
    )
    text = words_of(letters.render_letter(kind, values, token="T" * 22))
    assert "余林水许〔2026〕3号" in text
    assert str(kind.label) in text or kind == "certificate"
    assert f"张{RARE_NAME}" in text or kind in ("termination", "delivery") and "受送达人" in text
    assert "None" not in text and "{{" not in text
    assert "演示" in text


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_no_template_depends_on_a_value_that_may_be_absent(kind: DocumentKind) -> None:
    bare = {
        key: VALUES[key] for key in ("agency", "number", "applicant", "case_number", "item_name", "issued_on")
    }
    text = words_of(letters.render_letter(kind, bare))
    assert "None" not in text


def test_the_same_values_give_the_same_bytes() -> None:
    assert letters.render_letter("receipt", VALUES) == letters.render_letter("receipt", VALUES)


def test_dates_and_times_are_written_the_chinese_way_in_shanghai_time() -> None:
    text = words_of(letters.render_letter("receipt", VALUES))
    assert "2026年12月1日01:02" in text
    assert "2026年12月9日" in text


def test_every_font_is_embedded_and_the_file_says_its_title_and_language() -> None:
    made = pdf.render(template_of("certificate"), contents.context("certificate", VALUES, "T" * 22))
    reader = pypdf.PdfReader(io.BytesIO(made.pdf))
    assert reader.metadata and reader.metadata.title == "证照 余林水许〔2026〕3号"
    assert reader.root_object["/Lang"].lower().startswith("zh")
    assert b"pdfaid" in reader.root_object["/Metadata"].get_data()
    listed = subprocess.run(
        ["pdffonts", "-"], input=made.pdf, capture_output=True, check=True
    ).stdout.decode()
    fonts_used = listed.splitlines()[2:]
    assert fonts_used and all("Portal" in line and " yes yes yes" in line for line in fonts_used)


def test_a_page_holds_a_usual_certificate_and_a_long_one_is_sealed_where_it_ends() -> None:
    short = pdf.render(template_of("certificate"), contents.context("certificate", VALUES, "T" * 22))
    rows = [{"label": f"第{n}项", "lines": ["内容一行", "内容二行"]} for n in range(40)]
    long = pdf.render(
        template_of("certificate"), contents.context("certificate", {**VALUES, "rows": rows}, "T" * 22)
    )
    assert (short.pages, short.seal and short.seal.page) == (1, 0)
    assert long.pages > 1
    assert long.seal and long.seal.page == long.pages - 1
    text = words_of(long.pdf)
    assert all(f"第{n}项" in text for n in range(40))
    assert f"第{long.pages}页共{long.pages}页" in text


def test_a_character_no_font_can_draw_is_named() -> None:
    assert fonts.missing_glyphs("张三" + RARE_NAME) == []
    assert fonts.missing_glyphs("张𪚥三𪚥\u202e\ue000") == ["𪚥", "\u202e", "\ue000"]


def test_an_act_is_refused_before_its_document_would_lose_a_character() -> None:
    with pytest.raises(Refused, match=r"𪚥（U\+2A6A5）") as caught:
        contents.require_drawable("certificate", {"rows": [{"label": "姓名", "lines": ["张𪚥"]}]})
    assert caught.value.code == "missing_glyphs"


def test_a_letter_nobody_may_hold_up_names_the_character_instead_of_printing_a_box() -> None:
    text = words_of(letters.render_letter("withdrawal", {**VALUES, "applicant": "张𪚥"}))
    assert "〓(U+2A6A5)" in text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x.png",
        "file:///etc/passwd",
        "portal:/img/../../manage.py",
        "portal:/css/tokens.css",
    ],
)
def test_a_document_never_reads_anything_but_our_own_pictures(url: str) -> None:
    with pytest.raises(pdf.Unfetchable):
        pdf._fetcher({}).fetch(url)


def test_markup_in_a_value_is_printed_not_obeyed() -> None:
    nasty = "<img src=file:///etc/passwd><script>1</script>"
    text = words_of(letters.render_letter("refusal", {**VALUES, "reasons": [nasty]}))
    assert "<imgsrc=file:///etc/passwd>" in text


def test_a_machine_without_fonts_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "_DIRS", (str(tmp_path),))
    fonts.faces.cache_clear()
    try:
        with pytest.raises(fonts.FontMissing, match="fonts-noto-cjk"):
            fonts.missing_glyphs("张")
    finally:
        fonts.faces.cache_clear()
