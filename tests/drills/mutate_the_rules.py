"""A drill: the rules are changed in one place at a time, and each time some test must mind.

    make mutants

`mutmut` works on a copy of the last commit in a temporary folder, on one group of modules after another, each with the
tests that answer for it. What no test minded is written to var/mutants, with its difference.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOUND = ROOT / "var" / "mutants"
GROUPS = {  # modules of include/sla, and files of tests/sla
    "clocks": (
        "clocks counting docket outcomes pauses resolutions rules spans timeline working_days",
        "cases clocks due_dates working_days",
    ),
    "accounts": ("explanations walks accounts moves", "explanations accounts moves"),
    "events": ("tickets faults differences", "tickets faults differences"),
    "figures": (
        "figures lists scorecards activity gatherings period week ahead trends ranking evaluation",
        "figures scorecards activity gatherings period week ahead trends ranking evaluation differences",
    ),
}
CONFIG = """
[tool.mutmut]
source_paths = ["include"]
only_mutate = {modules}
also_copy = ["demo", "reports", "dags", "plugins"]
pytest_add_cli_args_test_selection = {tests}
"""


def main() -> int:
    options = read_options()
    FOUND.mkdir(parents=True, exist_ok=True)
    caught = total = 0
    for group in options.groups:
        with tempfile.TemporaryDirectory(prefix="rapor-mutants-") as folder:
            stats = mutate(Path(folder), group, options.children)
        caught, total = caught + stats["total"] - unminded(stats), total + stats["total"]
        print(f"{group}: {stats['total'] - unminded(stats)} of {stats['total']} caught", flush=True)
    print(f"{caught} of {total} caught, {caught / total:.1%}; the others are in {FOUND.relative_to(ROOT)}")
    return 0 if caught >= 0.9 * total else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", default=list(GROUPS), metavar="group", help=", ".join(GROUPS))
    parser.add_argument("--children", default="2", help="processes side by side")
    options = parser.parse_args()
    if unknown := set(options.groups) - set(GROUPS):
        parser.error(f"There is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}.")
    return options


def mutate(house: Path, group: str, children: str) -> dict[str, int]:
    """What became of the group's mutants, by mutmut's own words; those that no test minded are written down."""
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", house], input=archive, check=True)
    modules, tests = (names.split() for names in GROUPS[group])
    selected = [f"tests/sla/test_{name}.py" for name in tests]
    with (house / "pyproject.toml").open("a") as file:
        file.write(CONFIG.format(modules=[f"include/sla/{name}.py" for name in modules], tests=selected))
    mutmut(house, "run", "--max-children", children)
    (FOUND / f"{group}.diff").write_text("\n".join(survivors(house)))
    mutmut(house, "export-cicd-stats")
    stats: dict[str, int] = json.loads((house / "mutants" / "mutmut-cicd-stats.json").read_text())
    return stats


def mutmut(house: Path, *words: str) -> str:
    command = [Path(sys.executable).with_name("mutmut"), *words]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"mutmut {' '.join(words)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def survivors(house: Path) -> Iterator[str]:
    for line in mutmut(house, "results").splitlines():
        name, _, status = line.strip().rpartition(": ")
        if status in ("survived", "no tests"):
            yield f"# {status}\n{mutmut(house, 'show', name)}"


def unminded(stats: dict[str, int]) -> int:
    return stats["survived"] + stats["no_tests"]


if __name__ == "__main__":
    sys.exit(main())
