"""The URL plan: Chinese at the root, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from core.web import health

API = [
    path("", include("citizens_home.api.urls")),
    path("", include("approvals.api.urls")),
    path("", include("core.letters.receipt_api")),
]
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("api/v1/", include((API, "api"))),
]
urlpatterns += i18n_patterns(
    path("accounts/", include("accounts.urls")),
    path("api/v1/", include("core.api.urls")),
    path("demo/", include("core.letters.urls")),
    path("verify/", include("core.documents.urls")),
    path("files/", include("core.files.urls")),
    path("", include("admin_center.urls")),
    path("", include("resources_exchange.urls")),
    path("", include("citizens_home.urls")),
    prefix_default_language=False,
)

handler400 = "core.web.failures.bad_request"
handler403 = "core.web.failures.forbidden"
handler404 = "core.web.failures.not_found"
handler500 = "core.web.failures.server_error"
