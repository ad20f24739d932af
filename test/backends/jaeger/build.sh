#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the Jaeger of go.mod once and prints the binary's path.
# No prebuilt binary is used: sources come as Go modules, checked against the checksum database and Jaeger's go.sum.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/backends/go-binary.sh
source "$here/../go-binary.sh"
module=github.com/jaegertracing/jaeger
version=$(sed -n "s|^require $module ||p" "$here/go.mod")
find_binary jaeger "$here/go.mod" "${BASH_SOURCE[0]}"

progress "building $version, about four minutes the first time"
export GOFLAGS="${GOFLAGS:+$GOFLAGS }-mod=mod" CGO_ENABLED=0
mkdir "$work/source"
cp "$here/go.mod" "$work/source/"
cd "$work/source"
progress 'getting modules'
run go mod download "$module@$version"
# What Jaeger's authors built it with; the checksum database has not all of it.
install -m 644 "$(go list -m -f '{{.Dir}}' "$module")/go.sum" go.sum
progress 'compiling'
run go build -trimpath -ldflags='-s -w' -o "$work/out/jaeger" "$module/cmd/jaeger"
keep_binary "$work/out/jaeger"
