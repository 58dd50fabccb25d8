"""Settings. Everything a deployment changes is an environment variable, listed in docs/install.md."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import read_bindings, read_bool, read_int, read_list, read_or_create_secret, read_text

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(read_text("SHIRUBE_DATA", str(BASE_DIR / "var"))).resolve()

DEBUG = read_bool("SHIRUBE_DEBUG", False)
SECRET_KEY = read_or_create_secret("SHIRUBE_SECRET_KEY", DATA_DIR / "secret_key")
ALLOWED_HOSTS = read_list("SHIRUBE_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = read_list("SHIRUBE_ORIGINS", [])
HTTPS = read_bool("SHIRUBE_HTTPS", False)

INSTALLED_APPS = [
    "config",
    "handover",
    "reports",
    "adoption",
    "governance",
    "evaluations",
    "tco",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    },
]

# --- database: SQLite for one machine, PostgreSQL for a team
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
}
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)

# --- sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:organization_list"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
EMAIL_BACKEND = read_text("SHIRUBE_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

# --- transport and content security
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read_bool("SHIRUBE_PROXY", False) else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- language
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DOCUMENT_MAX_BYTES = read_int("SHIRUBE_DOCUMENT_MAX_MB", 100, minimum=1) * 2**20
# The largest bundle of a whole organisation that is let in.
BUNDLE_MAX_BYTES = read_int("SHIRUBE_BUNDLE_MAX_MB", 1024, minimum=1) * 2**20

# --- local models and model endpoints
WEIGHTS_CACHE = Path(read_text("SHIRUBE_WEIGHTS_CACHE", str(DATA_DIR / "weights")))
# Folders from which members may name a model of their own: no path outside them is ever opened.
MODEL_FOLDERS = [
    Path(one) for one in read_list("SHIRUBE_MODEL_FOLDERS", read_list("SHIRUBE_WEIGHTS_DIR", []))
]
# host:port pairs that workers may call; the operator decides, empty means none.
ALLOWED_ENDPOINTS = read_list("SHIRUBE_ENDPOINTS", [])
# Which key may be sent to which host:port: {variable: {host:port}}. A key without an entry is never sent.
API_KEY_HOSTS = read_bindings("SHIRUBE_API_KEY_HOSTS")

# --- queue: messages only wake workers, the rows in the database are the work
REDIS_URL = read_text("REDIS_URL", f"redis://127.0.0.1:{read_int('SHIRUBE_REDIS_PORT', 6399, minimum=1)}/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "parse"
CELERY_TASK_ROUTES = {
    "evaluations.tasks.drive_run": {"queue": "evaluate"},
    "evaluations.tasks.draft_questions": {"queue": "evaluate"},
    "evaluations.tasks.drive_judge": {"queue": "evaluate"},
    "evaluations.tasks.parse_document": {"queue": "parse"},
    "reports.tasks.*": {"queue": "report"},
    "handover.tasks.*": {"queue": "report"},
    "tco.tasks.*": {"queue": "report"},
    "config.tasks.*": {"queue": "parse"},
}
# Queues of the workers that own a GPU ("gpu0,gpu1"), the same for all processes; local weights are answered there.
GPU_QUEUES = read_list("SHIRUBE_GPU_QUEUES", [])
# The one of these that this worker reads; empty for every other process.
OWN_QUEUE = read_text("SHIRUBE_OWN_QUEUE", "")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "health_check_interval": 10,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    # A page that sends a message waits for no second try when Redis is away: the reconciler sends it.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
# A round that no worker had time for is dropped: the next one does the same.
CELERY_BEAT_SCHEDULE = {
    "reconcile": {"task": "config.tasks.reconcile", "schedule": 10.0, "options": {"expires": 300}}
}

# How long a worker owns an answer without saying that it lives.
LEASE_SECONDS = read_int("SHIRUBE_LEASE_SECONDS", 60, minimum=2)
DRIVER_SECONDS = read_int("SHIRUBE_DRIVER_SECONDS", 300, minimum=5)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": read_text("SHIRUBE_LOG_LEVEL", "INFO")},
    # One line per call of a model would bury everything else.
    "loggers": {"httpx2": {"level": "WARNING"}, "bm25s": {"level": "WARNING"}},
}
