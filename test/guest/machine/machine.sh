# SPDX-License-Identifier: Apache-2.0
# The parts of the machine, for run.sh, with its variables: initramfs, virtiofsd, QEMU.
# QEMU's options have commas and quoted values in them.
# shellcheck shell=bash disable=SC2034,SC2054,SC2140,SC2154

# The script that bash runs in the guest: environment, folder, command.
write_command() {
  printf 'cd %q || exit 97\n' "$checkout"
  printf 'exec /usr/bin/env -i'
  printf ' %q' PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root LANG=C.UTF-8 "KTLS_OTEL_CACHE=$cache" \
    ${environment[@]+"${environment[@]}"} "${command[@]}"
  printf '\n'
}

build_initramfs() {
  local root="$work/initramfs" release module number=100
  release=$(<"$kernel/release")
  mkdir -p "$root"/{bin,proc,dev,guest/modules}
  cp /bin/busybox "$root/bin/busybox"
  install -m 755 "$here/init" "$root/init"
  cp "$here/second-stage" "$root/guest/second-stage"
  for module in $(for name in virtio_pci virtio_console virtiofs overlay; do
    modprobe -S "$release" -d "$kernel" --show-depends "$name"
  done | sed -n 's/^insmod //p' | awk '!seen[$1]++ { print $1 }'); do
    number=$((number + 1))
    case $module in
      *.xz) xz -dc "$module" ;;
      *) cat "$module" ;;
    esac >"$root/guest/modules/$number.ko"
  done
  {
    printf 'guest_kernel=%q guest_share=%q guest_tls=%q\n' "$kernel" "$share" "$tls"
    printf 'guest_kept=%q guest_cgroup=%q guest_node=%q\n' "$checkout $cache" "$cgroup" "$node"
    printf 'guest_init=%q\n' "$init"
  } >"$root/guest/settings"
  write_command >"$root/guest/command"
  (cd "$root" && find . | cpio -o -H newc --quiet) >"$work/initramfs.cpio"
}

# start_virtiofsd TAG DIR: the host's root is exported read-only, by a mount namespace of
# virtiofsd's own; the guest's overlay takes the writes.
start_virtiofsd() {
  local tag=$1 source=$2 options=cache=auto prepare=:
  if [[ $tag == host ]]; then
    mkdir "$work/host"
    prepare="mount --rbind / '$work/host' && mount -o remount,bind,ro '$work/host'"
    source="$work/host" options=cache=always
  fi
  setpriv --pdeathsig KILL unshare --mount bash -c "$prepare"' && exec /usr/lib/qemu/virtiofsd "$@"' virtiofsd \
    -f --socket-path="$work/$tag.socket" -o source="$source" -o "$options" -o sandbox=chroot \
    --thread-pool-size=0 >"$work/virtiofsd.log" 2>&1 &
  processes+=($!)
  until [[ -S $work/$tag.socket ]]; do
    if ! kill -0 $! 2>/dev/null; then
      cat "$work/virtiofsd.log" >&2
      fail 97 'virtiofsd does not start'
    fi
    sleep 0.01
  done
}

# no_timer_check: a busy host gives the test of the timer at boot too few ticks, and the
# kernel panics: "IO-APIC + timer doesn't work".
start_machine() {
  local arguments tag port accelerate=(-accel 'tcg,thread=multi' -cpu max)
  if [[ $accelerator == kvm ]]; then accelerate=(-accel kvm -cpu 'host,arch-capabilities=off'); fi
  arguments=(-L "$emulator/firmware" -nodefaults -no-user-config -no-reboot -display none
    -machine q35 "${accelerate[@]}" -smp "$cpus" -m "$memory"
    -object memory-backend-memfd,id=memory,size="$memory",share=on -numa node,memdev=memory
    -kernel "$kernel/vmlinuz" -initrd "$work/initramfs.cpio"
    -append "console=ttyS0 loglevel=5 log_buf_len=4M panic=-1 tsc=reliable no_timer_check $append"
    -serial file:"$work/console" -device virtio-serial-pci)
  for port in stdout stderr status kernel-log running; do
    arguments+=(-chardev file,id="$port",path="$work/$port" -device virtserialport,chardev="$port",name="$port")
  done
  for tag in host ${share:+share}; do
    arguments+=(-chardev socket,id="$tag",path="$work/$tag.socket" -device vhost-user-fs-pci,chardev="$tag",tag="$tag")
  done
  setpriv --pdeathsig KILL timeout --foreground --kill-after 5 "$timeout_seconds" \
    setpriv --pdeathsig KILL "$emulator/qemu-system-x86_64" "${arguments[@]}" </dev/null >"$work/qemu.log" 2>&1 &
  machine=$!
}
