"""From the short form of the files to the whole content of an item version. Checked input only."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from admin_center.registry.enums import Channel
from admin_center.registry.rules.settle_topics import settle
from admin_center.registry.source import Catalogue

FORM_PREFIX = "form__"
DEFAULT_ACCEPT = ("pdf", "jpg", "png")
MAX_MB = 50
COPIED = (
    "slug",
    "number",
    "name_zh",
    "name_en",
    "department",
    "kind",
    "audience",
    "online_level",
    "channels",
    "accept_levels",
    "identity_level",
    "intake",
    "delivery_days",
    "supplement_days",
    "immediate",
    "one_person_allowed",
    "needs_second_person",
    "silence_rule",
    "pause_grounds",
    "legal_basis",
    "fee",
    "conditions",
    "eligibility",
    "steps",
    "result",
)


def digest_of(value: Any) -> str:
    """SHA-256 of a value in one fixed JSON form, as hex."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Expander:
    """Turns items into version contents; looks the shared files up once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.fields = catalogue.fields
        self.questions = catalogue.questions
        self.materials = catalogue.materials
        self.samples_by_key = catalogue.samples_by_key
        self.samples_by_origin = catalogue.samples_by_origin
        self.faqs = catalogue.faqs
        self.visits = {row["slug"]: row for row in catalogue.visits}
        self.plans = {row["slug"]: row for row in catalogue.plans}

    def content(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The whole guide of one item: every text, every field and every material written out."""
        visits = self.visits[item["slug"]]
        return {
            **{key: item[key] for key in COPIED},
            **item["limits"],
            "materials": [self._material(entry) for entry in item["materials"]],
            "form_fields": self._fields(item),
            "visits": visits["visits"],
            "visit_reason_zh": visits["reason_zh"],
            "visit_reason_en": visits["reason_en"],
            "opening_plan": self._plan(item),
            "faqs": [self._faq(entry) for entry in self.faqs if faq_applies(entry, item)],
            "note": item.get("note", ""),
            **({"lapse_basis": item["lapse_basis"]} if item.get("lapse_basis") else {}),
        }

    def _plan(self, item: Mapping[str, Any]) -> dict[str, Any] | None:
        if Channel.ONLINE in item["channels"]:
            return None
        plan = self.plans[item["slug"]]
        return {"target_level": plan["target_level"], "due_on": str(plan["due_on"]), "owner": plan["owner"]}

    def _faq(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {key: entry[key] for key in ("question_zh", "answer_zh", "question_en", "answer_en")}

    def _fields(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        own = [
            {"key": entry["key"], "required": entry.get("required", True), **self.fields[entry["key"]]}
            | ({"prefill": entry["prefill"]} if "prefill" in entry else {})
            for entry in item["form_fields"]
        ]
        asked = [{"key": key, "required": True, **self.questions[key]} for key in item["questions"]]
        return settle(own + asked)

    def _material(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        key = entry["key"]
        if key.startswith(FORM_PREFIX):
            shared: Mapping[str, Any] = {
                "name_zh": entry["name_zh"],
                "name_en": entry["name_en"],
                "issued_by": "申请人填写（窗口领取或网上下载）",
                "origin": "applicant",
                "electronic_ok": True,
            }
            sample = self.samples_by_origin["form"]
        else:
            shared = self.materials[key]
            sample = self.samples_by_key.get(key) or self.samples_by_origin[shared["origin"]]
        return {
            "key": key,
            "name_zh": shared["name_zh"],
            "name_en": shared["name_en"],
            "issued_by": shared["issued_by"],
            "origin": shared["origin"],
            "electronic_ok": shared["electronic_ok"],
            "accept": list(shared.get("accept", DEFAULT_ACCEPT)),
            "max_mb": MAX_MB,
            "original": entry["original"],
            "copies": entry["copies"],
            "verify_original": entry["verify_original"],
            "filled_online": entry.get("filled_online", False),
            "needed": "conditional" if "when" in entry else "always",
            "condition": entry.get("condition_zh"),
            "when": entry.get("when"),
            "result_of": shared.get("result_of"),
            "sample_zh": sample,
        }


def faq_applies(entry: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether a question of the FAQ file belongs on an item's page: every given mark must match."""
    marks = entry.get("for", {})
    if "slugs" in marks and item["slug"] not in marks["slugs"]:
        return False
    return all(item.get(mark) in wanted for mark, wanted in marks.items() if mark != "slugs")
