#!/usr/bin/env python3
"""Check the record of one case offline, without the portal and without trusting it.

    python3 check_record.py record.json [roots.jsonl]

`record.json` is what `export_record` wrote; `roots.jsonl` is the file of daily roots that you fetched
from /sunshine/ and kept yourself. Without it the chain is checked, but not that it is the published
one. Exit code 0: everything holds. 1: it does not, and the first bad place is named. 2: unreadable.

How a hash is made: two bytes 01 01 (format, sha256), then sha256 over the previous 34-byte value (34
zero bytes before the first event) and the UTF-8 JSON array
[subject_kind, subject_id, seq, act, by, role, at, data], keys sorted, no spaces. A daily root is an
RFC 6962 tree over event hashes: leaf sha256(00 | hash), node sha256(01 | left | right).
"""

import hashlib
import json
import sys

PREFIX = bytes([1, 1])


class Bad(Exception):
    """Something does not hold."""


def canonical(value):
    """The hashed form of a JSON value."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def check_chain(record):
    """Every event follows from the one before it; returns the number of events."""
    kind, subject = record["subject"]
    previous = bytes(34)
    for place, event in enumerate(record["events"], 1):
        if event["seq"] != place:
            raise Bad(f"event {place} is missing (found {event['seq']})")
        line = [
            kind,
            subject,
            event["seq"],
            event["act"],
            event["by"],
            event["role"],
            event["at"],
            event["data"],
        ]
        expected = PREFIX + hashlib.sha256(previous + canonical(line)).digest()
        if expected.hex() != event["hash"]:
            raise Bad(f"event {place} ({event['act']}): its hash does not follow from its content")
        previous = expected
    if record["version"] != len(record["events"]):
        raise Bad(f"the case stands at {record['version']}, its record has {len(record['events'])} events")
    if previous.hex() != record["head"]:
        raise Bad("the head of the case is not the hash of its last event")
    return len(record["events"])


def check_proof(record, proof, published):
    """One event lies under one daily root; returns whether the root is one that you kept."""
    event = record["events"][proof["seq"] - 1]
    node = hashlib.sha256(b"\x00" + bytes.fromhex(event["hash"])).digest()
    for side, other in proof["path"]:
        pair = (bytes.fromhex(other), node) if side == "left" else (node, bytes.fromhex(other))
        node = hashlib.sha256(b"\x01" + pair[0] + pair[1]).digest()
    if (PREFIX + node).hex() != proof["root"]:
        raise Bad(f"event {proof['seq']} is not under the root of {proof['day']}")
    if published and published.get(proof["day"]) != proof["root"]:
        raise Bad(f"the root of {proof['day']} is not the one you kept")
    return bool(published)


def read_roots(path):
    """Day to root from the published file; each line names the root before it."""
    roots, previous = {}, bytes(34).hex()
    with open(path, encoding="ascii") as lines:
        for line in filter(str.strip, lines):
            row = json.loads(line)
            if row["previous"] != previous:
                raise Bad(f"the root of {row['day']} does not name the root before it")
            roots[row["day"]] = previous = row["root"]
    return roots


def main(arguments):
    """Check, say what was found, return the exit code."""
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            record = json.load(file)
        published = read_roots(arguments[1]) if len(arguments) == 2 else {}
        events = check_chain(record)
        kept = sum(check_proof(record, proof, published) for proof in record["roots"])
    except Bad as problem:
        print(f"BAD: {problem}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, IndexError) as problem:
        print(f"not a readable record: {type(problem).__name__}: {problem}")
        return 2
    print(f"OK: {record['case']}, {events} events, {len(record['roots'])} roots, {kept} of them kept by you")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
