# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Sphinx for the documentation site. `make site` builds it, see tests/tools/docs_site.py."""

from __future__ import annotations

from typing import Any

from docutils import nodes

ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
# The pages of Ansible's documentation to which the documentation of the plugins refers, by label.
PAGES = {
    "action_plugins": "plugins/action.html",
    "callback_plugins": "plugins/callback.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
BUILTIN = "ansible_collections.ansible.builtin."

project = "community.pagerduty"
author = "community.pagerduty contributors"
copyright = "community.pagerduty contributors"
html_title = "community.pagerduty"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
myst_heading_anchors = 4  # as on GitHub
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # commands with line breaks, and templates inside of YAML
highlight_language = "yaml"
pygments_style = "ansible"
pygments_dark_style = "monokai"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "source_repository": "https://github.com/ansible-collections/community.pagerduty/",
    "source_branch": "main",
    "source_directory": "docs/",
    "top_of_page_buttons": [],
}

# Addresses in examples.
linkcheck_ignore = [r"https?://(localhost|127\.0\.0\.1|.*\.?example\.(com|org)|your-.*)"]


def setup(app: Any) -> None:
    app.connect("missing-reference", link_to_ansible)


def link_to_ansible(app: Any, env: Any, node: Any, text: Any) -> Any:
    """Return a link to the documentation of Ansible for a label that this site does not have; None if unknown."""
    label = str(node.get("reftarget"))
    page = PAGES.get(label)
    if node.get("reftype") == "envvar":
        page = f"{PAGES['ansible_configuration_settings']}#envvar-{label}"
    if label.startswith(BUILTIN):
        page = f"collections/ansible/builtin/{label.removeprefix(BUILTIN)}.html"
    return nodes.reference("", "", text, refuri=ANSIBLE + page, internal=False) if page else None
