#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm test, from a fresh clone: installs and builds what is missing; then the tests of this host, which need root for
# BPF, and those of the guests. All run, whatever fails; the last line counts them.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=test/setup/stage.sh
source test/setup/stage.sh
started=$EPOCHREALTIME
if [[ $EUID -ne 0 ]]; then
  echo 'npm test: needs root, to load BPF' >&2
  exit 1
fi

results=$(mktemp -d)
outputs=$(mktemp -d)
trap 'rm -rf "$results" "$outputs"' EXIT
# On one kernel: what does not depend on it.
once=(delivery failures filters reload who gaps churn lifetime loki)

build_test_programs() {
  make -s -C test/workload
  make -s -C test/capture/ring
  npx tsc --noEmit
}

fetch_guests() {
  local series
  bash test/guest/emulator.sh >/dev/null
  for series in 5.10 6.1 6.12 7.2 7.3; do bash test/guest/kernel.sh "$series" >/dev/null; done
}

# Runs node's test runner through a command, keeps what it prints for the count.
report() {
  local file
  file=$(mktemp -p "$results")
  "$@" | tee "$file"
}

host_tests() {
  local files
  mapfile -t files < <(find dist/test -name '*.test.cjs' -not -path '*/e2e/guest/*' | sort)
  report node --test --test-reporter=spec "${files[@]}"
}

# guest_tests "OPTION..." TEST...: in a guest that run.sh starts with these options.
guest_tests() {
  local options tests
  read -ra options <<<"$1"
  shift
  tests=("${@/#/dist/test/e2e/guest/}")
  report bash test/guest/run.sh "${options[@]}" --timeout 1500 \
    --env TEST_COLLECTOR="$collector" --env TEST_LOKI="$loki" --env TEST_JAEGER="$jaeger" -- \
    node --test --test-concurrency=1 --test-reporter=spec "${tests[@]/%/.test.cjs}"
}

failed=()
# try NAME COMMAND...: a stage whose failure does not end the run.
try() {
  local status
  set +e
  # In a subshell: stage turns `set -e` on again before it returns.
  (stage "$@")
  status=$?
  set -e
  if [[ $status -ne 0 ]]; then failed+=("$1"); fi
}

# try_both NAME COMMAND... -- NAME COMMAND...: at once; what the second prints comes when the first has ended.
try_both() {
  local first=() second status
  while [[ $1 != -- ]]; do
    first+=("$1")
    shift
  done
  shift
  (stage "$@") &>"$outputs/second" &
  second=$!
  try "${first[@]}"
  set +e
  wait "$second"
  status=$?
  set -e
  cat "$outputs/second"
  if [[ $status -ne 0 ]]; then failed+=("$1"); fi
}

bash test/setup/prepare.sh
stage 'test programs' build_test_programs
stage certificates bash test/workload/certificate.sh dist/certificates
collector=$(stage Collector bash test/backends/collector/build.sh)
loki=$(stage Loki bash test/backends/loki/build.sh)
jaeger=$(stage Jaeger bash test/backends/jaeger/build.sh)
stage 'kernels and QEMU' fetch_guests

try 'host' host_tests
try 'guest 6.12' guest_tests '--kernel 6.12' "${once[@]}"
# exact, on every kernel: what programs sent is what arrived. hooks: where the ways to attach differ. 5.10 has no BTF of
# modules, and so no fentry. Two at a time, for a guest keeps no CPU busy for long; none of these looks at time.
try_both 'guest 6.12, every way' guest_tests '--kernel 6.12' exact hooks connections \
  -- 'guest 6.12, preempt=full' guest_tests '--kernel 6.12 --append preempt=full' exact missed
try_both 'guest 6.12, HTTP' guest_tests '--kernel 6.12' spans metrics metrics-http \
  -- 'guest 6.12, secrets' guest_tests '--kernel 6.12' secrets harmless tls-sockets
try_both 'guest 7.2' guest_tests '--kernel 7.2' exact hooks connections \
  -- 'guest 7.3' guest_tests '--kernel 7.3' exact connections
try_both 'guest 6.1' guest_tests '--kernel 6.1' exact \
  -- 'guest 5.10' guest_tests '--kernel 5.10 --env TEST_WAYS=kprobe' exact
try 'guest 6.12, cgroup v1' guest_tests '--kernel 6.12 --cgroup v1' cgroup-v1

count() { cat "$results"/* | sed -n "s/^.*ℹ $1 \([0-9]*\)\$/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'; }
cat "$results"/* | sed -n 's/^matrix: //p'
for name in "${failed[@]}"; do echo "failed: $name"; done
echo "all: $(seconds_since "$started")"
echo "$(count pass) passed, $(($(count fail) + $(count cancelled))) failed"
[[ ${#failed[@]} -eq 0 ]]
