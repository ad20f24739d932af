#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run bench [-- [PART [WORD]] [--check | --write]]: all parts, whatever fails, or one of these. WORD: only rows whose
# name has it, of redaction (after one of its own parts), growth and guest. BENCH_ROUNDS=3 instead of 5, for growth and
# guest. --write keeps the result in docs/bench.json, of which README has a table; --check fails when a ratio is more than
# 1.3 times the one that is kept. With either, redaction is left out: its bounds are in its code.
#
#   redaction  In the default mode: the scanner beside a bare loop, a record beside raw mode, hostile text beside everyday
#              text, and what is kept of an idle connection. npm run bench -- redaction scan json is a table, and a row.
#   ring       Real BPF fills a ring; ktls-otel in each mode of KTLS_PAYLOAD and OpenTelemetry's own pipeline read it in
#              turns and export to the real Collector (which discards what it gets), beside batches that were encoded
#              before. 256 bytes of plaintext a record, OTEL_BLRP_* as by default; CPU is that of the pipeline's process
#              alone. Fails when a record is lost.
#   growth     The service over such a ring: what a record costs with 1 to 131,072 connections, 0 to 64 rules, after a
#              million exchanges; what 100,000 idle connections take; what an idle service takes.
#   guest      On Linux 6.12, beside bpftrace: raw kTLS sockets at 500 records/s and at full speed, nginx with files of
#              1 MB and with small JSON. Throughput kept, p99, share delivered, CPU a record, BPF time a call, also with
#              filters; the time to the console and to the Collector; what an idle service takes. Takes an hour.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
parts='redaction ring growth guest'
words=() option=''
for argument in "$@"; do
  case $argument in
    --check | --write) option=$argument ;;
    *) words+=("$argument") ;;
  esac
done
part=${words[0]:-}
if [[ " $parts " != *" ${part:-ring} "* ]]; then
  echo "bench: no part $part; the parts are ${parts// /, }" >&2
  exit 2
fi
if [[ $option == --write && ${#words[@]} -gt 1 ]]; then
  echo 'bench: --write keeps whole parts, and takes no WORD' >&2
  exit 2
fi

redaction() {
  if [[ -z $option || -n $part ]]; then node dist/test/bench/redaction.tool.cjs "${words[@]:1}"; fi
}

ring() { node dist/test/bench/bench.tool.cjs "$collector" "$option"; }

growth() { node dist/test/bench/growth.tool.cjs "$collector" "$option" "${words[@]:1}"; }

guest() {
  bash test/setup/packages.sh guest bench || return
  make -s -C test/workload >&2 || return
  mkdir -p dist/bench
  bash test/guest/machine/run.sh --kernel 6.12 --timeout 14400 --env BENCH_ROUNDS --share "$PWD/dist/bench" -- \
    node dist/test/bench/guest.tool.cjs "$collector" dist/bench "${words[@]:1}" || return
  node dist/test/bench/guest-keep.tool.cjs dist/bench/guest.json "$option"
}

collector=$(bash test/setup/real-ring.sh bench)
failed=0
for name in ${part:-$parts}; do "$name" || failed=1; done
exit "$failed"
