"""`make bench`: one report of what this assistant costs, beside stock Rasa where both can be asked.

`python -m benchmarks SECTION …` measures only those. The report is written after every section,
with what is there so far; where one fails the report says so, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from assistant.settings import ROOT
from benchmarks.report import Report
from benchmarks.sections import SECTIONS, Extent, SectionFailed, measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument(
        "--messages", type=int, default=Extent.messages, help="a level of concurrency"
    )
    parser.add_argument("--port", type=int, default=Extent.port)
    parser.add_argument("--output", type=Path, default=ROOT / "results" / "bench")
    parser.add_argument("--largest", type=int, default=Extent.largest, help="passages in an index")
    options = parser.parse_args()
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    extent = Extent(options.messages, options.largest, options.port)
    report = run(list(dict.fromkeys(options.sections or SECTIONS)), extent, options.output)
    print(report.markdown())
    sys.exit(1 if report.failed else 0)


def run(sections: list[str], extent: Extent, output: Path) -> Report:
    """Measure one section after the other, and write the report after each."""
    report = Report()
    for number, name in enumerate(sections, 1):
        where, begun = f"[{number}/{len(sections)}] {name}", time.monotonic()
        print(f"{where}: begun", flush=True)
        try:
            setattr(report, name, measure(name, extent))
            outcome = "measured"
        except SectionFailed as error:
            report.failed[name] = str(error)
            outcome = f"failed: {error}"
        except KeyboardInterrupt:
            left_out = sections[number - 1 :]
            report.failed |= dict.fromkeys(left_out, "interrupted")
            report.write(output)
            break
        report.write(output)
        print(f"{where}: {outcome} ({time.monotonic() - begun:.0f} s)", flush=True)
    return report


if __name__ == "__main__":
    main()
