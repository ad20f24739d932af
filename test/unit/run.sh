#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [22|24]... [ARGUMENT...]: runs the bundles of all unit tests by these versions of node, by both when none is
# named, with these arguments of `node --test`. Root runs them as nobody, with no network but loopback. What goes through
# redaction's texts takes longest and asks nothing of node: the last version alone runs it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
majors=()
while [[ ${1:-} =~ ^[0-9]+$ ]]; do
  majors+=("$1")
  shift
done
if [[ ${#majors[@]} -eq 0 ]]; then majors=(22 24); fi

readonly texts='/redact/(cases|corpus|fuzz|harmless)/'
mapfile -t tests < <(find dist/test/unit -name '*.test.cjs' | sort)
mapfile -t short < <(printf '%s\n' "${tests[@]}" | grep -vE "$texts")

# as_nobody NODE ARGUMENT...: in mounts of its own, which show node, the checkout and the harmless corpus even when they
# are below /root.
as_nobody() {
  # shellcheck disable=SC2016 # The inner shell expands.
  unshare --mount --net bash -euc '
    place=$1 node=$2 harmless=$3
    shift 3
    mount --bind "$(dirname "$node")" "$place/node"
    mount --bind . "$place/checkout"
    mount --bind "$harmless" "$place/cache/harmless"
    cd "$place/checkout"
    ip link set lo up
    exec setpriv --reuid nobody --regid nogroup --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
      env HOME=/tmp KTLS_OTEL_CACHE="$place/cache" PATH="$place/node:$PATH" node "$@"
  ' as_nobody "$place" "$1" "$harmless" "${@:2}"
}

place=$(mktemp -d)
chmod 755 "$place"
mkdir -p "$place"/{node,checkout,cache/harmless}
trap 'rm -d "$place"/{node,checkout,cache/harmless,cache} "$place"' EXIT
harmless=$(bash test/setup/harmless.sh)

status=0
for major in "${majors[@]}"; do
  node=$(bash test/setup/node.sh "$major")
  arguments=(--test --test-reporter=spec "$@" "${short[@]}")
  if [[ $major == "${majors[-1]}" ]]; then arguments=(--test --test-reporter=spec "$@" "${tests[@]}"); fi
  echo "==> unit tests by node $("$node" --version)" >&2
  if [[ $EUID -eq 0 ]]; then
    as_nobody "$node" "${arguments[@]}" || status=1
  else
    PATH=$(dirname "$node"):$PATH "$node" "${arguments[@]}" || status=1
  fi
done
exit "$status"
