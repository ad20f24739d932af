#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the OpenTelemetry Collector of manifest.yaml once and prints the binary's path.
# No prebuilt binary is used: sources come as Go modules, checked against the checksum database.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
manifest=$here/manifest.yaml
version=$(sed -n 's/^  version: //p' "$manifest")
cache=${KTLS_OTEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ktls-otel}/collector
key=$(cat "$manifest" "${BASH_SOURCE[0]}" | sha256sum | cut -c1-16)
binary=$cache/$key/otelcol-ktls

if [[ -x $binary ]]; then
  echo "$binary"
  exit 0
fi

progress() { echo "collector: $*" >&2; }

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

progress "building $version, about two minutes the first time"
export GOBIN=$work/bin GOFLAGS="${GOFLAGS:+$GOFLAGS }-mod=mod" CGO_ENABLED=0
run go install "go.opentelemetry.io/collector/cmd/builder@v$version"

sed "s|^dist:|dist:\n  output_path: $work/source|" "$manifest" >"$work/manifest.yaml"
# The builder's own steps run `go mod tidy`, which wants the modules of every dependency's tests.
run "$GOBIN/builder" --config "$work/manifest.yaml" --skip-compilation --skip-get-modules

cd "$work/source"
mapfile -t modules < <(sed -n 's/^  - gomod: \(.*\) \(v.*\)$/\1@\2/p' "$manifest")
progress "getting modules"
run go mod init otelcol-ktls
run go get "${modules[@]}" "go.opentelemetry.io/collector/otelcol@v$version"
progress "compiling"
run go build -trimpath -ldflags='-s -w' -o "$work/out/otelcol-ktls" .

mkdir -p "$cache/$key"
mv "$work/out/otelcol-ktls" "$binary"
progress "built in $((SECONDS - started)) s"
echo "$binary"
