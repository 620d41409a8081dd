"""Django's settings, all derived from `environment`."""

# Every Django process rings the bell through the current app; processes without Django import none.
from engine.config import celery as celery
from engine.config.database import django_database
from engine.config.environment import ROOT, environment, parse_keys

ENV = environment()
PRODUCTION = ENV.mode == "production"

SECRET_KEY = ENV.secret_key
VAULT_KEYS = parse_keys(ENV.keys)
DEBUG = False
ALLOWED_HOSTS = list(ENV.allowed_hosts)
BASE_URL = ENV.base_url
ALLOWED_NETWORKS = ENV.allowed_networks
SERVICE_URLS = ENV.service_urls

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "engine.accounts",
    "engine.journal",
    "engine.connections",
    "engine.bundles",
    "engine.queue",
    "engine.intake",
]

MIDDLEWARE = [
    "engine.config.metrics.count_requests",
    "django.middleware.security.SecurityMiddleware",
    "engine.api.middleware.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "engine.api.middleware.SlashesDoNotMatter",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "engine.config.urls"
ASGI_APPLICATION = "engine.config.asgi.application"
WSGI_APPLICATION = None
APPEND_SLASH = False

DATABASES = {"default": django_database(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = ENV.redis_url
LEASE_S = ENV.lease_s
IN_FLIGHT = ENV.in_flight
IN_FLIGHT_PER_BUNDLE = ENV.in_flight_per_bundle
WORKER_PROCESSES = ENV.worker_processes
PAYLOAD_LIMIT_BYTES = ENV.payload_limit_bytes
JOURNAL_DAYS = ENV.journal_days
JOURNAL_DAYS = ENV.journal_days
METRICS_TOKEN = ENV.metrics_token

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.redis_url}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_FAILURE_VIEW = "engine.api.doors.csrf_failed"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

SIGN_UP = ENV.sign_up
WORKSPACE_TIME_ZONE = ENV.time_zone

LANGUAGE_CODE = ENV.language
LANGUAGES = [("en", "English"), ("ru", "Русский")]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [("face", ROOT / "frontend" / "src" / "face")]
# Local runs serve the sources as they are; production serves hashed copies made by collectstatic.
STATIC_ROOT = ROOT / "staticfiles" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 60 if PRODUCTION else 0
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "frontend"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "engine.accounts.authentication.BearerToken",
        "engine.accounts.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["engine.accounts.authentication.SignedIn"],
    "DEFAULT_PARSER_CLASSES": ["engine.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "engine.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "engine.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Svyazka",
    "DESCRIPTION": "When something happens in one service, do something in another.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "EntryKind": "engine.journal.models.Entry.Kind",
        "EntryStatus": "engine.journal.models.Entry.Status",
    },
}
