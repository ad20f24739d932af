#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# kubernetes-validate.sh: prints the path of kubernetes-validate, which has the API schemas of Kubernetes, and fetches it
# when it is not cached.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/setup/cached.sh
source "$here/cached.sh"
version=1.37.0

build() {
  bash "$here/packages.sh" packages
  echo "kubernetes-validate: fetching $version" >&2
  python3 -m venv --copies "$1" >&2
  "$1/bin/python3" -m pip install --quiet "kubernetes-validate==$version" >&2
}

cached "$cache/kubernetes-validate/$version" build
echo "$cache/kubernetes-validate/$version/bin/python3"
