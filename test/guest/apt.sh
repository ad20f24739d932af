# SPDX-License-Identifier: Apache-2.0
# Fetches Debian packages of other suites without installing them, for kernel.sh and
# emulator.sh: apt on a configuration, lists and cache of its own below $cache/apt.
# shellcheck shell=bash

cache="${KTLS_OTEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ktls-otel}"
suites=(bookworm bookworm-backports trixie trixie-backports forky sid)
index_max_age_minutes=60

own_apt() {
  local command=$1
  shift
  "$command" -q=2 -o Dir::Etc::SourceList="$cache/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$cache/apt" -o Dir::State::Lists="$cache/apt/lists" -o Dir::State::status=/dev/null \
    -o Dir::Cache="$cache/apt/cache" -o Dir::Cache::pkgcache=pkgcache.bin -o Dir::Cache::srcpkgcache= \
    -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Sandbox::User=root \
    -o APT::Update::Post-Invoke-Success= -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o Acquire::GzipIndexes=true -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# The mirror that this host uses for Debian itself, so that a local one is kept to.
mirror() {
  local uri
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    grep -m1 -E '/debian/?$' || true)
  if [[ -z $uri ]]; then
    echo "guest: no mirror of Debian in this host's apt sources; kernels come from one" >&2
    return 1
  fi
  echo "$uri"
}

refresh_index() {
  local uri suite
  if [[ -n $(find "$cache/apt/updated" -mmin "-$index_max_age_minutes" 2>/dev/null) ]]; then return; fi
  echo 'guest: asking what Debian serves' >&2
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial"
  uri=$(mirror)
  for suite in "${suites[@]}"; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main"
  done >"$cache/apt/sources.list"
  own_apt apt-get update -o APT::Update::Error-Mode=any >&2
  touch "$cache/apt/updated"
}

# unpack_package NAME[/SUITE] DIR
unpack_package() {
  local downloads
  echo "guest: fetching $1" >&2
  downloads=$(mktemp -d "$cache/apt/download.XXXXXX")
  (cd "$downloads" && own_apt apt-get download "$1" >&2)
  dpkg -x "$downloads"/*.deb "$2"
  rm -rf "$downloads"
}

# cached DIR FUNCTION: FUNCTION fills a new folder, its argument, which then becomes DIR.
# One at a time; a failure leaves nothing behind, and the next try asks Debian anew.
cached() {
  if [[ -n $(ls -A "$1" 2>/dev/null) ]]; then return; fi
  mkdir -p "$cache/apt" "$(dirname "$1")"
  exec 9>"$cache/apt/lock"
  flock 9
  if [[ -z $(ls -A "$1" 2>/dev/null) ]]; then
    rm -rf "$cache/apt"/{new,download}.*
    new=$(mktemp -d "$cache/apt/new.XXXXXX")
    trap 'rm -rf "$cache/apt"/{new,download}.* "$cache/apt/updated"' EXIT
    refresh_index
    "$2" "$new"
    mv -T "$new" "$1"
    trap - EXIT
  fi
  exec 9>&-
}
