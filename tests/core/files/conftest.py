"""Files of nobody's case."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User

Upload = Callable[[str, bytes], SimpleUploadedFile]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """Files go to a folder of the test."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def sender() -> User:
    return User.objects.create_user("sender-of-files")


def on_disk(folder: Path) -> list[Path]:
    """Every stored file."""
    return sorted(path for path in (folder / "files").rglob("*") if path.is_file())
