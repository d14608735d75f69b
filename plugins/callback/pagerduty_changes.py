# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends a change event to PagerDuty at the end of a playbook."""

from __future__ import annotations

DOCUMENTATION = r"""
name: pagerduty_changes
type: notification
short_description: Send a change event to PagerDuty at the end of a playbook
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Sends a change event at the end of each playbook. PagerDuty shows it on the service, and next to incidents that the
    change may have caused. It notifies nobody.
  - The event contains the playbook, the result, the numbers of hosts, the name of the first task that failed, who
    started the run, and a link to the job in AWX, GitLab, GitHub Actions or Jenkins. It contains no results, options or
    variables of tasks. The names of tasks and plays are sent as they are written in the playbook, with their templates.
  - With O(open_incidents), a failed run also opens an incident, and the next successful run resolves it.
  - Nothing is sent in check mode, if no host matches, or if no task runs. Ansible does not call callback plugins if it
    stops because of an error in the playbook or because of a signal, so nothing is sent then either.
  - If the event can't be sent, the plugin shows a warning. The run does not fail. It ends at most O(timeout) seconds
    later.
requirements:
  - requests
  - 'enable in configuration: C(callbacks_enabled = community.pagerduty.pagerduty_changes) in C(ansible.cfg), or the
    environment variable E(ANSIBLE_CALLBACKS_ENABLED)'
notes:
  - In AWX, a credential can't contain variables that start with C(ANSIBLE_). Enable the plugin in the C(ansible.cfg) of
    the project, or for all jobs in the settings of AWX (Extra Environment Variables).
options:
  routing_key:
    description:
      - The integration key of an Events API v2 integration of the service. It has 32 characters. The integration key of
        an event orchestration does not work, because it accepts no change events.
      - It is a secret, because everyone who has it can trigger alerts. The environment variable is the better place.
      - If not set, the plugin does nothing, and says so with C(-v). So it can be enabled for all jobs, and only those
        that have a key send events.
    type: str
    env:
      - name: PAGERDUTY_CHANGES_ROUTING_KEY
    ini:
      - section: callback_pagerduty_changes
        key: routing_key
  per:
    description:
      - V(playbook) sends one change event for each playbook, also if it consists of several plays or imports others.
      - V(play) sends one for each play, at the end of the playbook and with the time at which the play ended. The
        batches of a play with C(serial) are one play.
    type: str
    choices: [playbook, play]
    default: playbook
    env:
      - name: PAGERDUTY_CHANGES_PER
    ini:
      - section: callback_pagerduty_changes
        key: per
  send_unchanged:
    description:
      - Whether to send a change event also after a successful run in which no task reported a change. If V(false), only
        runs that changed something or failed are sent.
    type: bool
    default: true
    env:
      - name: PAGERDUTY_CHANGES_SEND_UNCHANGED
    ini:
      - section: callback_pagerduty_changes
        key: send_unchanged
  open_incidents:
    description:
      - Whether to send an event that opens an incident if a task fails or a host is unreachable, and an event that
        resolves this incident after the next successful run. A failure that a block rescues, or whose errors are
        ignored, does not count.
      - While the incident is open, further failed runs open no other one.
      - PagerDuty ignores the event that resolves an incident if none is open.
    type: bool
    default: false
    env:
      - name: PAGERDUTY_CHANGES_OPEN_INCIDENTS
    ini:
      - section: callback_pagerduty_changes
        key: open_incidents
  severity:
    description: The severity of the event that opens an incident.
    type: str
    choices: [critical, error, warning, info]
    default: error
    env:
      - name: PAGERDUTY_CHANGES_SEVERITY
    ini:
      - section: callback_pagerduty_changes
        key: severity
  dedup_key:
    description:
      - Identifies the incident of a failed run, so that the next successful run resolves it. At most 255 characters.
      - By default, it is made from what was run, which must be the same in both runs. This is the name of the AWX job
        template or the path of the playbook, the inventory, C(--limit), C(--tags), C(--skip-tags), and with
        O(per=play) the name of the play. So a run with another C(--limit) resolves nothing.
      - A path below the current directory is relative to it. If you run a playbook from different directories, set this
        option.
      - With O(per=play), the name of the play is added.
    type: str
    env:
      - name: PAGERDUTY_CHANGES_DEDUP_KEY
    ini:
      - section: callback_pagerduty_changes
        key: dedup_key
  source:
    description:
      - The system that is named as the source of the events.
      - The default is the host name of AWX, or of the machine that runs Ansible.
    type: str
    env:
      - name: PAGERDUTY_CHANGES_SOURCE
    ini:
      - section: callback_pagerduty_changes
        key: source
  link:
    description:
      - The URL of a page about the run. C({job_id}) is replaced by the ID of the AWX job.
      - The default is the page of the job in AWX, or of the job in GitLab, GitHub Actions or Jenkins. The pages of
        Ansible Automation Platform 2.5 and newer have other addresses. Set
        V(https://aap.example.com/execution/jobs/playbook/{job_id}/output) there.
    type: str
    env:
      - name: PAGERDUTY_CHANGES_LINK
    ini:
      - section: callback_pagerduty_changes
        key: link
  timeout:
    description: The maximum number of seconds for which the plugin delays the end of a playbook.
    type: float
    default: 10
    env:
      - name: PAGERDUTY_CHANGES_TIMEOUT
    ini:
      - section: callback_pagerduty_changes
        key: timeout
  region:
    description:
      - The region of the PagerDuty account, V(us) or V(eu).
      - If not set, the environment variable E(PAGERDUTY_REGION) is used, or else E(PAGERDUTY_SERVICE_REGION). The
        default is V(us).
    type: str
    ini:
      - section: callback_pagerduty_changes
        key: region
  events_url:
    description:
      - The base URL of the Events API.
      - If not set, the environment variables E(PAGERDUTY_EVENTS_URL) and E(PAGERDUTY_API_URL) are used. The default is
        the URL of the region.
    type: str
    ini:
      - section: callback_pagerduty_changes
        key: events_url
  validate_certs:
    description:
      - Whether to verify TLS certificates.
      - If not set, the environment variable E(PAGERDUTY_VALIDATE_CERTS) is used. The default is V(true).
    type: bool
    ini:
      - section: callback_pagerduty_changes
        key: validate_certs
  ca_path:
    description:
      - A file or directory with the certificates of the authorities to trust.
      - If not set, the environment variable E(PAGERDUTY_CA_PATH) is used. The default is the authorities that
        C(requests) trusts.
    type: str
    ini:
      - section: callback_pagerduty_changes
        key: ca_path
"""

EXAMPLES = r"""
# ansible.cfg
# [defaults]
# callbacks_enabled = community.pagerduty.pagerduty_changes
#
# [callback_pagerduty_changes]
# send_unchanged = false
# open_incidents = true
#
# In the shell, or in a credential of AWX:
# export PAGERDUTY_CHANGES_ROUTING_KEY=0123456789abcdef0123456789abcdef
"""

import typing as t

from ansible import context
from ansible.plugins.callback import CallbackBase

from ..plugin_utils._changes._events import Reporter, Settings
from ..plugin_utils._changes._origin import Origin
from ..plugin_utils._changes._outcome import Outcome, is_rescued, play_name, task_name
from ..plugin_utils._changes._sending import Sender


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "community.pagerduty.pagerduty_changes"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._playbook = ""
        self._variables: dict[str, t.Any] = {}
        self._outcomes: list[Outcome] = []
        self._play: str | None = None  # the ID of the current play

    def set_options(self, task_keys: t.Any = None, var_options: t.Any = None, direct: t.Any = None) -> None:
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        key = (self.get_option("routing_key") or "").strip()
        if not key:
            self._display.v("pagerduty_changes: nothing is sent, because routing_key is not set")
        # Ansible calls no method of a disabled plugin.
        self.disabled = not key or bool(context.CLIARGS.get("check"))

    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        self._playbook = playbook._file_name
        self._outcomes = []
        self._play = None

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        self._variables = play.get_variable_manager().extra_vars
        if play._uuid == self._play:  # the next batch of a play with `serial`
            return
        self._play = play._uuid
        if self.get_option("per") == "play" or not self._outcomes:
            self._end_play()
            self._outcomes.append(Outcome(play_name(play) if self.get_option("per") == "play" else ""))

    def v2_runner_on_ok(self, result: t.Any) -> None:
        # A task with `check_mode: true` only predicts a change.
        self._outcomes[-1].add_success(result._host.name, result.is_changed() and not result._task.check_mode)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        if ignore_errors:
            self.v2_runner_on_ok(result)
        elif is_rescued(result._task):
            self.v2_runner_on_skipped(result)
        else:
            self._outcomes[-1].add_failure(result._host.name, task_name(result._task))

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        self._outcomes[-1].add_success(result._host.name, False)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        if result._task.ignore_unreachable:
            self.v2_runner_on_skipped(result)
        else:
            self._outcomes[-1].add_unreachable(result._host.name)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._end_play()
        origin = Origin.of_run(self._playbook, self._variables, context.CLIARGS)
        reporter = Reporter(Settings(**{name: self.get_option(name) for name in Settings.names()}), origin)
        tasks = [task for outcome in self._outcomes for task in reporter.tasks(outcome)]
        sender = Sender({name: self.get_option(name) for name in Sender.OPTIONS}, self.get_option("timeout"))
        for line in sender.send(tasks):
            self._display.warning(f"pagerduty_changes: {line}")
        for line in sender.requests:
            self._display.vvv(f"PagerDuty: {line}")

    def _end_play(self) -> None:
        if self._outcomes:
            self._outcomes[-1].end()
