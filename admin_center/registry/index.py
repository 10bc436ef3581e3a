"""The words an item is found by: Chinese bigrams, pinyin syllables, initials. Pure; stored as columns."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
LATIN = re.compile(r"[a-z0-9]+")


def normalised(text: str) -> str:
    """Lower case, full-width forms folded to half width, no white space around."""
    folded = "".join(
        chr(ord(char) - 0xFEE0) if 0xFF01 <= ord(char) <= 0xFF5E else " " if char == "\u3000" else char
        for char in text
    )
    return folded.lower().strip()


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters, single characters of one-character runs, Latin words."""
    found: list[str] = []
    clean = normalised(text)
    for run in HAN.findall(clean):
        found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    found += LATIN.findall(clean)
    return found


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """Pinyin without tones of the Chinese characters of a text, in order."""
    return tuple(lazy_pinyin("".join(HAN.findall(text))))


def pinyin_of(text: str) -> str:
    """Full pinyin written together: 施工许可 → shigongxuke."""
    return "".join(syllables(text))


def initials_of(text: str) -> str:
    """First letters: 施工许可 → sgxk."""
    return "".join(lazy_pinyin("".join(HAN.findall(text)), style=Style.FIRST_LETTER))


def syllable_pairs(text: str) -> list[str]:
    """Overlapping pairs of syllables written together, so that a homophone typed by mistake still hits."""
    names = syllables(text)
    return [names[at] + names[at + 1] for at in range(len(names) - 1)]


def columns(name: str, words: Iterable[str], body: Iterable[str]) -> dict[str, str]:
    """The stored search columns of an item.

    name: its official name; words: everyday words; body: other texts (result, department, conditions).
    """
    heads = [name, *words]
    tokens: dict[str, None] = {}
    for text in [*heads, *body]:
        tokens.update(dict.fromkeys(bigrams(text)))
    for text in heads:
        tokens.update(dict.fromkeys(syllable_pairs(text)))
    return {
        "search_text": " ".join(tokens),
        "pinyin": " ".join(dict.fromkeys(pinyin_of(text) for text in heads)),
        "initials": " ".join(dict.fromkeys(initials_of(text) for text in heads)),
    }
