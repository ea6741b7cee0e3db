"""As one would run it: no debugging, connections that are kept."""

import os
from urllib.parse import parse_qs, urlsplit

_URL = urlsplit(os.environ["DATABASE_URL"])
DEBUG = False
SECRET_KEY = "of a bench"  # noqa: S105 - nothing is signed with it
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["rest_framework", "bench.peers"]
ROOT_URLCONF = "bench.peers.urls"
MIDDLEWARE: list[str] = []
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _URL.path.removeprefix("/"),
        "USER": _URL.username,
        "HOST": parse_qs(_URL.query)["host"][0],
        "PORT": parse_qs(_URL.query)["port"][0],
        "CONN_MAX_AGE": None,
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
}
