#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# go.sh: prints the folder of this project's go, the same on every machine, and fetches it when it is not cached. The go
# of Debian 12's backports is too old for the backends, but gets a newer toolchain from Go's module proxy and holds it
# against the checksum database.
set -euo pipefail
# shellcheck source=test/setup/apt.sh
source "$(dirname "${BASH_SOURCE[0]}")/apt.sh"

version=1.26.8
first=1.23

build() {
  local folder=$1 modules=$1/modules
  refresh_index
  unpack_package "golang-$first-go/bookworm-backports" "$folder/packages"
  echo "go: fetching $version" >&2
  env -u GOROOT GOTOOLCHAIN="go$version" GOMODCACHE="$modules" GOFLAGS=-modcacherw \
    "$folder/packages/usr/lib/go-$first/bin/go" version >&2
  mv "$modules/golang.org/toolchain@"*/* "$folder/"
  rm -rf "$modules" "$folder/packages"
  env -u GOROOT GOTOOLCHAIN=local "$folder/bin/go" version >/dev/null
}

cached "$cache/go/$version" build
echo "$cache/go/$version/bin"
