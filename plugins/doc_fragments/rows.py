# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the info modules that can write their rows to a file."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  dest:
    description:
      - The file to write the rows to, on the host where the task runs. Without it, the module returns the rows.
      - Use it for large results. The module then reads one page after the other and keeps none of them, so it needs the
        same memory for any number of rows.
      - The file is replaced atomically at the end, and only if its content differs. This is reported as a change. After
        an error, the file is as it was before. It keeps its permissions.
      - The directory must exist. A symbolic link is followed, and the file that it points to is replaced. Everything
        except a regular file is rejected.
    type: path
  format:
    description:
      - The format of the file. Both are in UTF-8.
      - V(jsonl) writes each row as one line of JSON, with all of its attributes. C(jq) and most databases read it.
      - V(csv) writes the most important attributes as columns, for spreadsheets. The first line contains their names.
        Empty cells are values that do not exist. Lists and objects are written as JSON.
    type: str
    choices: [jsonl, csv]
    default: jsonl
"""
