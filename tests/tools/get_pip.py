# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces the get-pip script that ansible-test would download.

ansible-test runs the script as `get_pip.py [options] [packages]`, to install pip, and sometimes packages, in a new
virtual environment. Python contains pip, so no download is needed: ensurepip installs it, and this pip installs the
packages. `project.private_home` copies this file to the path of the downloaded script.
"""

from __future__ import annotations

import subprocess
import sys


def main(arguments: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
    packages = [argument for argument in arguments if not argument.startswith("-")]
    if packages:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-qq", *packages], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
