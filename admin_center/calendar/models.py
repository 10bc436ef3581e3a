"""The workday calendar: the only place that says which day is a working day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarEdition(models.Model):
    """One edition of one year: a State Council notice, a change of it, or a projection."""

    class Status(models.TextChoices):
        OFFICIAL = "official", _("国务院通知")
        PROJECTED = "projected", _("推算（待通知）")

    year = models.SmallIntegerField(_("年份"))
    edition = models.SmallIntegerField(_("版次"), default=1)
    status = models.CharField(_("依据"), max_length=10, choices=Status)
    source = models.CharField(_("来源"), max_length=200)
    known_from = models.DateField(_("公布日期"))
    is_current = models.BooleanField(_("现行"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("工作日历")
        ordering = ["-year", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["year", "edition"], name="calendar_edition_once"),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(is_current=True),
                name="calendar_one_current_edition",
                violation_error_message=_("每年只能有一个现行版次。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.edition} {self.get_status_display()}"


class CalendarDay(models.Model):
    """One day of an edition; every day of the year has its row."""

    class Kind(models.TextChoices):
        WORKDAY = "workday", _("工作日")
        MAKEUP = "makeup", _("调休上班")
        WEEKEND = "weekend", _("周末")
        HOLIDAY = "holiday", _("节假日")

    edition = models.ForeignKey(CalendarEdition, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("日期"))
    is_workday = models.BooleanField(_("是否工作日"))
    kind = models.CharField(_("种类"), max_length=8, choices=Kind)
    name = models.CharField(_("节日"), max_length=40, blank=True, default="")
    name_en = models.CharField(_("节日英文"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("日历日")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "date"],
                name="calendar_day_once",
                violation_error_message=_("同一天不能写两次。"),
            ),
            models.CheckConstraint(
                condition=Q(is_workday=True, kind__in=["workday", "makeup"])
                | Q(is_workday=False, kind__in=["weekend", "holiday"]),
                name="calendar_kind_agrees",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"
