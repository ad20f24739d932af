#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the OpenTelemetry Collector of manifest.yaml once and prints the binary's path.
# No prebuilt binary is used: sources come as Go modules, checked against the checksum database.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/backends/go-binary.sh
source "$here/../go-binary.sh"
manifest=$here/manifest.yaml
version=$(sed -n 's/^  version: //p' "$manifest")
find_binary collector "$manifest" "${BASH_SOURCE[0]}"

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

keep_binary "$work/out/otelcol-ktls"
