"""Django's settings. Everything that differs between installations comes from `environment`."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kontaktpunkt.config import navigation
from kontaktpunkt.config.environment import env

PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = env.secret_key
PSEUDONYM_KEY = env.pseudonym_key
MODE = env.mode
DEMO = env.has_demo_logins
DEBUG = env.is_debug
DATA = env.data
ALLOWED_HOSTS = list(env.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(env.csrf_origins)
PUBLIC_URL = env.public_url

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    "axes",
    "procrastinate.contrib.django",
    "kontaktpunkt.core",
    "kontaktpunkt.events",
    "kontaktpunkt.gateways",
    "kontaktpunkt.warehouse",
    "kontaktpunkt.directory",
    "kontaktpunkt.catalogue",
    "kontaktpunkt.parties",
    "kontaktpunkt.contacts",
    "kontaktpunkt.cases",
    "kontaktpunkt.dialogue",
    "kontaktpunkt.listening",
    "kontaktpunkt.journeys",
    "kontaktpunkt.insight",
    "kontaktpunkt.desk",
    "kontaktpunkt.portal",
    "kontaktpunkt.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kontaktpunkt.core.middleware.server_timing",
    "kontaktpunkt.core.middleware.ErrorMiddleware",
    "csp.middleware.CSPMiddleware",
    "kontaktpunkt.core.middleware.MunicipalityMiddleware",
    "kontaktpunkt.core.middleware.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kontaktpunkt.parties.access.PartyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kontaktpunkt.config.urls"
WSGI_APPLICATION = "kontaktpunkt.config.wsgi.application"

FORM_RENDERER = "kontaktpunkt.core.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]

DATABASES = {"default": env.database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "directory.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "kontaktpunkt.directory.backends.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
WORKSPACE_NAVIGATION = navigation.WORKSPACE_NAVIGATION
LOGIN_URL = "desk:login"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# Nightly work that nobody was up for is done as soon as a worker is.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 60 * 60}
# auth.W004: an e-mail is unique within a municipality, and the backend searches only there.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Left alone, axes looks for the failed name under Staff.USERNAME_FIELD and locks nobody out.
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "kontaktpunkt.desk.views.session.keep_answer"
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True

LANGUAGE_CODE = "en"
LANGUAGES = [("da", _("Danish")), ("sv", _("Swedish")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

STATIC_URL = "/static/"
STATIC_ROOT = env.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.is_production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not env.is_production
MEDIA_ROOT = env.media
WAREHOUSE = env.warehouse

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = env.uses_https
SECURE_SSL_REDIRECT = env.uses_https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if env.uses_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.is_behind_proxy else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "kontaktpunkt.core.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "kontaktpunkt.core.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LARGEST_UPLOAD_BYTES = env.largest_upload
# Pages that take larger files than all others.
LARGER_UPLOADS = {"journeys:import": env.largest_log}

MAIL_SERVER = env.mail
SMS_SERVICE = env.sms
DEFAULT_FROM_EMAIL = env.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level},
    "loggers": {"axes": {"level": "WARNING"}, "procrastinate": {"level": "WARNING"}},
}
