"""The staff workbench is Django admin under our own name."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class PortalAdminSite(admin.AdminSite):
    """Plain Django admin with our titles; templates live in templates/admin."""

    site_title = "网上行政服务中心"
    site_header = "网上行政服务中心"
    index_title = "工作台"
    enable_nav_sidebar = False


class PortalAdminConfig(AdminConfig):
    """Registers the site above as the default one."""

    default_site = "config.admin_site.PortalAdminSite"
