# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-test gets in place of the get-pip script that it would download.

ansible-test runs its script as `get_pip.py [options] [packages]`, to put a pip, and perhaps packages, into a fresh
virtual environment. Python brings a pip along, so no download host is needed: ensurepip puts it there, and that pip
fetches the packages.
`project.private_home` lays copies of this file where ansible-test looks for the downloaded one.
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
