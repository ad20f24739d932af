# SPDX-License-Identifier: Apache-2.0
# To be sourced. Fetches Debian packages of other suites without installing them, for the functions that fill a folder of
# the cache: apt on a configuration, lists and cache of its own below $index.
# shellcheck shell=bash
# shellcheck source=test/setup/cached.sh
source "$(dirname "${BASH_SOURCE[0]}")/cached.sh"

index=$cache/apt suites=(bookworm bookworm-backports trixie trixie-backports forky sid) security_suites=()
index_max_age_minutes=60
# Of the packages, as Debian calls it. Another one has an index of its own.
architecture=amd64

# use_debian_11 [ARCHITECTURE]: it has an index of its own, since it is past its end, and the day on which the mirrors drop
# it must not cost the other kernels.
use_debian_11() {
  architecture=${1:-amd64}
  index=$cache/apt/debian-11-$architecture suites=(bullseye) security_suites=(bullseye-security)
}

own_apt() {
  local command=$1
  shift
  "$command" -q=2 -o Dir::Etc::SourceList="$index/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$index" -o Dir::State::Lists="$index/lists" -o Dir::State::status=/dev/null \
    -o Dir::Cache="$index/cache" -o Dir::Cache::pkgcache=pkgcache.bin -o Dir::Cache::srcpkgcache= \
    -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Sandbox::User=root \
    -o APT::Update::Post-Invoke-Success= -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o Acquire::GzipIndexes=true -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# mirror ARCHIVE: the one that this host uses for debian or debian-security, so that a
# local one is kept to.
mirror() {
  local uri
  # shellcheck disable=SC2016 # apt's own variable.
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    grep -m1 -E "/$1/?\$" || true)
  if [[ -z $uri ]]; then
    echo "apt: no mirror of $1 in this host's apt sources" >&2
    return 1
  fi
  echo "$uri"
}

# list_sources ARCHIVE SUITE...
list_sources() {
  local uri suite archive=$1
  shift
  if [[ $# -eq 0 ]]; then return; fi
  uri=$(mirror "$archive")
  for suite in "$@"; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main"
  done
}

# To be called before the others.
refresh_index() {
  if [[ -n $(find "$index/updated" -mmin "-$index_max_age_minutes" 2>/dev/null) ]]; then return; fi
  echo "apt: asking what Debian serves in ${suites[*]}" >&2
  mkdir -p "$index/lists/partial" "$index/cache/archives/partial"
  list_sources debian "${suites[@]}" >"$index/sources.list"
  list_sources debian-security "${security_suites[@]}" >>"$index/sources.list"
  own_apt apt-get update -o APT::Update::Error-Mode=any >&2
  touch "$index/updated"
}

# Makes the next refresh ask Debian, when the index names what is not there.
distrust_index() { rm -f "$index/updated"; }

# unpack_package NAME[/SUITE] DIR
unpack_package() {
  local downloads
  echo "apt: fetching $1" >&2
  downloads=$(mktemp -d "$2.XXXXXX")
  (cd "$downloads" && own_apt apt-get download "$1" >&2) || {
    distrust_index
    return 1
  }
  dpkg -x "$downloads"/*.deb "$2"
  rm -rf "$downloads"
}

# make_debian SUITE DIR [OPTION...]: a root file system of that suite there, by debootstrap with these options, to be entered
# by chroot as root.
make_debian() {
  local suite=$1 folder=$2 uri
  bash "$(dirname "${BASH_SOURCE[0]}")/packages.sh" guest
  uri=$(mirror debian)
  echo "debian: making a root file system of $suite, up to two minutes" >&2
  # In a mount namespace, so that nothing stays mounted when it is ended.
  if ! unshare --mount debootstrap --variant=minbase "${@:3}" "$suite" "$folder" "$uri" &>"$folder.log"; then
    tail -n 20 "$folder.log" >&2
    rm "$folder.log"
    return 1
  fi
  rm -rf "$folder.log" "$folder"/var/cache/apt/* "$folder"/var/lib/apt/lists/* "$folder"/usr/share/{doc,man,locale}
}
