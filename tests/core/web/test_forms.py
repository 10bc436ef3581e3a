"""Forms in our markup: summary on top, error beside the box, boxes for dates and addresses."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.web.fields import AddressField, CheckedNumberField, DateField, NameField, PhoneField
from core.web.forms import PortalForm, RadioChoice


class Example(PortalForm):
    name = NameField(label="姓名")
    phone = PhoneField(label="手机", help_text="收短信用")
    born = DateField(label="出生日期", latest=date(2026, 11, 24))
    address = AddressField(label="地址", towns=[("tangqi", "塘栖镇")])
    way = forms.ChoiceField(
        label="领取方式", choices=[("post", "邮寄"), ("window", "窗口")], widget=RadioChoice
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="以上属实")


GOOD = (
    "name=欧阳·买买提&phone=１３８ 0000 0000&born_y=２０００&born_m=2&born_d=29"
    "&address_town=tangqi&address_community=&address_detail=人民路1号&way=post&agree=on"
)


def filled(text: str = GOOD, **changes: str) -> Example:
    data = QueryDict(text, mutable=True)
    for key, value in changes.items():
        data[key] = value
    return Example(data)


def test_good_answers_are_cleaned() -> None:
    form = filled()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "13800000000"
    assert form.cleaned_data["born"] == date(2000, 2, 29)
    assert form.cleaned_data["address"] == {"town": "tangqi", "community": "", "detail": "人民路1号"}


@pytest.mark.parametrize(
    ("changes", "message", "box"),
    [
        ({"born_d": ""}, "请填写出生日期的“日”。", "id_born_2"),
        ({"born_y": "", "born_m": ""}, "请填写出生日期的“年”、“月”。", "id_born_0"),
        ({"born_y": "99"}, "出生日期的年请写四位数字，例如 2026。", "id_born_0"),
        ({"born_m": "13"}, "出生日期的月请填 1 到 12。", "id_born_1"),
        ({"born_y": "2001"}, "2001年2月没有这一天，请核对出生日期。", "id_born_2"),
        ({"born_d": "三"}, "出生日期的年、月、日请只写数字，例如 2026 11 22。", "id_born_2"),
        ({"born_y": "2027"}, None, "id_born_2"),
        ({"phone": "12"}, "请输入 11 位手机号，或带区号的固定电话，例如 0571-0000-0300。", "id_phone"),
        ({"address_detail": ""}, "请写明地址的详细地址，例如路名和门牌号。", "id_address_2"),
        ({"way": ""}, None, "id_way_0"),
    ],
)
def test_message_says_how_to_mend_it_and_leads_to_the_box(
    changes: dict[str, str], message: str | None, box: str
) -> None:
    summary = filled(**changes).error_summary()
    assert len(summary) == 1
    assert summary[0]["id"] == box
    assert message is None or summary[0]["message"] == message


def test_summary_and_field_use_the_same_words_and_answers_are_kept() -> None:
    html = str(filled(born_d=""))
    assert html.count("请填写出生日期的“日”。") == 2
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert '<a href="#id_born_2">' in html
    assert 'value="２０００"' in html
    assert "欧阳·买买提" in html


def test_only_the_faulty_box_of_a_date_is_marked() -> None:
    html = str(filled(born_d=""))
    assert html.count('aria-invalid="true"') == 1
    assert 'id="id_born_2" aria-invalid="true"' in html or 'aria-invalid="true" id="id_born_2"' in html


def test_optional_is_said_and_no_asterisk_or_native_validation_appears() -> None:
    html = str(Example())
    assert html.count("（可不填）") == 1
    assert "*" not in html
    assert " required" not in html


def test_personal_fields_help_the_browser_fill_them() -> None:
    html = str(Example())
    assert 'autocomplete="name"' in html
    assert 'autocomplete="tel"' in html
    assert 'inputmode="tel"' in html
    assert html.count('inputmode="numeric"') == 3


def test_hint_and_error_describe_the_box() -> None:
    html = str(filled(phone="12"))
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html


def test_every_box_has_a_visible_label() -> None:
    html = str(Example())
    for box in (
        "id_born_0",
        "id_born_1",
        "id_born_2",
        "id_address_0",
        "id_address_1",
        "id_address_2",
        "id_name",
    ):
        assert f'<label for="{box}"' in html or f'for="{box}"' in html


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提", "㛃", "𠮷野", "欧" * 50])
def test_names_of_every_kind_are_accepted(name: str) -> None:
    assert filled(name=name).is_valid()


def test_a_name_longer_than_fifty_is_explained() -> None:
    form = filled(name="欧" * 51)
    assert form.errors["name"] == ["姓名最多 50 个字，请删去多余的内容。"]


def test_a_number_is_tidied_before_it_is_judged() -> None:
    field = CheckedNumberField(
        normal=lambda text: text.replace(" ", "").upper(),
        why_not=lambda text: None if text == "12X" else "请核对。",
    )
    assert field.clean(" 1 2x ") == "12X"
    with pytest.raises(forms.ValidationError, match="请核对"):
        field.clean("13")


@pytest.mark.django_db
def test_the_title_of_a_faulty_page_begins_with_the_word_for_wrong(rf: RequestFactory) -> None:
    request = rf.get("/")
    page = render_to_string("base.html", {"form": filled(born_d="")}, request)
    assert "<title>有误：" in page
