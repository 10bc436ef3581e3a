"""Topics and the house's own wording of them, read from `words.yaml`."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from core.letters.models import Channel

# Every placeholder there is, with a value for previews and length checks.
SAMPLES: dict[str, str] = {
    "item": "建筑工程施工许可",
    "item_en": "Construction permit",
    "number": "YH-2026-118-00421",
    "date": "2026-11-24",
    "date_from": "2026-11-20",
    "count": "2",
    "days": "5",
    "office": "区建设局",
    "office_en": "Construction Bureau",
    "phone": "0571-0000-0300",
    "over": "1",
    "back": "2",
    "ground": "专家评审",
    "ground_en": "expert review",
    "law": "《中华人民共和国行政许可法》第七十八条",
    "law_en": "Administrative Licensing Law, art. 78",
}
# What no wording may leave out where the house's SMS says it.
_REQUIRED = frozenset({"number", "date", "count"})


@dataclass(frozen=True, slots=True)
class Wording:
    """One topic: title, portal text and SMS, Chinese and English."""

    topic: str
    zh: dict[str, str]
    en: dict[str, str]

    def of(self, channel: str, language: str) -> tuple[str, str]:
        """Title and text for a channel; e-mail says what the portal says."""
        words = self.en if language == "en" else self.zh
        return ("", words["sms"]) if channel == Channel.SMS else (words["title"], words["body"])

    @property
    def placeholders(self) -> frozenset[str]:
        """What may be written in braces."""
        return frozenset(SAMPLES)

    @property
    def required(self) -> frozenset[str]:
        """What every wording of this topic must say."""
        return frozenset(name for name in _REQUIRED if f"{{{name}}}" in self.zh["sms"])


def _read() -> dict[str, Wording]:
    rows = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {row["topic"]: Wording(**row) for row in rows}


BY_TOPIC: dict[str, Wording] = _read()
