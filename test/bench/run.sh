#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run bench: real BPF fills a ring; ktls-otel and OpenTelemetry's own pipeline read it in turns and export to the
# real Collector (which discards what it gets). 256 bytes of plaintext a record, OTEL_BLRP_* as by default; CPU is that of
# the pipeline's process alone. Fails when a record is lost at the stated rate, or costs more CPU than by the stock one.
# Before it, redaction: plain text, and text that is made to be slow, in sizes that double; fails when that costs more than
# 16 times as much, or more a byte the longer it is.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
if [[ $EUID -ne 0 ]]; then
  echo "bench: needs root, to load BPF" >&2
  exit 1
fi
bash test/setup/prepare.sh build
node dist/test/bench/scan.tool.cjs
make -s -C test/native/ring >&2
collector=$(bash test/backends/collector/build.sh)
node dist/test/bench/bench.tool.cjs "$collector"
