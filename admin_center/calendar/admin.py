"""The workday calendar in the workbench: years and their editions, and the import of a notice."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from admin_center.calendar.festivals import LAST_YEAR
from admin_center.calendar.models import CalendarDay, CalendarEdition
from admin_center.calendar.notice_text import LONGEST, notice_data
from admin_center.calendar.permissions import can_import
from admin_center.calendar.services.import_notice import Change, import_notice, preview_notice
from core.errors import PortalError
from core.now import today
from core.web.admin_acts import ReadOnlyMixin
from core.web.fields import DateField
from core.web.forms import PortalForm

FIRST_IMPORTABLE = 2009


class NoticeForm(PortalForm):
    """A notice with its year, its name and its day of publication."""

    year = forms.IntegerField(label=_("年份"), min_value=FIRST_IMPORTABLE, max_value=LAST_YEAR)
    source = forms.CharField(
        label=_("通知名称"),
        max_length=200,
        help_text=_("例如：国务院办公厅关于2027年部分节假日安排的通知"),
    )
    known_from = DateField(label=_("公布日期"))
    text = forms.CharField(
        label=_("放假安排"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("每行一段，例如“放假 2027-02-05 至 2027-02-11 春节”“上班 2027-01-30 春节”。"),
    )
    file = forms.FileField(
        label=_("或者上传文件"),
        required=False,
        widget=forms.FileInput,
        help_text=_("同样内容的文本文件，或 YAML、JSON 文件，不超过 64 KB。"),
    )

    def clean(self) -> dict[str, Any]:
        """The text of the file takes the place of the box."""
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload:
            cleaned["text"] = _text_of(upload)
        if not (cleaned.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("请写入或上传放假安排。"))
        return cleaned


def _text_of(upload: Any) -> str:
    if upload.size > LONGEST:
        raise forms.ValidationError({"file": _("文件超过 64 KB，一年的放假安排不会这么大。")})
    try:
        text: str = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError({"file": _("文件不是 UTF-8 文本，请另存后再上传。")}) from None
    return text


@admin.register(CalendarEdition)
class CalendarEditionAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Editions are read here; the only way to add one is the import."""

    list_display = ("year", "edition", "status", "is_current", "known_from", "source")
    list_display_links = ("year",)
    list_filter = ("status", "is_current")
    list_per_page = 40
    ordering = ("-year", "-edition")
    actions = None
    fields = (
        "year",
        "edition",
        "status",
        "is_current",
        "source",
        "known_from",
        "days_off",
        "makeup_days",
        "workdays",
    )
    readonly_fields = ("days_off", "makeup_days", "workdays")
    change_list_template = "admin/admin_center/calendar_editions.html"

    def get_urls(self) -> list[URLPattern]:
        """The import has an address of its own."""
        door = self.admin_site.admin_view(self.import_view)
        return [path("import/", door, name="admin_center_calendar_import"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Django's list, with the button for those who may import."""
        return super().changelist_view(request, {"may_import": can_import(_officer(request))})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """First what would change, then the import; a refusal keeps what was typed."""
        by = _officer(request)
        if not can_import(by):
            raise PermissionDenied
        form = NoticeForm(request.POST or None, request.FILES or None, initial={"year": today().year + 1})
        changes: list[Change] = []
        if request.method == "POST" and form.is_valid():
            try:
                data = notice_data(form.cleaned_data["text"], year=form.cleaned_data["year"])
                if "import" in request.POST:
                    return self._import(request, by, form.cleaned_data, data)
                changes = preview_notice(data, year=form.cleaned_data["year"])
                form = NoticeForm(initial=form.cleaned_data | {"file": None})
            except PortalError as error:
                form.add_error("text", str(error))
        return render(
            request,
            "admin/admin_center/import_notice.html",
            {
                **self.admin_site.each_context(request),
                "title": _("导入放假安排"),
                "form": form,
                "changes": [_told(change) for change in changes],
                "opts": self.opts,
            },
        )

    def _import(
        self, request: HttpRequest, by: User, cleaned: dict[str, Any], data: Any
    ) -> HttpResponseRedirect:
        written = import_notice(
            by=by,
            data=data,
            year=cleaned["year"],
            source=cleaned["source"],
            known_from=cleaned["known_from"],
        )
        years = _("、").join(str(edition.year) for edition in written)
        messages.success(
            request,
            _("已导入 %(years)s 年的安排。在办事项的期限正在按新日历重新计算，有变动的会通知申请人。")
            % {"years": years},
        )
        return HttpResponseRedirect(reverse("admin:admin_center_calendaredition_changelist"))

    @admin.display(description=_("放假"))
    def days_off(self, edition: CalendarEdition) -> str:
        """Days off by name."""
        return _listed(edition.days.filter(kind=CalendarDay.Kind.HOLIDAY))

    @admin.display(description=_("调休上班"))
    def makeup_days(self, edition: CalendarEdition) -> str:
        """Weekend days that are worked."""
        return _listed(edition.days.filter(kind=CalendarDay.Kind.MAKEUP))

    @admin.display(description=_("全年工作日"))
    def workdays(self, edition: CalendarEdition) -> int:
        """How many days of the year are worked."""
        return edition.days.filter(is_workday=True).count()


def _officer(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _listed(days: QuerySet[CalendarDay]) -> str:
    rows = days.order_by("date").values_list("date", "name")
    return format_html_join(str(_("；")), "{} {}", ((_short(day), name) for day, name in rows)) or "—"


def _short(day: date) -> str:
    return date_format(day, str(_("n月j日")))


def _told(change: Change) -> dict[str, Any]:
    """A change in the words of the preview."""
    first = change.new.start
    rows = [
        {
            "day": day,
            "works": change.new.cumulative[day.toordinal() - first + 1]
            > change.new.cumulative[day.toordinal() - first],
            "name": change.new.makeups.get(day) or change.new.holidays.get(day) or "",
        }
        for day in change.days
    ]
    return {"year": change.new.year, "rows": rows, "is_news": change.is_news}
