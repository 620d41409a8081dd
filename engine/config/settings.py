"""Django's settings, all derived from `environment`."""

# Every Django process rings the bell through the current app; processes without Django import none.
from engine.config import celery as celery
from engine.config.database import django_database
from engine.config.environment import ROOT, environment, parse_keys, refuse

ENV = environment()
PRODUCTION = ENV.mode == "production"

SECRET_KEY = ENV.secret_key
VAULT_KEYS = parse_keys(ENV.keys)
DEBUG = False
ALLOWED_HOSTS = list(ENV.allowed_hosts)
BASE_URL = ENV.base_url
ALLOWED_NETWORKS = ENV.allowed_networks
SERVICE_URLS = ENV.service_urls
OAUTH_APPS = ENV.oauth_apps

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
    "engine.catalog",
    "engine.connections",
    "engine.health",
    "engine.triggers",
    "engine.bundles",
    "engine.analytics",
    "engine.alerts",
    "engine.rehearsal",
    "engine.jobs",
    "engine.queue",
    "engine.intake",
]

MIDDLEWARE = [
    "engine.config.metrics.count_requests",
    "django.middleware.security.SecurityMiddleware",
    "engine.api.middleware.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "engine.api.middleware.SlashesDoNotMatter",
    "engine.api.middleware.CookiesAreText",
    "engine.api.middleware.TimeIsOfOneRequest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "engine.api.middleware.SignInReadsJson",
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

try:
    DATABASES = {"default": django_database(ENV.database_url)}
except ValueError as error:
    refuse([f"DATABASE_URL: {error}"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = ENV.redis_url
LEASE_S = ENV.lease_s
IN_FLIGHT = ENV.in_flight
IN_FLIGHT_PER_BUNDLE = ENV.in_flight_per_bundle
WORKER_PROCESSES = ENV.worker_processes
PAYLOAD_LIMIT_BYTES = ENV.payload_limit_bytes
RESEND_PER_SECOND = ENV.resend_per_second
JOURNAL_DAYS = ENV.journal_days
METRICS_TOKEN = ENV.metrics_token

# Counts sign-in attempts. In PostgreSQL, so that losing Valkey neither locks people out nor lets
# anybody guess passwords; nothing on a hot path uses it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_FAILURE_VIEW = "engine.api.doors.csrf_failed"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
SIGN_UP = ENV.sign_up
DEMO = ENV.demo
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{BASE_URL}/confirm-email/{{key}}",
    "account_reset_password": f"{BASE_URL}/reset-password",
    "account_reset_password_from_key": f"{BASE_URL}/reset-password/{{key}}",
    "account_signup": f"{BASE_URL}/sign-up",
}
ACCOUNT_ADAPTER = "engine.accounts.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Without a mail server nobody could ever confirm an address.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if ENV.mail.host else "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Svyazka: "
# Every other browser is signed out all the same: its session was made with the former password.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_ADAPTER = "engine.accounts.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Svyazka"
MFA_ALLOW_UNVERIFIED_EMAIL = not ENV.mail.host
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies

EMAIL_BACKEND = ENV.mail.backend
EMAIL_HOST = ENV.mail.host
EMAIL_PORT = ENV.mail.port
EMAIL_HOST_USER = ENV.mail.user
EMAIL_HOST_PASSWORD = ENV.mail.password
EMAIL_USE_TLS = ENV.mail.starttls
EMAIL_USE_SSL = ENV.mail.tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.email_from
# What the installation itself is signed in to: alerts by e-mail need no connection.
OWN_LOGINS = ENV.mail.as_login(ENV.email_from)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.is_https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if ENV.public_url else []
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Signing in at a service happens in a window of its own, which the page has to see closing.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin-allow-popups"
if ENV.is_https:
    # TLS ends at a proxy in front of us; probes and the proxy itself come by plain HTTP.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^health/", "^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
# Other hosts below ours belong to others: it is not for us to bind them to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
WORKSPACE_TIME_ZONE = ENV.time_zone

LANGUAGE_CODE = ENV.language
LANGUAGES = [("en", "English"), ("ru", "Русский")]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [("config", ROOT / "engine" / "config" / "static")]
# Only the page with the API's documentation needs them: they are served from where they are.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60 if PRODUCTION else 0
# The built dashboard: its files carry a hash of their content in their names, so they never change.
DASHBOARD = ROOT / "frontend" / "dist"
WHITENOISE_ROOT = DASHBOARD
WHITENOISE_IMMUTABLE_FILE_TEST = "^/assets/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "engine" / "config" / "templates"],
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
        "AlertChannelKind": "engine.alerts.models.Channel.Kind",
        "AlertEvent": "engine.alerts.models.Rule.Event",
        "BundleStatus": "engine.bundles.models.Bundle.Status",
        "ChosenOrigin": "engine.rehearsal.shapes.CHOSEN",
        "ConnectionStatus": "engine.connections.models.Connection.Status",
        "EntryKind": "engine.journal.models.Entry.Kind",
        "EntryStatus": "engine.journal.models.Entry.Status",
        "JournalMode": "engine.journal.modes.MODES",
        "ModeEnum": "engine.jobs.models.Job.Mode",
        "SampleOrigin": "engine.rehearsal.shapes.ORIGINS",
    },
}
