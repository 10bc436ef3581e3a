"""`python -m bench`: JSON Lines on standard output; BENCH=name runs one."""

import importlib
import importlib.util
import json
import os
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
    names = [name for name in BENCHES if not wanted or wanted == name]
    if not names:
        print(f"no bench named {wanted}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    names = [name for name in names if importlib.util.find_spec(f"bench.{name}")]
    with services() if any(BENCHES[name] for name in names) else nullcontext():
        for name in names:
            for row in importlib.import_module(f"bench.{name}").run():
                print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
