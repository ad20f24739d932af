#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds, of Compose's own library, the program that reads a compose file, and prints its path.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/backends/go-binary.sh
source "$here/../../backends/go-binary.sh"
find_binary compose "$here/go.mod" "$here/main.go" "${BASH_SOURCE[0]}"

progress 'building'
mkdir "$work/source"
cp "$here/go.mod" "$here/main.go" "$work/source/"
cd "$work/source"
export GOFLAGS="${GOFLAGS:+$GOFLAGS }-mod=mod" CGO_ENABLED=0
run go build -trimpath -ldflags='-s -w' -o "$work/out/compose" .
keep_binary "$work/out/compose"
