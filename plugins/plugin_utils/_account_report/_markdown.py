# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for pull requests, job summaries and chats.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ._report import Different, Group, Level, Policy, Report

_SPECIAL = re.compile(r"[\\`*_\[\]|~$<>&]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_START = re.compile(r"^(\d+)([.)])|^([-+=#:])")  # of a list, a heading and so on


def escaped(text: str) -> str:
    """A text in one line, in which nothing is markup, for a paragraph, a list or a table."""
    line = " ".join(text.split())
    line = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), line)
    return _START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", line)


def code(text: str) -> str:
    """A text in one line as code."""
    line = " ".join(text.split())
    if not line:
        return "(empty)"
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    blank = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{blank}{line}{blank}{fence}"


def markdown(report: Report) -> str:
    """The whole report."""
    return "\n".join(_document(report)) + "\n"


def summary_text(report: Report) -> str:
    """A few lines of plain text: the numbers, what differs, and the problems."""
    return "\n".join(_summary(report)) + "\n"


def _summary(report: Report) -> Iterator[str]:
    yield from report.summary()
    for title, names in (
        ("Different", [f"{one.kind}: {one.name} ({_options(one)})" for one in report.different]),
        ("Missing", _named(report.missing)),
        ("Unmanaged", _named(report.unmanaged)),
        ("Problems", [f"{one.name}: {one.message}" for group in report.problems for one in group.entries]),
    ):
        if names:
            yield from ("", f"{title}:")
            yield from (f"- {' '.join(name.split())}" for name in names)


def _options(one: Different) -> str:
    return ", ".join(option.option for option in one.options)


def _named(groups: list[Group]) -> list[str]:
    return [f"{group.title}: {one.name}" for group in groups for one in group.entries]


def _document(report: Report) -> Iterator[str]:
    yield f"# PagerDuty account report{': ' + escaped(report.account) if report.account else ''}"
    yield ""
    if report.time_label:
        yield from (f"As of {report.time_label}.", "")
    yield from (f"- {line}" for line in report.summary())
    if report.has_drift:
        yield from _drift(report)
    if report.has_health:
        yield from _health(report)
    if report.has_map:
        yield from _map(report)
    for title, lead, groups in (
        ("Secrets", "These secrets exist. The report does not contain them.", report.secrets),
        (
            "Not exported",
            "A configuration can't contain this, or can only apply it to this account.",
            report.left_out,
        ),
    ):
        if groups:
            yield from ("", f"## {title}", "", lead)
            yield from _entries(groups)


def _entries(groups: list[Group]) -> Iterator[str]:
    for group in groups:
        yield from ("", f"### {group.title}", "")
        for one in group.entries:
            option = f"{code(one.option)}: " if one.option else ""
            yield f"- {escaped(one.name or 'All of them')}: {option}{escaped(one.text)}"


def _drift(report: Report) -> Iterator[str]:
    yield from ("", "## Differences from the configuration", "")
    if not report.is_different:
        yield "The account is as the configuration describes it."
        return
    counts = report.drift_counts
    yield from table(["Different", "Missing", "Unmanaged"], [[str(number) for number in counts.values()]])
    for one in report.different:
        yield from ("", f"### Different: {escaped(one.kind)}: {escaped(one.name)}", "")
        if one.source:
            yield from (f"Configured in {code(one.source)}.", "")
        short = [option for option in one.options if not option.lines]
        if short:
            rows = [[code(option.option), code(option.before), code(option.after)] for option in short]
            yield from table(["Option", "In the account", "In the configuration"], rows)
        for option in one.options:
            if option.lines:
                texts = [f"{line.sign} {line.text}" for line in option.lines]
                yield from ([""] if short else [])
                yield from (f"{code(option.option)} (- in the account, + in the configuration):", "")
                yield from _block(texts, "diff")
    for title, groups in (("Missing", report.missing), ("Unmanaged", report.unmanaged)):
        if groups:
            yield from ("", f"### {title}", "")
            for group in groups:
                names = ", ".join(escaped(one.name) for one in group.entries)
                yield f"- {group.title} ({len(group.entries)}): {names}"


def _health(report: Report) -> Iterator[str]:
    yield from ("", "## Health check")
    for title, groups, nothing in (
        ("Problems", report.problems, "No problems."),
        ("Notices", report.notices, "No notices."),
    ):
        yield from ("", f"### {title}", "")
        if not groups:
            yield nothing
        for group in groups:
            yield f"- {group.title} ({len(group.entries)})"
            for issue in group.entries:
                yield f"  - {escaped(issue.name)}: {escaped(issue.message)}"


def _map(report: Report) -> Iterator[str]:
    yield from ("", "## Map: who is notified", "", "The times are UTC.")
    for team in report.teams:
        yield from ("", f"### {escaped(team.name)}", "")
        yield from table(["Services", "Escalation policy", "On call now", "Health"], map(_row, team.policies))


def _row(policy: Policy) -> list[str]:
    people = "<br>".join(f"{level.number}: {_people(level)}" for level in policy.levels) or "unknown"
    worse = {one.anchor: policy.health_of(one) for one in policy.services}
    named = [
        escaped(one.name) + (f" ({worse[one.anchor]})" if worse[one.anchor] != policy.health else "")
        for one in policy.services
    ]
    return [", ".join(named) or "none", escaped(policy.name), people, policy.health or "fine"]


def _people(level: Level) -> str:
    found = {
        f"{person.name}{f' until {person.until}' if person.until else ''}{_of(target.is_user, target.name)}"
        for target in level.targets
        for person in target.people
    }
    return ", ".join(map(escaped, sorted(found))) or "nobody"


def _of(is_user: bool, name: str) -> str:
    return "" if is_user else f" ({name})"


def table(titles: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """The lines of a table. rows: cells, as Markdown."""
    yield f"| {' | '.join(titles)} |"
    yield f"|{' --- |' * len(titles)}"
    for row in rows:
        # A bar ends a cell, also in code.
        cells = [re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in row]
        yield f"| {' | '.join(cells)} |"


def _block(lines: list[str], language: str) -> Iterator[str]:
    ticks = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, ticks + 1)
    yield fence + language
    yield from lines
    yield fence
