#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run faults [-- WORD]: the service over a real BPF ring, before the real Collector, with a fault between or beside
# them: a row for each, or for those whose name has the word. Fails when the account of one is not balanced to the record.
# Takes half an hour.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [[ $EUID -ne 0 ]]; then
  echo 'faults: needs root, to load BPF' >&2
  exit 1
fi
bash test/setup/prepare.sh build
make -s -C test/native/ring
bash test/backends/collector/build.sh >/dev/null
exec "$(bash test/setup/node.sh 24)" dist/test/faults/faults.tool.cjs "$@"
