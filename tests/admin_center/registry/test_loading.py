"""The catalogue is loaded whole or not at all, twice is once, and an administrator's edit is never lost."""

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS

from accounts.models import Department
from admin_center.halls.models import Site, Window
from admin_center.management.commands.load_catalogue import load
from admin_center.registry.models import CatalogueRecord, ItemVersion, ServiceItem
from admin_center.registry.services.load_items import version_of
from admin_center.registry.source import SHIPPED, read
from core.now import now

pytestmark = pytest.mark.django_db


def run(folder: Path = SHIPPED) -> str:
    out = StringIO()
    call_command("load_catalogue", str(folder), stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "catalogue"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_catalogue_is_in_the_database() -> None:
    assert ServiceItem.objects.count() == 179
    assert Department.objects.count() == 49
    assert Site.objects.count() == 96
    assert not ServiceItem.objects.filter(live_version=None).exists()
    assert ItemVersion.objects.filter(edition=1).count() == 179
    assert not ServiceItem.objects.filter(search_vector=None).exists()
    permit = ServiceItem.objects.get(slug="construction-permit")
    assert permit.windows.filter(site__level="district").exists()
    assert Window.objects.get(site__slug="town-tangqi", slug="w01-social").items.exists()


def test_loading_again_changes_nothing_in_a_bounded_number_of_statements(
    django_assert_max_num_queries: Any,
) -> None:
    before = list(ItemVersion.objects.order_by("pk").values_list("pk", "digest"))
    with django_assert_max_num_queries(80):
        said = run()
    assert "新建 0 项，更新 0 项，发布事项版本 0 个" in said
    assert list(ItemVersion.objects.order_by("pk").values_list("pk", "digest")) == before


def test_an_empty_database_is_filled_in_a_bounded_number_of_statements(
    django_assert_max_num_queries: Any,
) -> None:
    ServiceItem.objects.update(live_version=None)
    Window.items.through.objects.all().delete()
    for model in (Window, ItemVersion, ServiceItem, CatalogueRecord):
        model.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
    Site.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
    with django_assert_max_num_queries(400):
        run()
    assert ServiceItem.objects.count() == 179
    assert Window.items.through.objects.filter(serviceitem__slug="catering-permit").count() > 20


def test_only_the_changed_item_gets_a_new_edition(folder: Path) -> None:
    change(folder, "items/food-drug.yaml", "布局", "合理布局")
    run(folder)
    editions = ItemVersion.objects.filter(edition=2).values_list("item__slug", flat=True)
    assert list(editions) == ["catering-permit"]
    item = ServiceItem.objects.get(slug="catering-permit")
    assert item.live_version is not None and item.live_version.edition == 2
    assert item.versions.get(edition=1).content != item.live_version.content


def test_a_version_published_by_an_administrator_stays_live(folder: Path) -> None:
    item = ServiceItem.objects.get(slug="catering-permit")
    assert item.live_version is not None
    own = version_of(item, item.live_version.content, "f" * 64, edition=2, at=now(), origin="admin")
    own.save()
    item.live_version = own
    item.save()
    assert "保留" not in run(), "the catalogue did not change: nothing to report"
    change(folder, "items/food-drug.yaml", "布局", "合理布局")
    said = run(folder)
    assert "事项 catering-permit：现行版本由管理员发布" in said
    assert ServiceItem.objects.get(slug="catering-permit").live_version_id == own.pk


def test_a_telephone_corrected_by_an_administrator_stays(folder: Path) -> None:
    Department.objects.filter(slug="construction").update(phone="0571-0000-7777")
    run()
    assert Department.objects.get(slug="construction").phone == "0571-0000-7777"
    change(folder, "plausible/contacts.yaml", "0571-0000-1007", "0571-0000-1999")
    said = run(folder)
    assert "部门 construction：管理员改过" in said
    assert Department.objects.get(slug="construction").phone == "0571-0000-7777"


def test_a_catalogue_telephone_nobody_edited_is_updated(folder: Path) -> None:
    change(folder, "plausible/contacts.yaml", "0571-0000-1007", "0571-0000-1999")
    run(folder)
    assert Department.objects.get(slug="construction").phone == "0571-0000-1999"


def test_words_added_by_an_administrator_survive_a_load() -> None:
    item = ServiceItem.objects.get(slug="catering-permit")
    item.synonyms = [*item.synonyms, "开面馆"]
    item.save()
    run()
    assert "开面馆" in ServiceItem.objects.get(slug="catering-permit").synonyms


def test_a_stale_index_is_mended_by_the_next_load() -> None:
    ServiceItem.objects.filter(slug="catering-permit").update(search_text="", pinyin="", search_vector=None)
    run()
    item = ServiceItem.objects.get(slug="catering-permit")
    assert "开饭" in item.search_text and item.search_vector


def test_a_window_that_handles_something_new_is_updated(folder: Path) -> None:
    path = folder / "plausible/windows.yaml"
    page = yaml.safe_load(path.read_text(encoding="utf-8"))
    window = next(row for row in page["windows"] if row["slug"].endswith("presale"))
    window["items"].append("tender-filing")
    path.write_text(yaml.safe_dump(page, allow_unicode=True), encoding="utf-8")
    run(folder)
    row = Window.objects.get(site__slug="district-service-centre", slug=window["slug"])
    assert set(row.items.values_list("slug", flat=True)) == {"presale-permit", "tender-filing"}


@pytest.mark.parametrize("broken", ["[", "items: 3", "%", "items:\n- *nothing\n"])
def test_a_malformed_file_writes_nothing(folder: Path, broken: str) -> None:
    change(folder, "items/food-drug.yaml", "布局", "合理布局")
    (folder / "items/salt.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        run(folder)
    assert "items/salt.yaml" in str(caught.value)
    assert "什么都没有写入" in str(caught.value)
    assert not ItemVersion.objects.filter(edition=2).exists()


def test_a_missing_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="找不到目录文件夹"):
        run(tmp_path / "nowhere")


def test_a_failure_in_the_middle_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(folder, "items/food-drug.yaml", "布局", "合理布局")
    monkeypatch.setattr("admin_center.management.commands.load_catalogue.load_windows", _fails)
    with pytest.raises(RuntimeError):
        load(read(folder))
    assert not ItemVersion.objects.filter(edition=2).exists()


def _fails(*_args: object, **_options: object) -> None:
    raise RuntimeError("the connection went away")
