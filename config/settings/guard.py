"""What a deployment may not be started with."""

import re
from collections.abc import Mapping

KEY_ENTRY = re.compile(r"(?:index|[1-9]\d{0,4}):([0-9a-fA-F]{64})\Z")


def _on(value: str) -> bool:
    return value.strip().lower() not in ("", "0", "false", "no", "off")


def _faulty_keys(value: str) -> str:
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    if not entries:
        return "PORTAL_KEYS is missing: give `1:` and 64 hex digits (openssl rand -hex 32)."
    for entry in entries:
        found = KEY_ENTRY.match(entry)
        if not found:
            return "PORTAL_KEYS: each entry is a number, a colon and 64 hex digits."
        if len(set(found.group(1).lower())) < 8:
            return "PORTAL_KEYS holds a key that is not random (openssl rand -hex 32 makes one)."
    return ""


def faults(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that makes the deployment insecure; empty when it may start."""
    said = []
    secret = environment.get("SECRET_KEY", "")
    if len(secret) < 50 or len(set(secret)) < 10 or secret.startswith("demonstration"):
        said.append("SECRET_KEY is missing, shorter than 50 characters or not random.")
    said.append(_faulty_keys(environment.get("PORTAL_KEYS", "")))
    hosts = [host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if not hosts or "*" in hosts:
        said.append("ALLOWED_HOSTS must name the host names of this portal, separated by commas, and no `*`.")
    if not environment.get("DATABASE_URL"):
        said.append("DATABASE_URL is missing: postgres://user:password@host:5432/portal.")
    if not environment.get("REDIS_URL"):
        said.append("REDIS_URL is missing: redis://:password@host:6379/0.")
    if not environment.get("PORTAL_URL", "").startswith("https://"):
        said.append("PORTAL_URL must be the public address, beginning with https://: certificates print it.")
    if any(
        len(key) < 32 or len(set(key)) < 8
        for key in environment.get("PORTAL_SMS_RECEIPT_KEYS", "").split(",")
        if key
    ):
        said.append("PORTAL_SMS_RECEIPT_KEYS: each key needs 32 characters at least and must be random.")
    said += [
        f"{name} is set: nothing of the demonstration or of debugging may run in a deployment."
        for name in ("PORTAL_DEMO", "DEBUG", "DJANGO_DEBUG")
        if _on(environment.get(name, ""))
    ]
    return [sentence for sentence in said if sentence]


def refuse_insecure(environment: Mapping[str, str]) -> None:
    """End the program, with every fault at once, when the deployment would be insecure."""
    found = faults(environment)
    if found:
        raise SystemExit(
            "拒绝启动。The portal refuses to start:\n" + "\n".join(f"  – {line}" for line in found)
        )
