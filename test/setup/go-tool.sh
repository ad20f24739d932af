#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# go-tool.sh NAME: builds this program once, from its Go module, and prints the binary's path.
set -euo pipefail

# shellcheck source=test/backends/go-binary.sh
source "$(dirname "${BASH_SOURCE[0]}")/../backends/go-binary.sh"
# Module and version, and the program's folder in it.
declare -A programs=(
  [actionlint]='github.com/rhysd/actionlint@v1.7.12 cmd/actionlint'
  [helm]='helm.sh/helm/v3@v3.22.0 cmd/helm'
  ['helm-unittest']='github.com/helm-unittest/helm-unittest@v1.1.2 cmd/helm-unittest'
  [nfpm]='github.com/goreleaser/nfpm/v2@v2.45.2 cmd/nfpm'
)
if [[ $# -ne 1 || ! -v programs[$1] ]]; then
  echo "go-tool: one of ${!programs[*]}" >&2
  exit 2
fi
find_binary "$1" <(echo "${programs[$1]}")

read -r module folder <<<"${programs[$1]}"
progress "building ${module##*@}, some minutes the first time"
cd "$(go mod download -json "$module" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')"
CGO_ENABLED=0 run go build -trimpath -buildvcs=false -ldflags='-s -w' -o "$work/out/$1" "./$folder"
keep_binary "$work/out/$1"
