"""The test suite: real Postgres and Redis, fast password hashes."""

from .demo import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
