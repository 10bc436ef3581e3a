"""A private Postgres and a private Redis, for the demonstration and for tests.

Postgres listens on a socket in a folder of mode 0700 and on no port; Redis on a free loopback
port behind a random password. Both end when the process that started them ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import signal
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from ops.binaries import postgres_bin, redis_bin
from ops.identity import ends_with_parent, identity
from ops.plain import PlainError

PG_PORT = 5432  # names the socket file only
SOCKET_PATH_LIMIT = 100


def command_of(pid: int) -> str:
    """Command line of a live process; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process is gone or a zombie; False when time runs out."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not command_of(pid):
            return True
        time.sleep(0.05)
    return False


def tail(path: Path, lines: int = 6) -> str:
    """Last lines of a log, for the person reading a failure."""
    try:
        return "\n    ".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


class _Service:
    """One child process that is stopped again."""

    stop_signal = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        raise NotImplementedError

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End the process; killed when it does not end by itself."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def __enter__(self):  # type: ignore[no-untyped-def]  # Self needs 3.11; this file also runs earlier
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Postgres(_Service):
    """A cluster in `home`; `durable=False` trades safety for speed and is for tests only."""

    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back

    def __init__(self, home: Path, *, durable: bool = True, max_connections: int = 100) -> None:
        self.who = identity()
        self.home = self.who.reachable(home / "postgres")
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.durable = durable
        self.max_connections = max_connections
        folder, self.major = postgres_bin(self.data)
        self.bin = self.who.programs(folder)
        self.sockets = self.home / "run"
        if len(str(self.sockets.resolve())) + 16 > SOCKET_PATH_LIMIT:
            self.sockets = self._short_folder()

    def _short_folder(self) -> Path:
        """A private folder with a short name: socket paths have a limit of about 100 characters."""
        name = hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        ours = found.st_uid in (os.getuid(), self.who.uid) and stat.S_IMODE(found.st_mode) == 0o700
        return folder if ours and stat.S_ISDIR(found.st_mode) else Path(tempfile.mkdtemp(prefix="portal-"))

    def url(self, database: str = "portal") -> str:
        """DATABASE_URL of a database in this cluster."""
        return f"postgres://portal@{quote(str(self.sockets.resolve()), safe='')}:{PG_PORT}/{database}"

    def run(self, program: str, *args: str) -> subprocess.CompletedProcess[str]:
        """Run one of the cluster's own programs (psql, createdb, pg_dump …) as its owner."""
        at = ("-h", str(self.sockets.resolve()), "-p", str(PG_PORT), "-U", "portal")
        return subprocess.run([str(self.bin / program), *at, *args], capture_output=True, text=True)

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it takes connections."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.who.own(self.home, self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        self._end_predecessor()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.who.prefix, *ends_with_parent("INT"), str(self.bin / "postgres"), "-D", str(self.data)]
                + self._options(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self.who.popen,
            )
        self._wait_ready()

    def create_database(self, name: str = "portal") -> bool:
        """Create `name` unless it exists; True when it was created."""
        found = self.run("psql", "-d", "postgres", "-Atc", "select datname from pg_database")
        if name in found.stdout.split():
            return False
        made = self.run("createdb", name)
        if made.returncode != 0:
            raise PlainError(
                f"数据库建不起来。The database could not be created: {made.stderr.strip()}", f"See {self.log}"
            )
        return True

    def _initdb(self) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            raise PlainError(
                f"数据库文件夹不完整:{self.data}。The database folder is not empty but holds no database.",
                f"Move it away and start again: mv {self.data} {self.data}.broken",
            )
        locale = ["--locale=C.UTF-8"]
        if self.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        size = [] if self.durable else ["--wal-segsize=1"]
        sync = [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            [*self.who.prefix, str(self.bin / "initdb"), "-D", str(self.data), "-U", "portal", "-E", "UTF8"]
            + ["--auth-local=trust", "--auth-host=reject", *locale, *size, *sync],
            capture_output=True,
            text=True,
            cwd="/",
            **self.who.popen,
        )
        if made.returncode != 0:
            raise PlainError(
                f"PostgreSQL 不能初始化。PostgreSQL could not make its folder: {made.stderr.strip()[-400:]}",
                f"Check space and rights of {self.home}",
            )

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "port": str(PG_PORT),
            "unix_socket_directories": str(self.sockets.resolve()),
            "unix_socket_permissions": "0700",
            "max_connections": str(self.max_connections),
            "log_timezone": "UTC",
            "timezone": "UTC",
            "jit": "off",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            options |= {"autovacuum": "off", "max_wal_size": "256MB"}
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _end_predecessor(self) -> None:
        """A killed launcher may leave its server behind, or only the server's pid file."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            pid = 0
        command = command_of(pid) if pid else ""
        if "postgres" in command and str(self.data) in command:
            os.kill(pid, signal.SIGINT)
            if not wait_gone(pid, 30):
                raise PlainError(
                    f"旧的 PostgreSQL(进程 {pid})不肯停止。"
                    f"An earlier PostgreSQL (process {pid}) does not stop.",
                    f"Stop it by hand: kill -QUIT {pid}",
                )
        elif pid_file.exists():
            pid_file.unlink()

    def _wait_ready(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.alive:
            with contextlib.suppress(OSError, IndexError):
                if (self.data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready":
                    return
            time.sleep(0.03)
        self.stop()
        raise PlainError(
            f"PostgreSQL 没有启动。PostgreSQL did not start:\n    {tail(self.log)}",
            f"The whole log: {self.log}",
        )


class Redis(_Service):
    """A Redis that keeps nothing on disk: truth and schedules live in Postgres."""

    def __init__(self, home: Path) -> None:
        self.home = home / "redis"
        self.log = self.home / "redis.log"
        self.pid_file = self.home / "redis.pid"
        self.bin = redis_bin()
        self.password = secrets.token_urlsafe(24)
        self.port = 0

    def url(self, database: int = 0) -> str:
        """REDIS_URL of one numbered database."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start on a free port; a port taken in between is tried again elsewhere."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._end_predecessor()
        for _ in range(5):
            self.port = free_port()
            self._spawn()
            if self._wait_ready():
                return
            self.stop()
        raise PlainError(
            f"Redis 没有启动。Redis did not start:\n    {tail(self.log)}", f"The whole log: {self.log}"
        )

    def _spawn(self) -> None:
        conf = self.home / "redis.conf"
        conf.touch(mode=0o600)
        conf.write_text(
            f'port {self.port}\nbind 127.0.0.1\nrequirepass {self.password}\nsave ""\nappendonly no\n'
            f"dir {self.home.resolve()}\nloglevel warning\ndatabases 32\n"
        )
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*ends_with_parent("TERM"), str(self.bin), str(conf.resolve())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid_file.write_text(str(self.process.pid))

    def _end_predecessor(self) -> None:
        try:
            pid = int(self.pid_file.read_text())
        except (OSError, ValueError):
            return
        command = command_of(pid)
        if "redis-server" in command:
            os.kill(pid, signal.SIGTERM)
            wait_gone(pid, 10)

    def _wait_ready(self) -> bool:
        until = time.monotonic() + 10
        while time.monotonic() < until and self.alive:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as talk:
                talk.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                said = talk.recv(64)
                while said.count(b"\r\n") < 2:
                    said += talk.recv(64) or b"\r\n\r\n"
                if b"PONG" in said:
                    return True
            time.sleep(0.02)
        return False


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
