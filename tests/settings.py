"""Settings of the test suite: its own data folder, a database file that worker processes can share."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SHIRUBE_DATA", tempfile.mkdtemp(prefix="shirube-tests-"))
os.environ.setdefault(
    "SHIRUBE_WEIGHTS_CACHE", str(Path(__file__).resolve().parent.parent / "var" / "weights")
)
os.environ.setdefault("SHIRUBE_SECRET_KEY", "a secret that is used by nothing but the tests of this product")

from config.settings import *  # noqa: F403
from config.settings import DATA_DIR, DATABASES, STORAGES

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

# Pages are tested without collecting static files first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
if "REDIS_URL" not in os.environ:
    CELERY_BROKER_URL = "memory://"
