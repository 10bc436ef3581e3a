"""The launcher of Postgres and Redis, tried on throw-away folders."""

import os
import shutil
from pathlib import Path

import psycopg2
import pytest
import redis

from ops.binaries import postgres_bin
from ops.identity import identity
from ops.services import Postgres


def test_the_session_runs_on_a_private_postgres_without_a_port() -> None:
    with psycopg2.connect(os.environ["DATABASE_URL"]) as link, link.cursor() as cursor:
        cursor.execute("show listen_addresses")
        assert cursor.fetchone() == ("",)


def test_the_session_runs_on_a_redis_that_asks_for_a_password() -> None:
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(os.environ["REDIS_URL"].rsplit(":", 1)[1].split("/")[0])).ping()


def test_a_pid_file_left_by_a_killed_server_is_no_obstacle(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False) as postgres:
        pid_file = postgres.data / "postmaster.pid"
        held = pid_file.read_text()
    pid_file.write_text(held.replace(held.splitlines()[0], str(os.getpid()), 1))  # a live stranger
    with Postgres(tmp_path, durable=False) as again:
        assert again.create_database("after")


def test_a_server_left_running_by_a_killed_launcher_is_ended_first(tmp_path: Path) -> None:
    first = Postgres(tmp_path, durable=False)
    first.start()
    left = first.process
    assert left is not None
    with Postgres(tmp_path, durable=False) as second:
        assert left.wait(timeout=10) == 0
        assert second.create_database("after")


def test_a_long_folder_still_gets_a_short_socket_path(tmp_path: Path) -> None:
    with Postgres(tmp_path / ("long" * 20), durable=False) as postgres:
        assert postgres.create_database("after")
        assert len(str(postgres.sockets)) < 90
        assert postgres.sockets == Postgres(tmp_path / ("long" * 20), durable=False).sockets


def test_postgres_runs_as_nobody_where_user_namespaces_are_refused(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs another identity")
    monkeypatch.setenv("PORTAL_NO_USERNS", "1")
    monkeypatch.setenv("PORTAL_PG_BIN", str(_closed_copy(tmp_path_factory.mktemp("programs"))))
    identity.cache_clear()
    try:
        postgres = Postgres(tmp_path_factory.mktemp("closed"), durable=False)
        with postgres:
            assert postgres.create_database("after")
            assert postgres.process is not None
            assert Path(f"/proc/{postgres.process.pid}").stat().st_uid == postgres.who.uid != 0
        shutil.rmtree(postgres.home)
        shutil.rmtree(next(p for p in postgres.bin.parents if p.parent == Path("/var/lib")))
    finally:
        identity.cache_clear()


def _closed_copy(folder: Path) -> Path:
    """The installation of Postgres below a folder that `nobody` cannot enter, as below /root."""
    folder.chmod(0o700)
    programs = postgres_bin()[0]
    package = programs.parent.parent
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, symlinks=True)
    return folder / package.name / programs.parent.name / programs.name
