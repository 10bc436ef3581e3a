from django.apps import AppConfig


class AdminCenterConfig(AppConfig):
    """The centre: sites, windows, item registry, calendar, clocks, supervision."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "admin_center"
    verbose_name = "行政服务中心"
