#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run bench [-- --check | --write]: real BPF fills a ring; ktls-otel in each mode of KTLS_PAYLOAD and OpenTelemetry's
# own pipeline read it in turns and export to the real Collector (which discards what it gets), beside batches that were
# encoded before. 256 bytes of plaintext a record, OTEL_BLRP_* as by default; CPU is that of the pipeline's process
# alone. Fails when a record is lost. --write keeps the result in docs/bench.json, of which README has a table; --check
# fails when a ratio is more than 1.3 times the one that is kept.
# Before it, redaction in the default mode: the scanner beside a bare loop, a record beside raw mode, hostile text beside
# everyday text, and what is kept of an idle connection (test/bench/redaction.tool.ts; a part and a row of it run alone:
# node dist/test/bench/redaction.tool.cjs scan json). All is measured, whatever fails.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
if [[ $EUID -ne 0 ]]; then
  echo "bench: needs root, to load BPF" >&2
  exit 1
fi
bash test/setup/prepare.sh build
failed=0
if [[ $# -eq 0 ]]; then node dist/test/bench/redaction.tool.cjs || failed=1; fi
make -s -C test/native/ring >&2
collector=$(bash test/backends/collector/build.sh)
node dist/test/bench/bench.tool.cjs "$collector" "$@" || failed=1
exit "$failed"
