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
failed=$outputs/failed
touch "$failed"
trap 'rm -rf "$results" "$outputs"' EXIT

build_test_programs() {
  make -s -C test/workload
  make -s -C test/native/ring
  npx tsc --noEmit
}

fetch_guests() {
  local series
  bash test/guest/machine/emulator.sh >/dev/null
  for series in 5.10 6.1 6.12 7.2 7.3; do bash test/guest/machine/kernel.sh "$series" >/dev/null; done
}

# Runs node's test runner through a command, keeps what it prints for the count.
report() {
  local file
  file=$(mktemp -p "$results")
  "$@" | tee "$file"
}

host_tests() {
  local files
  mapfile -t files < <(find dist/test -name '*.test.cjs' -not -path '*/test/guest/*' | sort)
  report node --test --test-reporter=spec "${files[@]}"
}

# guest_tests "OPTION..." TEST...: in a guest that run.sh starts with these options.
guest_tests() {
  local options tests
  read -ra options <<<"$1"
  shift
  tests=("${@/#/dist/test/guest/}")
  report bash test/guest/machine/run.sh "${options[@]}" --timeout 2400 \
    --env TEST_COLLECTOR="$collector" --env TEST_LOKI="$loki" --env TEST_JAEGER="$jaeger" -- \
    node --test --test-concurrency=1 --test-reporter=spec "${tests[@]/%/.test.cjs}"
}

# try NAME COMMAND...: a stage whose failure does not end the run.
try() {
  local status
  set +e
  # In a subshell: stage turns `set -e` on again before it returns.
  (stage "$@")
  status=$?
  set -e
  if [[ $status -ne 0 ]]; then echo "$1" >>"$failed"; fi
}

# guest NAME "OPTION..." TEST...: what it prints comes at its end, and not between what others print.
guest() {
  local output
  output=$(mktemp -p "$outputs")
  try "$1" guest_tests "${@:2}" &>"$output"
  flock "$outputs" cat "$output"
}

bash test/setup/prepare.sh
stage 'test programs' build_test_programs
stage certificates bash test/workload/certificate.sh dist/certificates
collector=$(stage Collector bash test/backends/collector/build.sh)
loki=$(stage Loki bash test/backends/loki/build.sh)
jaeger=$(stage Jaeger bash test/backends/jaeger/build.sh)
stage 'kernels and QEMU' fetch_guests

try 'host' host_tests

# exact, on every kernel: what programs sent is what arrived. hooks: where the ways to attach differ. 5.10 has no BTF of
# modules, and so no fentry. What does not depend on the kernel is tested on one. Two guests at a time, for a guest keeps
# no CPU busy for long; no test looks at time.
first_guests() {
  guest 'guest 6.12' '--kernel 6.12' delivery failures filters reload who gaps churn lifetime loki
  guest 'guest 6.12, HTTP' '--kernel 6.12' spans metrics metrics-http tls-sockets
  guest 'guest 7.2' '--kernel 7.2' exact hooks connections
  guest 'guest 7.3' '--kernel 7.3' exact connections
  guest 'guest 6.1' '--kernel 6.1' exact
}
second_guests() {
  guest 'guest 6.12, secrets' '--kernel 6.12' secrets harmless
  guest 'guest 6.12, every way' '--kernel 6.12' exact hooks connections
  guest 'guest 6.12, preempt=full' '--kernel 6.12 --append preempt=full' exact missed
  guest 'guest 5.10' '--kernel 5.10 --env TEST_WAYS=kprobe' exact
  guest 'guest 6.12, cgroup v1' '--kernel 6.12 --cgroup v1' cgroup-v1
}
first_guests &
first=$!
second_guests
wait "$first"

count() { cat "$results"/* | sed -n "s/^.*ℹ $1 \([0-9]*\)\$/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'; }
cat "$results"/* | sed -n 's/^matrix: //p'
sed 's/^/failed: /' "$failed"
echo "all: $(seconds_since "$started")"
echo "$(count pass) passed, $(($(count fail) + $(count cancelled))) failed"
[[ ! -s $failed ]]
