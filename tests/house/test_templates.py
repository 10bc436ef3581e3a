"""Templates: none unused, none inline, none with a link to nowhere, no public word outside translation."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
APPS = ("core", "accounts", "admin_center", "approvals", "resources_exchange", "citizens_home", "config")
# Django, guardian and its admin look these up by name.
FOUND_BY_FRAMEWORK = re.compile(r"^(admin/|registration/|[45]\d\d\.html$|django/)")
# Rendered before a language is known, or fixed Chinese by law.
ONE_LANGUAGE = re.compile(r"^(documents/|errors/500\.html$|admin/)")
HAN = re.compile(r"[\u4e00-\u9fff]")


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def all_sources() -> str:
    texts = [path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py")]
    return "\n".join(texts + [source(name) for name in NAMES])


def test_every_template_is_used() -> None:
    text = all_sources()
    unused = [
        name
        for name in NAMES
        if not FOUND_BY_FRAMEWORK.match(name) and f'"{name}"' not in text and f"'{name}'" not in text
    ]
    # Names put together in code: the folder and the variable part are looked for.
    unused = [name for name in unused if f'"{name.rsplit("/", 1)[0]}/' not in text or "{" not in text]
    assert not unused


@pytest.mark.parametrize("name", NAMES)
def test_template_has_no_inline_style_or_script(name: str) -> None:
    text = source(name)
    assert not re.search(r"<[a-zA-Z][^>]*\s(style|on[a-z]+)\s*=", text)
    assert "javascript:" not in text
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", text)
    if not name.startswith("documents/"):
        assert "<style" not in text


@pytest.mark.parametrize("name", NAMES)
def test_template_has_no_link_to_nowhere(name: str) -> None:
    assert not re.search(r'href=(["\'])#?\1', source(name))


@pytest.mark.parametrize("name", [name for name in NAMES if not ONE_LANGUAGE.match(name)])
def test_public_words_go_through_translation(name: str) -> None:
    text = re.sub(
        r"\{%\s*(comment|blocktranslate|blocktrans)\b.*?%\}.*?\{%\s*end\1\s*%\}", "", source(name), flags=re.S
    )
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)
    text = re.sub(r'<a [^>]*lang="zh-Hans"[^>]*>中文</a>', "", text)
    assert not HAN.search(text), HAN.findall(text)
