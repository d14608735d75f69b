# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a run of Ansible comes from: what was run, by whom, and where its output is.

AWX adds variables with the prefixes awx_ and tower_ to each job, and sets the environment variables AWX_HOST and
JOB_ID.
GitLab, GitHub Actions and Jenkins set environment variables, which their documentation lists.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import getpass
import os
import re
import socket
import typing as t
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_COLLECTION_PLAYBOOK = re.compile(r".*/ansible_collections/(\w+)/(\w+)/playbooks/(.+)\.ya?ml")


@dataclass(frozen=True)
class Origin:
    """Where a run comes from. Texts are empty if they are not known.

    playbook: the path or the name of the playbook. template, job, inventory: the names or IDs in AWX; for `inventory`
    otherwise the sources on the command line. limit, tags, skip_tags: as on the command line. link: a URL.
    """

    playbook: str
    source: str
    user: str
    template: str = ""
    job: str = ""
    launch_type: str = ""
    link: str = ""
    revision: str = ""
    inventory: str = ""
    limit: str = ""
    tags: str = ""
    skip_tags: str = ""

    @property
    def name(self) -> str:
        """What was run, for people."""
        return self.template or self.playbook

    @property
    def is_in_awx(self) -> bool:
        return bool(self.job)

    @classmethod
    def of_run(
        cls,
        playbook: str,
        variables: t.Mapping[str, t.Any],
        options: t.Mapping[str, t.Any],
        environment: t.Mapping[str, str] | None = None,
    ) -> Origin:
        """The origin of the current run.

        playbook: its path. variables: the extra variables. options: the options of the command line, as Ansible has
        them. environment: the environment variables, for tests.
        """
        env = os.environ if environment is None else environment

        def awx(name: str) -> str:
            return str(variables.get(f"awx_{name}") or variables.get(f"tower_{name}") or "")

        host = env.get("AWX_HOST", "")
        job = awx("job_id") or (env.get("JOB_ID", "") if host else "")
        return cls(
            playbook=_playbook_name(playbook),
            source=(urlsplit(host).hostname if job else "") or socket.gethostname(),
            user=_user(awx("user_name"), bool(job), env),
            template=awx("job_template_name"),
            job=job,
            launch_type=awx("job_launch_type"),
            link=f"{host.rstrip('/')}/#/jobs/playbook/{job}" if host and job else _ci_link(env),
            revision=awx("project_revision") or _first(env, "CI_COMMIT_SHA", "GITHUB_SHA", "GIT_COMMIT"),
            inventory=awx("inventory_name") or ", ".join(map(_shown_path, options.get("inventory") or ())),
            limit=str(options.get("subset") or ""),
            tags=_tags(options, "tags", {"all"}),
            skip_tags=_tags(options, "skip_tags", set()),
        )


def _playbook_name(path: str) -> str:
    """The name of a collection's playbook, or the path of another one."""
    found = _COLLECTION_PLAYBOOK.fullmatch(Path(path).absolute().as_posix())
    return ".".join(found.groups()) if found else _shown_path(path)


def _shown_path(path: str) -> str:
    """A path below the current directory is relative to it."""
    if "," in path:  # an inventory in the form of a list of hosts
        return path
    absolute = Path(path).absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)


def _user(awx_user: str, in_awx: bool, env: t.Mapping[str, str]) -> str:
    """Who started the run. Scheduled jobs of AWX have no user, and the user in their container says nothing."""
    ci_user = _first(env, "GITLAB_USER_LOGIN", "GITHUB_ACTOR", "BUILD_USER_ID")
    if awx_user or in_awx or ci_user:
        return awx_user or ("" if in_awx else ci_user)
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return ""


def _ci_link(env: t.Mapping[str, str]) -> str:
    parts = [env.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    github = f"{parts[0]}/{parts[1]}/actions/runs/{parts[2]}" if all(parts) else ""
    return _first(env, "CI_JOB_URL", "BUILD_URL") or github


def _first(env: t.Mapping[str, str], *names: str) -> str:
    return next((env[name] for name in names if env.get(name)), "")


def _tags(options: t.Mapping[str, t.Any], name: str, default: set[str]) -> str:
    found = {tag.strip() for entry in options.get(name) or () for tag in str(entry).split(",")} - {""}
    return "" if found == default else ",".join(sorted(found))
