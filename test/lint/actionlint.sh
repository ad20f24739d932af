#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds actionlint once, from its Go module, and prints the binary's path.
set -euo pipefail

# shellcheck source=test/backends/go-binary.sh
source "$(dirname "${BASH_SOURCE[0]}")/../backends/go-binary.sh"
version=v1.7.12
find_binary actionlint "${BASH_SOURCE[0]}"

progress "building $version"
CGO_ENABLED=0 GOBIN=$work/out run go install -trimpath -ldflags='-s -w' "github.com/rhysd/actionlint/cmd/actionlint@$version"
keep_binary "$work/out/actionlint"
