"""The calendar in the workbench: read by its keepers, imported in two steps, kept from everybody else."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services.offices import SYSTEM
from admin_center.calendar.models import CalendarEdition
from admin_center.calendar.notice_text import notice_data
from admin_center.calendar.services.load_calendar import load_calendar
from core.errors import Refused
from core.now import moved
from tests.admin_center.clocks.making import noon

pytestmark = pytest.mark.django_db
IMPORT = "admin:admin_center_calendar_import"
LIST = "admin:admin_center_calendaredition_changelist"

LINES = """放假 2027-01-01 至 2027-01-03 元旦
放假 2027-02-05 至 2027-02-11 春节

放假 2027-04-03 至 2027-04-05 清明节
放假 2027-05-01 至 2027-05-05 劳动节
放假 2027-06-09 端午节
放假 2027-09-15 中秋节
放假 2027-10-01 到 2027-10-07 国庆节
上班 2027-01-30 春节
上班 2027-02-20 春节
"""


@pytest.fixture
def browser() -> Client:
    load_calendar()
    user = User.objects.create_user("keeper", "x", kind="staff", is_staff=True)
    user.groups.add(Group.objects.get(name=SYSTEM))
    client = Client()
    client.force_login(user)
    return client


def sent(**changes: object) -> dict[str, object]:
    form = {
        "year": "2027",
        "source": "国务院办公厅关于2027年部分节假日安排的通知",
        "known_from_y": "2026",
        "known_from_m": "11",
        "known_from_d": "4",
        "text": LINES,
    }
    return form | changes


def post(browser: Client, **fields: object):
    with moved(noon(date(2026, 11, 20))):
        return browser.post(reverse(IMPORT), sent(**fields))


def test_the_list_shows_editions_and_the_way_to_the_import(browser: Client) -> None:
    page = browser.get(reverse(LIST))
    assert page.status_code == 200
    text = page.content.decode()
    assert "2027" in text and reverse(IMPORT) in text and "暂定" in text


def test_an_edition_is_shown_with_its_days_and_cannot_be_changed(browser: Client) -> None:
    edition = CalendarEdition.objects.get(year=2026)
    page = browser.get(reverse("admin:admin_center_calendaredition_change", args=[edition.pk]))
    assert page.status_code == 200
    assert "2月14日 春节" in page.content.decode()
    for way in ("change", "delete"):
        where = reverse(f"admin:admin_center_calendaredition_{way}", args=[edition.pk])
        assert browser.post(where, {"year": 1, "post": "yes"}).status_code == 403


def test_a_notice_is_checked_first_and_imported_second(browser: Client) -> None:
    page = post(browser, preview="1")
    text = page.content.decode()
    assert page.status_code == 200 and "确认导入" in text
    assert "2月9日" in text and "1月30日" in text
    assert CalendarEdition.objects.filter(year=2027).count() == 1
    done = post(browser, **{"import": "1"})
    assert done.status_code == 302 and done["Location"] == reverse(LIST)
    assert CalendarEdition.objects.get(year=2027, is_current=True).status == "official"


def test_an_uploaded_file_takes_the_place_of_the_box(browser: Client) -> None:
    page = post(browser, preview="1", text="", file=SimpleUploadedFile("n.txt", LINES.encode("utf-8-sig")))
    assert "确认导入" in page.content.decode() and "上班 2027-01-30 春节" in page.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": LINES + "放假 2027-02-05 春节"}, "写了两次"),
        ({"text": LINES.replace("放假 2027-06-09 端午节\n", "")}, "缺少 2027-06-09"),
        ({"text": LINES + "开会 2027-06-10 端午节"}, "第 11 行看不懂"),
        ({"text": LINES + "放假 2027-06-31 端午节"}, "第 11 行看不懂"),
        ({"text": LINES + "放假 2027-06-20 至 2027-06-10 端午节"}, "第 11 行看不懂"),
        ({"text": ""}, "请写入或上传放假安排"),
        ({"text": "year: [1, 2"}, "格式不对"),
        ({"text": "{" * 5000}, "格式不对"),
        ({"year": "1990"}, "2009"),
        ({"year": "x"}, "整数"),
        ({"source": ""}, "通知名称"),
        ({"known_from_m": "13"}, "公布日期"),
        ({"file": SimpleUploadedFile("n.txt", b"\xff\xfe\x00")}, "UTF-8"),
        ({"file": SimpleUploadedFile("n.txt", b"x" * 70_000)}, "64 KB"),
    ],
)
def test_a_faulty_form_comes_back_with_the_reason_and_what_was_typed(
    browser: Client, change: dict, words: str
) -> None:
    page = post(browser, **({"import": "1"} | change))
    text = page.content.decode()
    assert page.status_code == 200 and words in text
    assert "国务院办公厅关于2027年" in text or "source" in change
    assert CalendarEdition.objects.filter(year=2027).count() == 1


def test_yaml_and_json_say_the_same_as_lines() -> None:
    plain = notice_data("放假 2027-01-01 元旦\n上班 2027-01-30 春节", year=2027)
    json = """{"year": 2027, "holidays": [{"date": "2027-01-01", "name_zh": "元旦"}],
               "makeup_workdays": [{"date": "2027-01-30", "for_zh": "春节"}]}"""
    yaml = """
- year: 2027
  holidays:
  - date: '2027-01-01'
    name_zh: 元旦
  makeup_workdays:
  - {date: '2027-01-30', for_zh: 春节}
"""
    assert notice_data(json, year=2027) == notice_data(yaml, year=2027) == plain


def test_an_overlong_text_is_refused() -> None:
    with pytest.raises(Refused, match="太长"):
        notice_data("放" * 70_000, year=2027)


def test_colleagues_without_the_right_get_403_and_citizens_find_nothing(browser: Client) -> None:
    colleague = Client()
    colleague.force_login(User.objects.create_user("colleague", "x", kind="staff", is_staff=True))
    for name in (IMPORT, LIST):
        assert colleague.get(reverse(name)).status_code == 403
    citizen = Client()
    citizen.force_login(User.objects.create_user("citizen", "x"))
    for name in (IMPORT, LIST):
        assert citizen.get(reverse(name)).status_code in (302, 404)
    assert Client().get(reverse(IMPORT)).status_code == 302
