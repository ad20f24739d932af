#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# go-tool.sh NAME: builds this program once, from its Go module, and prints the binary's path.
set -euo pipefail

# shellcheck source=test/backends/go-binary.sh
source "$(dirname "${BASH_SOURCE[0]}")/../backends/go-binary.sh"
declare -A modules=(
  [actionlint]=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
  [helm]=helm.sh/helm/v3/cmd/helm@v3.22.0
  ['helm-unittest']=github.com/helm-unittest/helm-unittest/cmd/helm-unittest@v1.1.2
  [nfpm]=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.48.0
)
if [[ $# -ne 1 || ! -v modules[$1] ]]; then
  echo "go-tool: one of ${!modules[*]}" >&2
  exit 2
fi
module=${modules[$1]}
find_binary "$1" <(echo "$module")

progress "building ${module##*@}, some minutes the first time"
CGO_ENABLED=0 GOBIN=$work/out run go install -trimpath -ldflags='-s -w' "$module"
keep_binary "$work/out/$1"
