# SPDX-License-Identifier: Apache-2.0
# To be sourced. What tests and demo fetch or build once is kept below $cache; all of it may be deleted.
# shellcheck shell=bash

cache=${KTLS_OTEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ktls-otel}

# cached DIR FUNCTION: FUNCTION fills a new folder, its argument, which then becomes DIR. One at a time; a failure leaves
# nothing behind.
cached() {
  if [[ -n $(ls -A "$1" 2>/dev/null) ]]; then return; fi
  mkdir -p "$(dirname "$1")"
  exec 9>"$cache/lock"
  flock 9
  if [[ -z $(ls -A "$1" 2>/dev/null) ]]; then
    rm -rf "$cache"/new.*
    new=$(mktemp -d "$cache/new.XXXXXX")
    trap 'rm -rf "$new"' EXIT
    "$2" "$new"
    # For a test that runs as another user.
    chmod 755 "$new"
    mv -T "$new" "$1"
    trap - EXIT
  fi
  exec 9>&-
}
