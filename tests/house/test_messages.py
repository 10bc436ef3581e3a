"""Every string marked for translation has its English; a stale or incomplete catalogue fails the check."""

import gettext
import re
import shutil
from pathlib import Path

import polib
import pytest

from ops import check, messages
from ops.messages import Text

# Chinese sentence marks; the quotation marks of book titles stay around Chinese names of laws.
FULL_WIDTH = re.compile(r"[。，：；（）！？、　]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def marked() -> set[Text]:
    return messages.marked()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for end in (".po", ".mo"):
        shutil.copy(messages.CATALOGUE.with_suffix(end), tmp_path / f"django{end}")
    return tmp_path / "django.po"


def test_every_marked_string_has_its_english(marked: set[Text]) -> None:
    assert len(marked) > 2000
    assert messages.faults(marked) == []


def test_the_check_runs_this_gate() -> None:
    assert any("ops.messages" in command for _name, command, _extra in check._gates("postgres://x", "/tmp"))


def test_the_compiled_catalogue_loads_without_any_tool() -> None:
    with messages.CATALOGUE.with_suffix(".mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("首页") == "Home"
    assert [english.ngettext("%(n)d个问题", "%(n)d个问题", n) % {"n": n} for n in (1, 3)] == [
        "1 question",
        "3 questions",
    ]


def test_a_new_string_is_missed(marked: set[Text]) -> None:
    new = Text(None, "没有人翻译过的一句话", None)
    assert messages.faults(marked | {new}) == ["not in the catalogue: 没有人翻译过的一句话"]


def test_a_string_without_english_is_missed(marked: set[Text], copy: Path) -> None:
    _change(copy, "首页", "", compiled=True)
    assert messages.faults(marked, copy) == ["without English: 首页"]


def test_a_stale_compiled_catalogue_is_missed(marked: set[Text], copy: Path) -> None:
    _change(copy, "首页", "Front page", compiled=False)
    assert [said.split(":")[0] for said in messages.faults(marked, copy)] == [
        "django.mo is not made from django.po"
    ]


def test_a_lost_placeholder_is_missed(marked: set[Text], copy: Path) -> None:
    _change(copy, "请填写%(label)s", "Please fill in", compiled=True)
    assert messages.faults(marked, copy) == ["other placeholders than the source: 请填写%(label)s"]


def test_writing_adds_new_strings_and_drops_unused_ones(marked: set[Text], copy: Path) -> None:
    kept = next(one for one in marked if one.text == "首页")
    messages.write({kept, Text(None, "%(n)s 个新词", "%(n)s 个新词")}, copy)
    entries = {entry.msgid: entry for entry in polib.pofile(str(copy))}
    assert set(entries) == {"首页", "%(n)s 个新词"}
    assert entries["首页"].msgstr == "Home"
    assert entries["%(n)s 个新词"].flags == ["python-format"]


def test_python_strings_are_found_under_every_alias() -> None:
    source = """
from django.utils.translation import gettext as _, gettext_lazy as _lazy, ngettext, pgettext
_("一" "句")
_lazy("二")
ngettext("%d 件", "%d 件", 3)
pgettext("button", "受理")
_(name)
"""
    assert set(messages.in_python(source)) == {
        Text(None, "一句", None),
        Text(None, "二", None),
        Text(None, "%d 件", "%d 件"),
        Text("button", "受理", None),
    }


def test_template_strings_are_found_in_tags_blocks_and_filter_arguments() -> None:
    source = (
        "{% load i18n %}{% translate '首页' %}{{ day|date:_('n月j日') }}"
        "{% translate '开' context 'door' %}"
        "{% blocktranslate count n=rows|length %}{{ n }} 件{% plural %}{{ n }} 件{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  100% 网办\n{% endblocktranslate %}"
    )
    assert set(messages.in_template(source)) == {
        Text(None, "首页", None),
        Text(None, "n月j日", None),
        Text("door", "开", None),
        Text(None, "%(n)s 件", "%(n)s 件"),
        Text(None, "100%% 网办", None),
    }


def test_the_english_has_no_chinese_sentence_marks() -> None:
    assert [
        entry.msgid
        for entry in polib.pofile(str(messages.CATALOGUE))
        for english in messages._english(entry)
        if FULL_WIDTH.search(re.sub(r"“[^”]*”|《[^》]*》\S*", "", english)) and not CHINESE.fullmatch(english)
    ] == []


def _change(catalogue: Path, text: str, english: str, *, compiled: bool) -> None:
    entries = polib.pofile(str(catalogue))
    entries.find(text).msgstr = english
    entries.save(str(catalogue))
    if compiled:
        entries.save_as_mofile(str(catalogue.with_suffix(".mo")))
