# SPDX-License-Identifier: Apache-2.0
# Builds a program of Go modules once, for the build.sh of each backend; sourced, with set -euo pipefail.
# shellcheck shell=bash

# find_binary NAME FILE...: prints the path of the program that was built of these files and exits, or goes on in a new
# folder $work, of which `keep_binary` takes the program. One build at a time.
find_binary() {
  name=$1
  shift
  cache=${KTLS_OTEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ktls-otel}/$name
  binary=$cache/$(cat "$@" | sha256sum | cut -c1-16)/$name
  print_binary
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  print_binary
  work=$(mktemp -d "$cache/build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  use_go
  started=$SECONDS
}

# Always this project's go, so that a program is the same wherever it is built.
use_go() {
  local folder
  folder=$(bash "$(dirname "${BASH_SOURCE[0]}")/../setup/go.sh")
  unset GOROOT
  export PATH=$folder:$PATH GOTOOLCHAIN=local
}

print_binary() {
  if [[ -x $binary ]]; then
    echo "$binary"
    exit 0
  fi
}

progress() { echo "$name: $*" >&2; }

# Quiet, unless it fails.
run() {
  "$@" >>"$work/log" 2>&1 || {
    tail -n 40 "$work/log" >&2
    progress "failed: $*"
    exit 1
  }
}

# keep_binary FILE
keep_binary() {
  mkdir -p "$(dirname "$binary")"
  mv "$1" "$binary"
  progress "built in $((SECONDS - started)) s"
  echo "$binary"
}
