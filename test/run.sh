#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh [quick|long|packages]: npm test, npm run test:quick, test:long and test:packages, from a fresh clone. Installs and
# builds what is missing, then runs the jobs of the table below, as many at a time as there are processors. All run,
# whatever fails; the last line counts their tests.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=test/setup/stage.sh
source test/setup/stage.sh
tier=${1:-full}
started=$EPOCHREALTIME
if [[ $EUID -ne 0 ]]; then
  echo 'npm test: needs root, to load BPF' >&2
  exit 1
fi

# The jobs in the order in which they start, the longest first. A guest's columns: name, options of
# test/guest/machine/run.sh, tests of test/guest.
# exact: what programs sent is what arrived, on every kernel. hooks: where the ways to attach differ. 5.10 has no BTF of
# modules, and so no fentry. What does not depend on the kernel is tested on one.
full_jobs() {
  cat <<'END'
unit
guest 6.12, every way     | --kernel 6.12                         | exact hooks connections
native
guest 7.2                 | --kernel 7.2                          | exact
guest 6.12, preempt=full  | --kernel 6.12 --append preempt=full   | exact missed
guest 6.12, who and what  | --kernel 6.12                         | filters reload who kernel-service lifetime failures ends clock privilege
guest 6.12, HTTP          | --kernel 6.12                         | spans one-way debian-13 secrets carriers tls-sockets whose
guest 7.3                 | --kernel 7.3                          | exact
guest 6.1                 | --kernel 6.1 --node 22                | exact
guest 5.10                | --kernel 5.10 --env TEST_WAYS=kprobe  | exact fairness privilege
guest 6.12, load          | --kernel 6.12                         | delivery gaps churn metrics content fairness
lint
guest 6.12, cgroup v1     | --kernel 6.12 --cgroup v1             | cgroup-v1
END
}

quick_jobs() {
  cat <<'END'
unit
native
lint
guest 6.12  | --kernel 6.12  | carriers
END
}

# What npm test has no time for: each place that it takes samples of, and newer kernels' hooks and connections.
long_jobs() {
  cat <<'END'
places
guest 7.2  | --kernel 7.2  | hooks connections
guest 7.3  | --kernel 7.3  | hooks connections
END
}

# What is installed, from nothing to a captured exchange.
packages_jobs() {
  cat <<'END'
packages
guest 6.12, packages  | --kernel 6.12                 | packages image
guest 6.12, systemd   | --kernel 6.12 --init systemd  | systemd
END
}

# Options of a guest's machine.
made_packages=()
case $tier in
  full) nodes=(22 24) kernels=(5.10 6.1 6.12 7.2 7.3) ;;
  quick) nodes=(24) kernels=(6.12) ;;
  long) nodes=(24) kernels=(7.2 7.3) ;;
  packages) nodes=(22 24) kernels=(6.12) ;;
  *)
    echo 'usage: test/run.sh [quick|long|packages]' >&2
    exit 2
    ;;
esac

work=$(mktemp -d)
mkdir "$work"/{queue,taken,output}
trap 'rm -rf "$work"' EXIT

build_test_programs() {
  make -s -C test/workload
  make -s -C test/native/ring
  bash test/workload/certificate.sh dist/certificates
}

fetch() {
  local backend series
  for backend in collector loki jaeger; do bash "test/backends/$backend/build.sh" >/dev/null; done
  bash test/guest/machine/emulator.sh >/dev/null
  for series in "${kernels[@]}"; do bash test/guest/machine/kernel.sh "$series" >/dev/null; done
  bash test/guest/machine/accelerator.sh >/dev/null
  bash test/setup/harmless.sh >/dev/null
  if [[ $tier == full ]]; then bash test/setup/debian-13.sh >/dev/null; fi
}

make_packages() {
  rm -rf dist/packages
  local suite
  for suite in bullseye bookworm; do bash test/setup/debian-bare.sh "$suite"; done
  bash deploy/all.sh dist/packages "$(bash test/setup/debian-bare.sh bookworm)"
  # Each is built once, and takes some minutes.
  bash test/setup/go-tool.sh helm-unittest
  bash test/setup/kubernetes-validate.sh
  bash test/setup/compose/build.sh
}

unit() {
  bash test/unit/run.sh "${nodes[@]}"
}

# Tests that take long are *.long.test.ts.
native() {
  local files node
  node=$(bash test/setup/node.sh 24)
  mapfile -t files < <(find dist/test/native -name '*.test.cjs' | sort)
  if [[ $tier == quick ]]; then mapfile -t files < <(printf '%s\n' "${files[@]}" | grep -v '\.long\.test\.cjs$'); fi
  PATH=$(dirname "$node"):$PATH "$node" --test --test-concurrency="$(nproc)" --test-reporter=spec "${files[@]}"
}

places() {
  local node
  node=$(bash test/setup/node.sh 24)
  EVERY_PLACE=1 "$node" --test --test-reporter=spec dist/test/unit/redact/corpus/any-place-*.test.cjs
}

packages() {
  node --test --test-reporter=spec dist/test/packages/*.test.cjs
}

# guest OPTIONS TESTS
guest() {
  local options tests
  read -ra options <<<"$1"
  read -ra tests <<<"$2"
  tests=("${tests[@]/#/dist/test/guest/}")
  bash test/guest/machine/run.sh "${options[@]}" "${made_packages[@]}" --timeout 2400 -- \
    node --test --test-concurrency=1 --test-reporter=spec "${tests[@]/%/.test.cjs}"
}

# run_job LINE: what it prints comes at its end, and not between what others print.
run_job() {
  local name options tests output status
  IFS='|' read -r name options tests <<<"$1"
  read -r name <<<"$name"
  output=$(mktemp -p "$work/output")
  set +e
  case $name in
    guest*) (stage "$name" guest "$options" "$tests") &>"$output" ;;
    lint) (stage "$name" npm run --silent lint) &>"$output" ;;
    *) (stage "$name" "$name") &>"$output" ;;
  esac
  status=$?
  set -e
  if [[ $status -ne 0 ]]; then echo "$name" >>"$work/failed"; fi
  flock "$work/queue" cat "$output"
}

# Takes jobs until none is left: who moves a job's file first has it.
worker() {
  local file job
  for file in "$work"/queue/*; do
    if mv "$file" "$work/taken/" 2>/dev/null; then
      job=$(<"$work/taken/${file##*/}")
      run_job "$job"
    fi
  done
}

bash test/setup/prepare.sh
stage 'test programs' build_test_programs
stage 'backends, kernels, QEMU and harmless files' fetch
if [[ $tier == packages ]]; then
  stage 'making packages' make_packages
  made=(dist/packages/ktls-otel-?.*.tgz dist/packages/*-linux-x64.tar.gz dist/packages/*_amd64.deb dist/packages/*.x86_64.rpm)
  export KTLS_NPM_PACKAGE=${made[0]} KTLS_TARBALL=${made[1]} KTLS_DEB=${made[2]} KTLS_RPM=${made[3]} KTLS_IMAGE=dist/packages/image
  made_packages=(--env KTLS_NPM_PACKAGE --env KTLS_TARBALL --env KTLS_DEB --env KTLS_RPM --env KTLS_IMAGE)
fi

number=100
while read -r job; do
  echo "$job" >"$work/queue/$number"
  number=$((number + 1))
done < <("${tier}_jobs")
for ((processor = 0; processor < $(nproc); processor++)); do worker & done
wait

count() { cat "$work"/output/* | sed -n "s/^.*ℹ $1 \([0-9]*\)\$/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'; }
cat "$work"/output/* | sed -n 's/^matrix: //p'
if [[ -e $work/failed ]]; then sed 's/^/failed: /' "$work/failed"; fi
echo "all: $(seconds_since "$started")"
echo "$(count pass) passed, $(($(count fail) + $(count cancelled))) failed"
[[ ! -e $work/failed ]]
