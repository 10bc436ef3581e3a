"""P6: a certificate's PDF with fonts cut per document against the same page with the installed CJK fonts.

Every round runs both in fresh processes, alternating; CPU seconds per document after warming up, and the
peak memory above that of the idle Django process. Medians of five rounds. Signing is not part of it (it
costs both the same).
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROUNDS = 5
WARM, MEASURED = 2, 8
NAMES = "浙江某建设有限公司 张峣 李㛃 塘栖文化公园配套用房工程 余杭区塘栖镇禾丰路以南、汀洲街以西".split()


def _values(place: int) -> dict[str, Any]:
    rows = [
        {"label": label, "lines": [f"{NAMES[(place + n) % len(NAMES)]} 第{place}号"]}
        for n, label in enumerate(
            ("建设单位（个人）", "建设项目名称", "建设位置", "建设规模", "附图及附件名称")
        )
    ]
    return {
        "title": "建设工程规划许可证",
        "number": f"建字第3301102026{place:05d}号",
        "agency": "杭州市余杭区住房和城乡建设局",
        "state_line": "中华人民共和国",
        "opening": "根据《中华人民共和国城乡规划法》第四十条规定，经审核，符合城乡规划要求，颁发此证。",
        "rows": rows,
        "rules": [
            "未取得本证或不按本证规定进行建设的，均属违法建设。",
            "未经发证机关许可，本证的各项规定不得随意变更。",
        ],
        "issued_on": "2026-12-09",
        "case_number": f"YH-2026-118-{place:05d}",
        "item_name": "建设工程规划许可",
    }


def _child(naive: bool) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from core.documents import contents, pdf  # noqa: PLC0415

    idle = _memory("VmRSS")
    if naive:
        _use_installed_fonts(pdf)
    spent = []
    for place in range(WARM + MEASURED):
        shown = contents.context("certificate", _values(place), "T" * 22)
        started = time.process_time()
        pdf.render("documents/certificate.html", shown)
        spent.append(time.process_time() - started)
    print(json.dumps([statistics.median(spent[WARM:]), _memory("VmHWM") - idle]))


def _memory(field: str) -> float:
    """Resident memory of this process in MB, from the kernel."""
    found = re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _use_installed_fonts(pdf: Any) -> None:
    """The baseline: the same style sheet, the families replaced by those installed on the machine."""
    from weasyprint import CSS  # noqa: PLC0415

    def sheets() -> tuple[Any, ...]:
        texts = (pdf._static(name).read_text() for name in pdf.STYLE_SHEETS)
        named = (
            text.replace('"Portal Serif", "Portal Serif Rare"', '"Noto Serif CJK SC"').replace(
                '"Portal Sans"', '"Noto Sans CJK SC"'
            )
            for text in texts
        )
        return tuple(CSS(string=text, base_url="portal:", url_fetcher=pdf._fetcher({})) for text in named)

    made = sheets()
    pdf._house_sheets = lambda: made
    pdf._font_sheet = lambda cut, font_config, fetcher: CSS(string="")
    pdf.fonts.cut = lambda html: []


def _measure(naive: bool, data: str) -> tuple[float, float]:
    environment = {**os.environ, "PORTAL_DATA": data, "DJANGO_SETTINGS_MODULE": "config.settings.demo"}
    command = [sys.executable, "-m", "bench.certificate_pdf", "base" if naive else "ours"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    cpu, memory = json.loads(done.stdout.splitlines()[-1])
    return cpu, memory


def run() -> Iterator[dict[str, Any]]:
    """The lines of this bench."""
    ours, base = [], []
    with tempfile.TemporaryDirectory() as data:
        for _round in range(ROUNDS):
            base.append(_measure(True, data))
            ours.append(_measure(False, data))
    for place, name, unit, goal in (
        (0, "P6 certificate cpu", "ms", 2.0),
        (1, "P6 certificate memory", "MB", 4.0),
    ):
        scale = 1000 if place == 0 else 1
        mine = statistics.median(one[place] for one in ours) * scale
        theirs = statistics.median(one[place] for one in base) * scale
        yield {
            "name": name,
            "ours": round(mine, 1),
            "base": round(theirs, 1),
            "ratio": round(theirs / mine, 2),
            "goal": goal,
            "unit": unit,
        }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _child(sys.argv[1] == "base")
    else:
        for line in run():
            print(json.dumps(line, ensure_ascii=False), flush=True)
