#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# prepare.sh [GROUP...]: what the demo and the tests share. Installs the missing packages of these groups of
# packages.sh (all when none is named) and the node modules, then builds the service, the client and the bundles of
# the tests.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
# shellcheck source=test/setup/stage.sh
source "$here/stage.sh"

# npm writes this file at the end of an installation.
modules_are_current() {
  [[ node_modules/.package-lock.json -nt package-lock.json && node_modules/.package-lock.json -nt package.json ]]
}

install_modules() {
  if modules_are_current; then return; fi
  npm ci --no-audit --no-fund --loglevel=error >&2
}

build() { npm run --silent build -- --tests >&2; }

stage packages bash "$here/packages.sh" "$@"
stage 'node modules' install_modules
stage build build
