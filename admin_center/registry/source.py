"""Reads a catalogue folder into plain values; says in a sentence what is wrong with a file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from core.errors import PortalError

SHIPPED = Path(__file__).resolve().parent / "catalogue"
MAX_FILE_BYTES = 5_000_000
# file → the keys it must have, each with the type of its value
FILES: dict[str, dict[str, type]] = {
    "organisations.yaml": {"tasks": list, "organisations": list},
    "sites.yaml": {"clusters": list, "sites": list},
    "fields.yaml": {"fields": dict, "questions": dict},
    "materials.yaml": {"materials": dict},
    "synonyms.yaml": {"synonyms": dict},
    "plausible/contacts.yaml": {"departments": list, "sites": list},
    "plausible/windows.yaml": {"item_groups": dict, "windows": list},
    "plausible/visits.yaml": {"visits": list},
    "plausible/opening_plans.yaml": {"plans": list},
    "plausible/samples.yaml": {"by_origin": dict, "by_key": dict},
    "plausible/faqs.yaml": {"faqs": list},
}


class CatalogueFaults(PortalError):
    """The folder cannot be loaded; `faults` lists every reason, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults), code="catalogue_faults")
        self.faults = faults


@dataclass
class Catalogue:
    """The whole folder as read, before any check of meaning."""

    organisations: list[Any] = field(default_factory=list)
    clusters: list[Any] = field(default_factory=list)
    sites: list[Any] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    questions: dict[str, Any] = field(default_factory=dict)
    materials: dict[str, Any] = field(default_factory=dict)
    synonyms: dict[str, Any] = field(default_factory=dict)
    department_contacts: list[Any] = field(default_factory=list)
    site_contacts: list[Any] = field(default_factory=list)
    item_groups: dict[str, Any] = field(default_factory=dict)
    windows: list[Any] = field(default_factory=list)
    visits: list[Any] = field(default_factory=list)
    plans: list[Any] = field(default_factory=list)
    samples_by_origin: dict[str, Any] = field(default_factory=dict)
    samples_by_key: dict[str, Any] = field(default_factory=dict)
    faqs: list[Any] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)  # each with "department" added


def read(folder: Path) -> Catalogue:
    """Read every file of the folder.

    Errors: CatalogueFaults when the folder or a file is missing, unreadable, not YAML, or lacks a key.
    """
    if not folder.is_dir():
        raise CatalogueFaults([f"找不到目录文件夹：{folder}。请检查路径。"])
    faults: list[str] = []
    parts = {name: _read_file(folder, name, keys, faults) for name, keys in FILES.items()}
    items = _read_items(folder, faults)
    if faults:
        raise CatalogueFaults(faults)
    contacts, windows = parts["plausible/contacts.yaml"], parts["plausible/windows.yaml"]
    samples = parts["plausible/samples.yaml"]
    return Catalogue(
        organisations=parts["organisations.yaml"]["organisations"],
        clusters=parts["sites.yaml"]["clusters"],
        sites=parts["sites.yaml"]["sites"],
        fields=parts["fields.yaml"]["fields"],
        questions=parts["fields.yaml"]["questions"],
        materials=parts["materials.yaml"]["materials"],
        synonyms=parts["synonyms.yaml"]["synonyms"],
        department_contacts=contacts["departments"],
        site_contacts=contacts["sites"],
        item_groups=windows["item_groups"],
        windows=windows["windows"],
        visits=parts["plausible/visits.yaml"]["visits"],
        plans=parts["plausible/opening_plans.yaml"]["plans"],
        samples_by_origin=samples["by_origin"],
        samples_by_key=samples["by_key"],
        faqs=parts["plausible/faqs.yaml"]["faqs"],
        items=items,
    )


def _read_items(folder: Path, faults: list[str]) -> list[Any]:
    found: list[Any] = []
    names = sorted(path.name for path in (folder / "items").glob("*.yaml"))
    if not names:
        faults.append(f"文件夹 {folder / 'items'} 里没有事项文件（*.yaml）。")
    for name in names:
        page = _read_file(folder, f"items/{name}", {"department": str, "items": list}, faults)
        for entry in page.get("items", []):
            if isinstance(entry, dict):
                found.append({**entry, "department": page["department"]})
            else:
                faults.append(f"items/{name}：每个事项应是“名称: 值”的一组，这里写的是“{entry}”。")
    return found


def _read_file(folder: Path, name: str, keys: dict[str, type], faults: list[str]) -> dict[str, Any]:
    path = folder / name
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            faults.append(f"{name}：文件超过 5 MB，不像是目录文件。")
            return {}
        page = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        faults.append(f"{name}：打不开（{error.strerror}）。")
        return {}
    except UnicodeDecodeError:
        faults.append(f"{name}：不是 UTF-8 文字文件。")
        return {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "某处"
        faults.append(f"{name}：{where}写法有误，不能按 YAML 读出。")
        return {}
    if not isinstance(page, dict):
        faults.append(f"{name}：应以“名称: 值”的形式书写。")
        return {}
    for key, kind in keys.items():
        if not isinstance(page.get(key), kind):
            faults.append(f"{name}：缺少“{key}”，或者它的写法不对。")
            page[key] = kind()
    return page
