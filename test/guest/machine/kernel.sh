#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# kernel.sh SERIES: prints the folder of a Debian cloud kernel of that series
# (5.10, 6.1, 6.12, 7.2, ...), and fetches it when it is not cached. The folder holds
#   vmlinuz   release (what uname -r says)   lib/modules/<release>/ (with its config)
# Debian builds its 5.10 without kTLS; tls.ko is then built here.
set -euo pipefail

series=${1:?usage: kernel.sh SERIES}
# shellcheck source=test/setup/apt.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../setup/apt.sh"
# shellcheck source=test/guest/machine/tls-module.sh
source "$(dirname "${BASH_SOURCE[0]}")/tls-module.sh"

if [[ $series == 5.* ]]; then use_debian_11 amd64; fi

# All that is served, oldest first: 6.1.0-50-cloud-amd64, 7.2.13+deb14-cloud-amd64, ...
served_releases() {
  own_apt apt-cache pkgnames linux-image- | sed -nE 's/^linux-image-([0-9]+\..*-cloud-amd64)$/\1/p' | sort -V
}

series_of() { sed -nE 's/^([0-9]+\.[0-9]+).*/\1/p' | sort -Vu; }

newest_release() {
  local served release nearest
  served=$(served_releases)
  release=$(grep -E "^${series//./\\.}[.+-]" <<<"$served" | tail -n1 || true)
  if [[ -z $release ]]; then
    nearest=$({
      series_of <<<"$served"
      echo "$series"
    } | sort -Vu | grep -xFA1 "$series" | tail -n1)
    echo "guest: Debian serves no kernel of the series $series. Served now:" \
      "$(series_of <<<"$served" | paste -sd' ')." >&2
    if [[ $nearest != "$series" ]]; then echo "guest: the next newer one is --kernel $nearest" >&2; fi
    distrust_index
    exit 1
  fi
  echo "$release"
}

# Up to 7.1 linux-image-* holds everything; from 7.2 on it only depends on linux-base-*
# (config, modules.builtin), linux-binary-* (the kernel) and linux-modules-*.
unpack_kernel() {
  local release=$1 into=$2 kind package
  for kind in image base binary modules; do
    package="linux-$kind-$release"
    if own_apt apt-cache pkgnames "$package" | grep -xF "$package" >/dev/null; then unpack_package "$package" "$into"; fi
  done
}

build() {
  local folder=$1 release modules packages=$1/packages
  refresh_index
  release=$(newest_release)
  unpack_kernel "$release" "$packages"
  modules="$folder/lib/modules/$release"
  mkdir -p "$folder/lib/modules"
  mv "$(find "$packages" -path "*/lib/modules/$release" -type d)" "$folder/lib/modules/"
  mv "$(find "$folder" -name 'vmlinuz*')" "$folder/vmlinuz"
  if [[ -e $packages/boot/config-$release ]]; then
    mv "$packages/boot/config-$release" "$modules/config"
  fi
  if ! grep -q '^CONFIG_TLS=' "$modules/config"; then
    build_tls_module "$release" "$packages" "$modules/kernel/net/tls/tls.ko"
  fi
  rm -rf "$packages"
  depmod -b "$folder" "$release"
  echo "$release" >"$folder/release"
}

cached "$cache/kernels/$series" build
echo "$cache/kernels/$series"
