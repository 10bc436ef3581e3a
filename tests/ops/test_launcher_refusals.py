"""Whatever is in the way, the launcher says it in a sentence, says how to mend it, and shows no traceback."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from ops import environment as ops_environment
from ops.environment import FOR_RUNNING
from ops.identity import NAMESPACE
from tests.ops.launching import attempt, environment


def _refused(done: subprocess.CompletedProcess[str], words: str, mend: str, code: int = 1) -> None:
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert words in said
    assert "→ " in said
    assert mend in said
    assert "Traceback" not in said


def test_a_port_in_use_is_named_with_the_next_one(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = attempt(environment(tmp_path / "data", PORTAL_PORT=str(port)))
    _refused(done, f"Port {port} is in use", f"PORTAL_PORT={port + 1} make run")


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    _refused(
        attempt(environment(tmp_path / "data", PORTAL_PORT="http")), "not a port number", "PORTAL_PORT=8000"
    )


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, where a folder is wanted")
    done = attempt(environment(tmp_path / "data"))
    _refused(done, f"{tmp_path}/data", "PORTAL_DATA=/var/lib/portal make run")


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    done = attempt(environment(tmp_path / "data", PORTAL_MIN_FREE_MB=str(10**9)))
    _refused(done, "Too little disk space", "Make room")
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    env = environment(tmp_path / "data", DATABASE_URL="postgres://portal:s3cret@127.0.0.1:1/portal")
    done = attempt(env)
    _refused(done, "The database of DATABASE_URL cannot be used", "unset it to use the built-in")
    assert "s3cret" not in done.stdout + done.stderr


def test_a_redis_that_does_not_answer_is_told(tmp_path: Path) -> None:
    env = environment(
        tmp_path / "data", DATABASE_URL=os.environ["DATABASE_URL"], REDIS_URL="redis://127.0.0.1:1/0"
    )
    _refused(attempt(env), "The Redis of REDIS_URL cannot be used", "unset it to use the built-in")


def test_a_broken_database_folder_is_not_touched(tmp_path: Path) -> None:
    broken = tmp_path / "data" / "postgres" / "data"
    broken.mkdir(parents=True)
    (broken / "something").write_text("left over")
    _refused(attempt(environment(tmp_path / "data")), "holds no database", f"mv {broken}")
    assert (broken / "something").read_text() == "left over"


def test_a_database_folder_of_another_major_version_is_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "postgres" / "data"
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text("9\n")
    _refused(attempt(environment(tmp_path / "data")), "made by PostgreSQL 9", "PORTAL_PG_BIN")


def test_lost_keys_are_not_replaced_beside_existing_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "stamp.json").write_text("{}")
    _refused(
        attempt(environment(tmp_path / "data")), "The keys of the existing data are gone", "from a backup"
    )


def test_a_missing_library_without_root_is_one_apt_line_and_exit_code_2(tmp_path: Path) -> None:
    prefix = NAMESPACE if os.geteuid() == 0 else ()
    env = environment(tmp_path / "data", PORTAL_PRETEND_MISSING="libpango-1.0-0,fonts-noto-cjk")
    done = attempt(env, *prefix)
    line = "sudo apt-get install -y --no-install-recommends libpango-1.0-0 fonts-noto-cjk"
    _refused(done, "System packages are missing", line, code=2)
    assert (done.stdout + done.stderr).count("apt-get") == 1


def test_the_libraries_of_this_machine_are_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ops_environment.missing_packages(FOR_RUNNING) == ()
    monkeypatch.setitem(ops_environment.LIBRARIES, "libpango-1.0-0", "libnot-there.so.0")
    assert ops_environment.missing_packages(FOR_RUNNING) == ("libpango-1.0-0",)
