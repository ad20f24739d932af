# SPDX-License-Identifier: Apache-2.0
# Builds tls.ko for a Debian kernel that comes without it (5.10), for kernel.sh.
# shellcheck shell=bash

# Such a kernel has no room for the counters of TLS in struct net: with CONFIG_TLS defined
# in C, all that stands behind them would be read at wrong offsets. It stays undefined,
# and the counters move into the module's own data of a network namespace (net_generic).
move_counters() {
  local header=$1 source=$2
  sed -i 's/(net)->mib\.tls_statistics/tls_statistics(net)/
/^#define __TLS_INC_STATS/i\
#include <net/netns/generic.h>\
extern unsigned int tls_net_id;\
#define tls_statistics(net) (*(struct linux_tls_mib __percpu **)net_generic(net, tls_net_id))' "$header"
  sed -i 's/net->mib\.tls_statistics/tls_statistics(net)/
/^static struct pernet_operations/i\
unsigned int tls_net_id;
s/^\t\.init = tls_init_net,$/\t.id = \&tls_net_id,\n\t.size = sizeof(struct linux_tls_mib __percpu *),\n&/' \
    "$source/tls_main.c" "$source/tls_proc.c"
}

# build_tls_module RELEASE PACKAGES MODULE: with the headers and the source of that kernel,
# unpacked below PACKAGES. Debian's makefile names where they would be installed.
build_tls_module() {
  local release=$1 packages=$2 module=$3 series common headers source package
  series=$(sed -E 's/^([0-9]+\.[0-9]+).*/\1/' <<<"$release")
  common=linux-headers-${release%-cloud-amd64}-common
  headers=$packages/usr/src/linux-headers-$release
  source=$packages/tls
  for package in "$common" "linux-headers-$release" "linux-kbuild-$series" "linux-source-$series"; do
    unpack_package "$package" "$packages"
  done
  mkdir "$source"
  tar -xf "$packages/usr/src/linux-source-$series.tar.xz" -C "$source" --strip-components=3 \
    "linux-source-$series/net/tls"
  move_counters "$packages/usr/src/$common/include/net/tls.h" "$source"
  echo "guest: building tls.ko for $release" >&2
  echo "include $packages/usr/src/$common/Makefile" >"$headers/Makefile"
  make -s -C "$headers" M="$source" CC=gcc CONFIG_TLS=m modules >&2
  mkdir -p "$(dirname "$module")"
  strip --strip-debug -o "$module" "$source/tls.ko"
}
