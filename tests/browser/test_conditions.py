# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The browser runs scripts, so that the other tests can rely on it."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_scripts_run(page: Page) -> None:
    page.set_content("<h1></h1><script>document.querySelector('h1').textContent = 1 + 1</script>")
    expect(page.get_by_role("heading")).to_have_text("2")
