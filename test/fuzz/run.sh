#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# npm run fuzz [-- TARGET...]: gives each parser of test/fuzz/targets, or these, inputs that Jazzer.js makes after what the
# code does with those before; needs root. Prints for each how many inputs, and the lines of its source that they reached.
# --runs N: so many inputs each, 500,000. --seed N: others, 1. Fails when an input breaks what a parser promises: the input
# is kept in dist/fuzz/TARGET, and `-- TARGET --input FILE` runs it alone.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."

runs=500000 seed=1 input='' targets=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --runs) runs=$2 && shift ;;
    --seed) seed=$2 && shift ;;
    --input) input=$2 && shift ;;
    -*) sed -n 's/^# \?//p' "${BASH_SOURCE[0]}" | sed -n '3,7p' >&2 && exit 2 ;;
    *) targets+=("$1") ;;
  esac
  shift
done
if [[ ${#targets[@]} -eq 0 ]]; then
  mapfile -t targets < <(basename -s .fuzz.ts test/fuzz/targets/*.fuzz.ts)
fi
for target in "${targets[@]}"; do
  if [[ ! -e test/fuzz/targets/$target.fuzz.ts ]]; then
    echo "fuzz: no target $target in test/fuzz/targets" >&2
    exit 2
  fi
done

bash test/setup/prepare.sh build demo
node=$(bash test/setup/node.sh 24)

# replay TARGET INPUTS [NODE_OPTION...]
replay() {
  FUZZ_TARGET=$1 FUZZ_INPUTS=$2 "$node" --disable-warning=ExperimentalWarning --test "${@:3}" test/fuzz/replay.ts
}
if [[ -n $input ]]; then
  replay "${targets[0]}" "$input"
  exit
fi

# Jazzer.js needs the C library of Debian 13.
root=$(bash test/setup/debian-13.sh)
rm -rf dist/fuzz
mkdir -p dist/fuzz
"$node" dist/test/fuzz/seeds.tool.cjs dist/fuzz/seeds

# In a mount namespace, so that nothing stays mounted when it is ended.
inside() {
  # shellcheck disable=SC2016 # Its own shell expands them.
  unshare --mount bash -c '
    set -e
    mount -t tmpfs tmpfs "$1/mnt"
    mkdir "$1/mnt/project" "$1/mnt/node"
    mount --bind . "$1/mnt/project"
    mount --bind "$2" "$1/mnt/node"
    mount -t tmpfs tmpfs "$1/tmp"
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    exec chroot "$1" /usr/bin/env -i -C /mnt/project PATH=/mnt/node/bin:/usr/bin:/bin HOME=/tmp "${@:3}"' \
    bash "$root" "$(dirname "$(dirname "$node")")" "$@"
}

# What takes its time in the file system is asynchronous.
fuzz() {
  local target=$1 sync=(--sync)
  if [[ $target == spool ]]; then sync=(); fi
  mkdir -p "dist/fuzz/$target/corpus"
  # A path is the user's own to choose.
  inside node node_modules/@jazzer.js/core/dist/cli.js "dist/test/fuzz/targets/$target.fuzz.cjs" "${sync[@]}" \
    --disable_bug_detectors=path-traversal -- \
    -runs="$runs" -seed="$seed" -artifact_prefix="dist/fuzz/$target/" -print_final_stats=1 \
    "dist/fuzz/$target/corpus" "dist/fuzz/seeds/$target" &>"dist/fuzz/$target/log"
}

status=0
for target in "${targets[@]}"; do
  if ! fuzz "$target"; then
    status=1
    echo "fuzz: $target broke a promise; its input is in dist/fuzz/$target, and what was said:" >&2
    grep -vE '^#|^INFO|^stat::' "dist/fuzz/$target/log" | head -n 20 >&2
  fi
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "dist/fuzz/$target/log") inputs, and of all that was kept:"
  replay "$target" "dist/fuzz/$target/corpus:dist/fuzz/seeds/$target" --experimental-test-coverage \
    --test-coverage-include='src/**' --test-coverage-include='config/**' &>"dist/fuzz/$target/coverage" || status=1
  sed -n '/start of coverage/,/end of coverage/p' "dist/fuzz/$target/coverage" |
    awk -F'|' '/\.ts |line %/ { sub(/^[^ ]* /, ""); print $1 "|" $2 "|" $3 "|" $4 }'
done
exit $status
