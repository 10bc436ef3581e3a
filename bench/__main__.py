"""`python -m bench`: JSON Lines on standard output; BENCH=name runs one."""

import importlib
import json
import os
import subprocess
import sys
from contextlib import nullcontext

from bench.rig import services

# Module, and whether it needs the database.
BENCHES = {
    "case_life": True,
    "status_page": True,
    "queue": True,
    "sweep": True,
    "records": True,
    "working_days": False,
    "certificate_pdf": False,
}


def main() -> int:
    """Run what was asked for."""
    wanted = os.environ.get("BENCH") or ""
    if not wanted:
        return _each()
    if wanted not in BENCHES:
        print(f"no bench named {wanted}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    with services() if BENCHES[wanted] else nullcontext():
        for row in importlib.import_module(f"bench.{wanted}").run():
            print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


def _each() -> int:
    """All, one after the other, each with a database of its own: what one leaves would weigh on the next."""
    ask = [sys.executable, "-m", "bench"]
    return max(subprocess.run(ask, env={**os.environ, "BENCH": name}).returncode for name in BENCHES)


if __name__ == "__main__":
    sys.exit(main())
