#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# accelerator.sh [SERIES]: prints kvm when the kernel of this series (6.12) boots with it, else tcg. That /dev/kvm is there
# tells nothing: where this host is itself a virtual machine, a guest may hang. The answer is kept beside the emulator,
# for the host's kernel.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
series=${1:-6.12}
limit_seconds=10
booted='the kernel boots'

build_initramfs() {
  mkdir -p "$work/root/bin" "$work/root/dev"
  cp /bin/busybox "$work/root/bin/"
  cat >"$work/root/init" <<END
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox echo '$booted' >/dev/ttyS0
/bin/busybox poweroff -f
END
  chmod 755 "$work/root/init"
  (cd "$work/root" && find . | cpio -o -H newc --quiet) >"$work/initramfs.cpio"
}

# With arch-capabilities QEMU aborts on hosts whose KVM does not let it set MSR 0x10a.
boots() {
  timeout --kill-after 1 "$limit_seconds" "$emulator/qemu-system-x86_64" -L "$emulator/firmware" -nodefaults \
    -no-user-config -no-reboot -display none -machine q35 -accel kvm -cpu host,arch-capabilities=off -smp 2 -m 512M \
    -kernel "$kernel/vmlinuz" -initrd "$work/initramfs.cpio" -append 'console=ttyS0 panic=-1 no_timer_check' \
    -serial file:"$work/console" </dev/null >"$work/qemu.log" 2>&1 && grep -q "$booted" "$work/console"
}

if [[ ! -r /dev/kvm || ! -w /dev/kvm ]]; then
  echo tcg
  exit
fi
emulator=$(bash "$here/emulator.sh")
answer=$emulator/accelerator-$(uname -r)
if [[ ! -e $answer ]]; then
  bash "$here/../../setup/packages.sh" guest
  kernel=$(bash "$here/kernel.sh" "$series")
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  build_initramfs
  if boots 2>/dev/null; then
    echo kvm >"$work/answer"
    echo 'guest: kernels boot with KVM here' >&2
  else
    echo tcg >"$work/answer"
    echo "guest: no kernel boots with KVM here within $limit_seconds s, so QEMU translates" >&2
  fi
  mv "$work/answer" "$answer"
fi
cat "$answer"
