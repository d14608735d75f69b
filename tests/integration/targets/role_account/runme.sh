#!/usr/bin/env bash
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Export an account, and apply the files to the same account and to another one. Each is a host of the inventory.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo password > "$folder/password"

ansible-playbook files/test.yml -i files/inventory.yml --vault-password-file "$folder/password" \
  -e @../../integration_config.yml -e "{\"folder\": \"$folder\"}" "$@"
