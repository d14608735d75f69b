# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library imported from a zip file, as Ansible sends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

START = Path(__file__).resolve().parents[4] / "plugins" / "module_utils" / "_shells" / "zip_finder.py"

PROGRAM = """
import builtins, sys
sys.path.insert(0, sys.argv[1])
from library.utils._shells import zip_finder
compiled = []
python = builtins.compile
builtins.compile = lambda source, name, *rest, **more: compiled.append(name) or python(source, name, *rest, **more)
zip_finder.install()
import library.utils._one
import library.utils.part._two
try:
    import library.utils._none
except ModuleNotFoundError as error:
    print(error)
print(library.utils._one.said, library.utils.part._two.said)
print(*(len([name for name in compiled if name.endswith(end)]) for end in ("_one.py", "_two.py")))
"""


def test_each_module_is_compiled_once(tmp_path: Path) -> None:
    packed = tmp_path / "packed.zip"
    with ZipFile(packed, "w") as file:
        for package in ("", "utils/", "utils/part/", "utils/_shells/"):
            file.writestr(f"library/{package}__init__.py", "")
        file.writestr("library/utils/_shells/zip_finder.py", START.read_text())
        file.writestr("library/utils/_one.py", "from .part._two import said as two\nsaid = f'one, {two}'")
        file.writestr("library/utils/part/_two.py", "said = 'two'")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(packed)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.splitlines() == ["No module named 'library.utils._none'", "one, two two", "1 1"], done.stderr
