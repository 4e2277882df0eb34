"""How fast the service is for the people who use it: one command, printed as a table.

    python benchmarks/service.py                # 100,000 parties, 300,000 contacts, 50,000 cases
    python benchmarks/service.py --scale 1      # a small municipality, for a first look

It fills a database of its own in --folder (minutes, once), starts one web process as `kontaktpunkt
serve` does, and asks it over loopback, one request after the other. Times are the server's own
(the `Server-Timing` header), so the network and this client do not count.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from service_pages import open_every_kind
from service_visitor import Visitor

HERE = Path(__file__).resolve().parent
MILLISECONDS = "ms"
WARM_UP = 15
START_SECONDS = 60


@dataclass(frozen=True)
class Line:
    """One line of the table; `target` is the most that is wanted.

    cpu: mean time of the processor for each, of web and database together, in milliseconds. It
         changes less than the clock's when others keep the machine busy.
    """

    what: str
    target: float
    measured: float
    median: float | None = None
    most: float | None = None
    cpu: float | None = None
    unit: str = MILLISECONDS

    @property
    def is_met(self) -> bool:
        """The measured value is within the target."""
        return self.measured <= self.target


def main() -> None:
    options = _options()
    environment = _environment(options)
    plan = _prepare(options, environment)
    with _server(options, environment) as process:
        meter = Meter(server=process, folder=Path(environment["KONTAKTPUNKT_DATA"]))
        visitor = Visitor(port=options.port)
        visitor.be_staff(slug=plan["slug"], staff=plan["agent"])
        lines = _as_agent(visitor, plan, meter)
        visitor.be_staff(slug=plan["slug"], staff=plan["caseworker"])
        lines += _as_caseworker(visitor, plan, meter)
        lines += _as_citizen(Visitor(port=options.port), plan, meter)
        lines.append(_memory("memory after these", process))
        _open_everything(Visitor(port=options.port), plan)
        lines.append(_memory("memory after every page", process))
    _show(plan, lines, as_json=options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=12.2, help="12.2 is the size agreed on")
    parser.add_argument("--times", type=int, default=300, help="requests of each kind")
    parser.add_argument("--folder", type=Path, default=Path(".kontaktpunkt/bench"))
    parser.add_argument("--port", type=int, default=8791)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args()


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """Return the environment of an installation as it would run, with one web process."""
    kept = {name: value for name, value in os.environ.items() if "KONTAKTPUNKT_" not in name}
    kept.pop("DATABASE_URL", None)
    return kept | {
        "KONTAKTPUNKT_MODE": "demo",
        "KONTAKTPUNKT_DATA": str(options.folder.absolute() / f"scale-{options.scale:g}"),
        "KONTAKTPUNKT_PORT": str(options.port),
        "KONTAKTPUNKT_WORKERS": "1",
    }


def _prepare(options: argparse.Namespace, environment: dict[str, str]) -> dict[str, Any]:
    """Fill the database where it is empty, and choose whom and what to ask for."""
    command = [sys.executable, str(HERE / "service_data.py")]
    command += ["--scale", str(options.scale), "--times", str(options.times + WARM_UP)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    plan: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return plan


@contextmanager
def _server(options: argparse.Namespace, environment: dict[str, str]) -> Any:
    command = [sys.executable, "-m", "kontaktpunkt.config.cli", "serve"]
    process = subprocess.Popen(command, env=environment, process_group=0)
    try:
        _wait_for(options.port, process)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not Visitor(port=port).answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("the web server did not start")
        time.sleep(0.2)


# --- What is measured --------------------------------------------------------------------------


@dataclass(frozen=True)
class Meter:
    """How much of the processor web process and database have used."""

    server: psutil.Process
    folder: Path

    def cpu_seconds(self) -> float:
        """Return the seconds used since they started."""
        return sum(sum(each.cpu_times()[:2]) for each in self._processes())

    def _processes(self) -> list[psutil.Process]:
        web = self.server.children(recursive=True)
        return web + [each for each in psutil.process_iter() if self._is_database(each)]

    def _is_database(self, process: psutil.Process) -> bool:
        with suppress(psutil.Error):
            return process.name() == "postgres" and self.folder in Path(process.cwd()).parents
        return False


def _as_agent(visitor: Visitor, plan: dict[str, Any], meter: Meter) -> list[Line]:
    slug = plan["slug"]

    def search(text: str) -> float:
        return visitor.get(f"/{slug}/desk/search/", q=text, as_htmx=True)

    def register(contact: dict[str, str]) -> float:
        where = visitor.post(f"/{slug}/desk/contacts/new/", {"party": contact["party"]}).location
        return visitor.post(where, contact["form"]).milliseconds

    return [
        _line("agent search", 50, search, plan["searches"], meter),
        _line("register a contact", 30, register, plan["contacts"], meter),
    ]


def _as_caseworker(visitor: Visitor, plan: dict[str, Any], meter: Meter) -> list[Line]:
    slug = plan["slug"]

    def look(number: str) -> float:
        return visitor.get(f"/{slug}/desk/cases/{number}/")

    page = _line("case page", 60, look, plan["cases"], meter)
    return [page, Line("case page, queries", 20, max(plan["queries"]), unit="queries",
                       median=statistics.median(plan["queries"]))]  # fmt: skip


def _as_citizen(visitor: Visitor, plan: dict[str, Any], meter: Meter) -> list[Line]:
    def answer(token: str) -> float:
        return visitor.post(f"/{plan['slug']}/s/{token}/", plan["answer"]).milliseconds

    return [_line("survey answer", 25, answer, plan["tokens"], meter)]


def _line(
    what: str, target: float, ask: Callable[[Any], float], each: list[Any], meter: Meter
) -> Line:
    for one in each[:WARM_UP]:
        ask(one)
    before = meter.cpu_seconds()
    times = [ask(one) for one in each[WARM_UP:]]
    cpu = (meter.cpu_seconds() - before) * 1000 / len(times)
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    return Line(what, target, p95, median=statistics.median(times), most=max(times), cpu=cpu)


def _open_everything(visitor: Visitor, plan: dict[str, Any]) -> None:
    """Open every kind of page as each role, journeys and their filters too."""
    for staff in plan["everybody"]:
        visitor.be_staff(slug=plan["slug"], staff=staff)
        open_every_kind(visitor=visitor, start=f"/{plan['slug']}/desk/")


def _memory(what: str, server: psutil.Process) -> Line:
    """Return the resident memory of the web process after all that it has been asked."""
    sizes = [child.memory_info().rss / 1e6 for child in server.children(recursive=True)]
    return Line(what, 250, max(sizes), unit="MB")


# --- The table ---------------------------------------------------------------------------------


def _show(plan: dict[str, Any], lines: list[Line], *, as_json: bool) -> None:
    if as_json:
        rows = [vars(line) | {"is_met": line.is_met} for line in lines]
        print(json.dumps({"rows": plan["rows"], "load": os.getloadavg()[0], "lines": rows}))
        return
    counted = ", ".join(f"{count:,} {name}" for name, count in plan["rows"].items())
    print(f"\n{counted}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    if os.getloadavg()[0] > 1.5:
        print("Others keep this machine busy: believe the processor's time, not the clock's.\n")
    print(f"{'':28}{'median':>9}{'p95':>9}{'most':>9}{'cpu':>9}{'target':>9}")
    for line in lines:
        print(f"{line.what:28}{_number(line.median)}{_number(line.measured)}{_number(line.most)}{_number(line.cpu)}"
              f"{line.target:9.0f} {line.unit:8}{'met' if line.is_met else 'MISSED'}")  # fmt: skip


def _number(value: float | None) -> str:
    return f"{value:9.1f}" if value is not None else f"{'':9}"


if __name__ == "__main__":
    main()
