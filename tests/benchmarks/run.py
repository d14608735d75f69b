#!/usr/bin/env python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks: what a task, an item and an object cost. They measure and print; no missed bound makes them fail.

`make bench`, or `python tests/benchmarks/run.py --help`. README.md beside this file says what the numbers mean.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import subprocess
import sys
import tempfile
import typing as t
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from accounts import account, email, person, policy, service
from costs import CASES, COLLECTION, EMPTY, EMPTY_REQUESTS, SHELLS, Cost, Costs, empty_for, least, typical
from emulated import Emulated
from plays import ACTION, MODULE, Measured, Player, Task, linked_root
from report import heading, median, table
from triggers import measure

# What the project promises.
MAX_REQUESTS = 40  # for 1,000 services, none of which changes
MAX_BULK = {": lists": 10, ": writes": 4, ", again: writes": 0}  # requests
MAX_ITEM = 15.0  # milliseconds, in a loop of 50
MAX_ACTION = 2.0  # the action shell but for HTTP, to an empty action plugin
MAX_MODULE = 1.2  # the module shell, to an empty module that imports requests


class Bench:
    def __init__(self, scratch: Path, emulators: ExitStack, *, repeat: int, quick: bool) -> None:
        self.emulators = emulators
        self.scratch = scratch
        self.repeat = repeat
        self.quick = quick
        self.count = 10 if quick else 50

    @functools.cached_property
    def costs(self) -> Costs:
        """Of items in a loop; measured when first asked for, as two parts show them."""
        emulator = self.emulators.enter_context(Emulated(record=self.scratch / "record"))
        costs = Costs(emulator, self.scratch, count=self.count, chunks=2 if self.quick else 10, repeat=self.repeat)
        costs.measure_loops()
        return costs

    # -- the modules ---------------------------------------------------------------------------------------------

    def modules(self) -> None:
        heading("The modules")
        print(
            "requests: an item. ms: its wall time. http: of that, what `requests` alone takes for the same requests.\n"
            "+empty: over an empty action plugin or module. +import: over an empty module that imports requests.\n"
            "MB: peak of the process tree (PSS)."
        )
        self.costs.measure_singles()
        self.costs.watch()
        for shell in SHELLS:
            heading(f"An item in a loop of {self.count}, by the {shell} shell (medians)")
            _show_costs(self.costs.loop, shell, typical)
        for shell in SHELLS:
            heading(f"One object, by the {shell} shell: a whole run of ansible-playbook (the fastest of {self.repeat})")
            _show_costs(self.costs.one, shell, least)

    # -- what is promised ----------------------------------------------------------------------------------------

    def bounds(self) -> None:
        heading("The bounds")
        print("Judged by the least, which is what it takes when nothing else keeps the machine busy.\n")
        rows: list[list[t.Any]] = []

        def add(what: str, best: float, usual: float, bound: float) -> None:
            shown = [f"{number:.2f}" if bound < 10 else f"{number:.1f}" for number in (best, usual)]
            rows.append([what, *shown, f"{bound:g}", "ok" if best <= bound else "OVER"])

        def compare(what: str, cost: Cost, base: Cost, bound: float, *, with_http: bool) -> None:
            best, usual = (
                (of(cost.items) - (0 if with_http else of(cost.http))) / of(base.items) for of in (min, median)
            )
            add(what, best, usual, bound)

        with Emulated() as emulator:
            player = Player(emulator, self.scratch)
            for policies in (10, 1000):
                loops = self._thousand(emulator, player, policies)
                what = f"1,000 services of {policies:,} policies, none to change"
                sent, taken = [len(one.requests) for one in loops], [one.per_item for one in loops]
                add(f"{what}: requests", min(sent), median(sent), MAX_REQUESTS)
                add(f"{what}: ms an item", min(taken), median(taken), MAX_ITEM)
            for what, sent in self._acknowledge(emulator, player).items():
                add(f"acknowledging 1,000 open incidents{what}", len(sent), len(sent), MAX_BULK[what])
        loop = self.costs.loop
        for case in CASES:
            cost = loop[case.label, ACTION]
            add(f"{case.label}, loop of {self.count}: ms an item", least(cost), typical(cost), MAX_ITEM)
        for case in CASES:
            what = f"{case.label}, action shell but for HTTP / empty action plugin"
            compare(what, loop[case.label, ACTION], loop[empty_for(case)], MAX_ACTION, with_http=False)
        bare = loop[EMPTY_REQUESTS, MODULE]
        for case in CASES:
            what = f"{case.label}, module shell / empty module that imports requests"
            compare(what, loop[case.label, MODULE], bare, MAX_MODULE, with_http=True)
        table(("what", "least", "median", "bound", ""), rows)

    def _thousand(self, emulator: Emulated, player: Player, policies: int) -> list[Measured]:
        emulator.load(account(users=100, policies=policies, services=1000))
        items = [{"name": service(number), "policy": policy(number % policies)} for number in range(1000)]
        args = {"name": "{{ item.name }}", "escalation_policy": "{{ item.policy }}"}
        tasks = [Task(f"loop {at}", f"{COLLECTION}pagerduty_service", args, items) for at in range(self.repeat)]
        measured = player.play([Task("warm", EMPTY[ACTION]), *tasks])
        loops = [measured[task.name] for task in tasks]
        if any(one.changed for one in loops):
            raise SystemExit("The loop of 1,000 changed something")
        return loops

    def _acknowledge(self, emulator: Emulated, player: Player) -> dict[str, list[str]]:
        """What is sent to acknowledge 1,000 incidents, and then again."""
        world = account(users=2, services=1)
        world["incidents"] = [{"title": f"Incident {number}", "service": service(0)} for number in range(1000)]
        emulator.load(world)
        args = {"select": {"services": [service(0)]}, "state": "acknowledged"}
        tasks = [Task(name, f"{COLLECTION}pagerduty_incidents", args) for name in ("first", "again")]
        measured = player.play([Task("warm", EMPTY[ACTION]), *tasks])
        sent = {
            name: [f"{entry['method']} {entry['path']}" for entry in measured[name].requests]
            for name in ("first", "again")
        }
        return {
            ": lists": [line for line in sent["first"] if line == "GET /incidents"],
            ": writes": [line for line in sent["first"] if line == "PUT /incidents"],
            ", again: writes": [line for line in sent["again"] if not line.startswith("GET ")],
        }

    # -- listing -------------------------------------------------------------------------------------------------

    def listing(self) -> None:
        count = 1000 if self.quick else 10_000
        heading(f"Listing {count:,} objects")
        print("KB an object: what the peak grows by for each, over a list of one.\n")
        rows: list[list[t.Any]] = []
        streamed: dict[str, t.Any] = {}
        with Emulated() as emulator:
            player = Player(emulator, self.scratch)
            for kind, size in (("service", "services"), ("user", "users"), ("escalation_policy", "policies")):
                emulator.load(account(**{size: count}))
                for shell in SHELLS:
                    alone = 0.0
                    for limit in (1, 100, None):
                        args = {} if limit is None else {"limit": limit}
                        task = Task("list", f"{COLLECTION}pagerduty_{kind}_info", args, shell=shell)
                        tasks = [Task("warm", EMPTY[ACTION]), task]
                        loops = [player.play(tasks)["list"] for _round in range(self.repeat)]
                        player.play([task], watch=True)
                        alone = alone or player.peak
                        growth = None if limit else (player.peak - alone) * 1024 / count
                        taken = median(one.seconds * 1000 for one in loops)
                        rows.append([kind, shell, limit or count, len(loops[0].requests), taken, player.peak, growth])
                if kind == "service":
                    streamed = self._stream(emulator)
        table(("kind", "shell", "objects", "requests", "ms", "MB", "KB an object"), rows)
        print("The library alone, reading services page by page and keeping none (MB of its process):\n")
        names = ("objects", "pages", "at_first", "at_tenth", "at_last", "peak")
        table(names, [[streamed[name] for name in names]])

    def _stream(self, emulator: Emulated) -> dict[str, t.Any]:
        root = os.environ.get("ANSIBLE_COLLECTIONS_PATH") or str(linked_root(self.scratch))
        script = Path(__file__).with_name("memory_of_pages.py")
        said = subprocess.run(
            [sys.executable, str(script), emulator.url],
            env={**os.environ, "PYTHONPATH": root},
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(said.stdout)

    # -- names ---------------------------------------------------------------------------------------------------

    def names(self) -> None:
        count = 500 if self.quick else 5000
        heading(f"Naming users of an account that has {count:,}")
        print("Escalation policies, new ones in check mode, in one loop, each with users of its own.\n")
        rows: list[list[t.Any]] = []
        with Emulated() as emulator:
            player = Player(emulator, self.scratch)
            emulator.load(account(users=count))
            for how, names in (("e-mail", email), ("name", person)):
                for policies, each in ((1, 1), (1, 10), (10, 1), (50, 1), (100, 1), (100, 4), (count // 20, 10)):
                    one = self._name(player, names, count, policies, each)
                    paths = Counter(entry["path"] for entry in one.requests)
                    asked, references = paths["/users"], policies * each
                    others = len(one.requests) - asked
                    rows.append([how, policies, references, asked, f"{asked / references:.3f}", others, one.per_item])
        columns = ("by", "items", "references", "requests for users", "a reference", "other requests", "ms an item")
        table(columns, rows)

    def _name(
        self, player: Player, names: t.Callable[[int], str], count: int, policies: int, each: int
    ) -> Measured:
        # From all over the account: those at its beginning would come with the first page.
        users = [names(7919 * at % (count - 1)) for at in range(policies * each)]
        items = [
            {"name": f"New {at}", "targets": [{"user": user} for user in users[at * each : (at + 1) * each]]}
            for at in range(policies)
        ]
        rules = [{"escalation_delay_in_minutes": 30, "targets": "{{ item.targets }}"}]
        args = {"name": "{{ item.name }}", "escalation_rules": rules}
        task = Task("name", f"{COLLECTION}pagerduty_escalation_policy", args, items, check_mode=True)
        return player.play([task])["name"]

    # -- a whole account -----------------------------------------------------------------------------------------

    def account(self) -> None:
        count = 100 if self.quick else 1000
        heading(f"{count:,} services that do not change, without and with {count // 5} users")
        print("seconds: of the tasks; of the play with Ansible's start. MB: peak of the process tree (PSS).\n")
        world = account(users=count // 5, policies=20, services=count)
        names = ("name", "description", "escalation_policy")
        services = [{name: one[name] for name in names} for one in world["services"]]
        people = [{name: one[name] for name in ("email", "name")} for one in world["users"]]
        rows: list[list[t.Any]] = []
        with Emulated() as emulator:
            player = Player(emulator, self.scratch)
            emulator.load(world)
            for kinds in ({"services": services}, {"users": people, "services": services}):
                for how, tasks in (("loop", _loops(kinds)), ("pagerduty_account", _whole(kinds))):
                    rows.append([" and ".join(kinds), how, *self._unchanged(player, tasks, kinds)])
            table(("objects", "how", "requests", "seconds of the tasks", "seconds of the play", "MB"), rows)
            self._create(emulator, player, count)

    def _unchanged(self, player: Player, tasks: list[Task], variables: dict[str, t.Any]) -> list[t.Any]:
        """Requests, seconds of the tasks, seconds of the play, MB."""
        plays = []
        for _round in range(self.repeat):
            done = player.play(tasks, variables=variables).values()
            if any(one.changed for one in done):
                raise SystemExit(f"{tasks[0].action} changed something")
            plays.append((sum(len(one.requests) for one in done), sum(one.seconds for one in done), player.seconds))
        player.play(tasks, watch=True, variables=variables)
        return [plays[0][0], *(min(play[at] for play in plays) for at in (1, 2)), player.peak]

    def _create(self, emulator: Emulated, player: Player, count: int) -> None:
        heading(f"{count:,} services, {count // 5} users and 20 escalation policies in a new account, parallel: 8")
        world = account(users=count // 5, policies=20, services=count)
        kinds = {kind: [dict(one) for one in world[kind]] for kind in ("users", "escalation_policies", "services")}
        del kinds["users"][-1]  # the owner exists
        for one in kinds["services"]:
            del one["integrations"]
        for one in kinds["escalation_policies"]:
            [rule] = one["escalation_rules"]
            one["escalation_rules"] = [{**rule, "targets": [{"user": user} for user in rule["targets"]]}]
        rows: list[list[t.Any]] = []
        for latency in (0.0, 0.1):
            emulator.load(account())
            emulator.admin("POST", "/faults", {"kind": "latency", "seconds": latency, "times": None})
            done = player.play(_whole(kinds, parallel=8), variables=kinds)["account"]
            emulator.admin("DELETE", "/faults")
            rows.append([f"{latency * 1000:.0f} ms", len(done.requests), done.seconds, player.seconds])
        table(("latency", "requests", "seconds of the task", "seconds of the play"), rows)

    # -- the event sources ---------------------------------------------------------------------------------------

    def triggers(self) -> None:
        measure(self.scratch, quick=self.quick)


def _loops(kinds: dict[str, t.Any]) -> list[Task]:
    """A task with a loop for each kind."""
    tasks = []
    for kind, entries in kinds.items():
        options = {name: f"{{{{ item.{name} }}}}" for name in entries[0]}
        tasks.append(Task(kind, f"{COLLECTION}pagerduty_{kind[:-1]}", options, entries))
    return tasks


def _whole(kinds: dict[str, t.Any], **options: t.Any) -> list[Task]:
    """The same as one task. Each kind is a variable, as in a role."""
    config = {kind: f"{{{{ {kind} }}}}" for kind in kinds}
    return [Task("account", f"{COLLECTION}pagerduty_account", {"config": config, **options})]


def _show_costs(costs: dict[tuple[str, str], Cost], shell: str, value: t.Callable[[Cost], float]) -> None:
    empty = value(costs["empty", shell])
    columns = ["", "requests", "ms", "http", "+empty", "+import", "MB"]
    labels = ["empty", *([EMPTY_REQUESTS] if shell == MODULE else []), *(case.label for case in CASES)]
    rows: list[list[t.Any]] = []
    for label in labels:
        cost = costs[label, shell]
        taken = value(cost)
        own = label not in ("empty", EMPTY_REQUESTS)
        over_empty = None if label == "empty" else taken - empty
        over_import = taken - value(costs[EMPTY_REQUESTS, MODULE]) if own and shell == MODULE else None
        shown = {"empty": f"an empty {shell}", EMPTY_REQUESTS: "one that imports requests"}.get(label, label)
        http = median(cost.http) if own else None
        rows.append([shown, round(cost.requests, 2), taken, http, over_empty, over_import, cost.peak])
    if shell == ACTION:
        columns.remove("+import")
        rows = [[*row[:5], row[6]] for row in rows]
    table(columns, rows)


PARTS = {
    "modules": Bench.modules,
    "bounds": Bench.bounds,
    "listing": Bench.listing,
    "names": Bench.names,
    "account": Bench.account,
    "triggers": Bench.triggers,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--only", default=",".join(PARTS), metavar="PARTS", help=f"some of {','.join(PARTS)}")
    parser.add_argument("--repeat", type=int, metavar="N", help="how often to measure (default: 3)")
    parser.add_argument("--quick", action="store_true", help="short loops, small accounts, once: to see that it works")
    given = parser.parse_args()
    parts = [name.strip() for name in given.only.split(",")]
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; there are: {', '.join(PARTS)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="pagerduty-benchmarks-") as scratch, ExitStack() as emulators:
        bench = Bench(Path(scratch), emulators, repeat=given.repeat or (1 if given.quick else 3), quick=given.quick)
        for name in parts:
            PARTS[name](bench)


if __name__ == "__main__":
    main()
