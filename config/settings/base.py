"""Settings shared by every way of running the portal; nothing here is secret."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import beat, logs
from config.settings import databases

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("PORTAL_DATA", BASE_DIR / ".portal")).resolve()

DEMO = False
DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
PORTAL_KEYS = os.environ.get("PORTAL_KEYS", "")
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h]
CSRF_TRUSTED_ORIGINS = [h for h in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if h]
# Own domain spelled out on certificates and in QR codes.
PORTAL_URL = os.environ.get("PORTAL_URL", f"http://127.0.0.1:{os.environ.get('PORTAL_PORT', '8000')}")

INSTALLED_APPS = [
    "config.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "csp",
    "core",
    "accounts",
    "admin_center",
    "approvals",
    "resources_exchange",
    "citizens_home",
]

MIDDLEWARE = [
    "core.web.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.web.middleware.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionRules",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.web.context.portal",
                "admin_center.halls.context.hall",
                "accounts.context.visitor",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": databases.default()} | databases.replica()
# Prepared statements per session; "0" behind a pooler in transaction mode.
PORTAL_PREPARE = os.environ.get("PORTAL_PREPARE", "1") == "1"
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_GET_INIT_ANONYMOUS_USER = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "citizens_home:my"
LOGOUT_REDIRECT_URL = "citizens_home:home"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("PORTAL_STATIC") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
PORTAL_FILE_MAX_BYTES = 50 * 1024 * 1024
# Virus scanner: tcp:host:port or unix:/path; empty: files are marked "not scanned".
PORTAL_CLAMD = os.environ.get("PORTAL_CLAMD", "")
# PEM with the key and certificate that seal documents; a demonstration makes its own.
PORTAL_SEAL_PEM = os.environ.get("PORTAL_SEAL_PEM", "")
PORTAL_SEAL_PASSWORD = os.environ.get("PORTAL_SEAL_PASSWORD", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "noreply@example.invalid")
PORTAL_SMS_BACKEND = "core.letters.channels.UnconfiguredSms"
PORTAL_SMS_URL = os.environ.get("PORTAL_SMS_URL", "")
PORTAL_SMS_TOKEN = os.environ.get("PORTAL_SMS_TOKEN", "")
# Keys with which the gateway signs delivery receipts, separated by commas; without one none is taken.
PORTAL_SMS_RECEIPT_KEYS = [k for k in os.environ.get("PORTAL_SMS_RECEIPT_KEYS", "").split(",") if k]

LOGGING = logs.configuration()
LOGGING_CONFIG = "logging.config.dictConfig"
CSRF_FAILURE_VIEW = "core.web.failures.csrf_failure"
# Peers whose X-Forwarded-For is believed; nobody by default.
PORTAL_TRUSTED_PROXIES = [a for a in os.environ.get("PORTAL_TRUSTED_PROXIES", "").split(",") if a]
# Lets a monitor elsewhere read /metrics; without it only this machine may.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 360
# The schedule file only remembers the last tick; losing it costs nothing.
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "run" / "beat-schedule")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE = beat.schedule()
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.PortalSchema",
    # The key first: its 401 says how to sign in.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJson"],
    "EXCEPTION_HANDLER": "core.api.problems.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": _("余杭区网上行政服务中心 API"),
    "DESCRIPTION": _("办事群众和部门系统共用的接口：与页面同样的服务、同样的规则、同样的留痕。"),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "CaseState": "approvals.enums.CaseState",
        "StepState": "approvals.enums.StepState",
        "StepKind": "approvals.enums.StepKind",
        "MaterialState": "approvals.enums.MaterialState",
        "DeliveryMode": "approvals.enums.DeliveryMode",
        "Outcome": "approvals.enums.Outcome",
        "DocumentState": "core.documents.models.DocumentState",
        "FileState": "core.files.models.FileState",
        "HeldState": "approvals.models.desk.HeldAct.State",
        "BarGround": "approvals.models.bars.Bar.Ground",
        "FieldType": "admin_center.registry.enums.FieldType",
    },
    "TAGS": [
        {"name": _("事项"), "description": _("办事指南，不用登录")},
        {"name": _("申请"), "description": _("草稿、材料、提交")},
        {"name": _("我的办件"), "description": _("进度、时限、补正、撤回、消息")},
        {"name": _("部门"), "description": _("队列、办件、每一个办理动作")},
        {"name": _("短信网关"), "description": _("短信网关报告每条短信的下落，用约定的密钥签名")},
    ],
}
