#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run faults [-- WORD]: the service over a real BPF ring, before the real Collector, with a fault between or beside
# them: a row for each, or for those whose name has the word. Fails when the account of one is not balanced to the record.
# Takes half an hour.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash test/setup/real-ring.sh faults >/dev/null
exec "$(bash test/setup/node.sh 24)" dist/test/faults/faults.tool.cjs "$@"
