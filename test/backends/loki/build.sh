#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the Loki of go.mod once and prints the binary's path.
# No prebuilt binary is used: sources come as Go modules, checked against the checksum database and Loki's go.sum.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
module=github.com/grafana/loki/v3
version=$(sed -n "s|^require $module ||p" "$here/go.mod")
cache=${KTLS_OTEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ktls-otel}/loki
key=$(cat "$here/go.mod" "${BASH_SOURCE[0]}" | sha256sum | cut -c1-16)
binary=$cache/$key/loki

if [[ -x $binary ]]; then
  echo "$binary"
  exit 0
fi

progress() { echo "loki: $*" >&2; }

command -v go >/dev/null || { progress "go is needed to build it, and is not installed"; exit 1; }
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [[ -x $binary ]]; then
  echo "$binary"
  exit 0
fi

work=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
started=$SECONDS
log=$work/log

run() {
  "$@" >>"$log" 2>&1 || { tail -n 40 "$log" >&2; progress "failed: $*"; exit 1; }
}

progress "building $version, four to eight minutes the first time"
export GOFLAGS="${GOFLAGS:+$GOFLAGS }-mod=mod" CGO_ENABLED=0
mkdir "$work/source"
cp "$here/go.mod" "$work/source/"
cd "$work/source"
progress "getting modules"
run go mod download "$module@$version"
# What Loki's authors built it with; the checksum database has not all of it.
install -m 644 "$(go list -m -f '{{.Dir}}' "$module")/go.sum" go.sum
progress "compiling"
run go build -trimpath -ldflags='-s -w' -o "$work/out/loki" "$module/cmd/loki"

mkdir -p "$cache/$key"
mv "$work/out/loki" "$binary"
progress "built in $((SECONDS - started)) s"
echo "$binary"
