#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs a command in a virtual machine with a Debian kernel and this host's tree inside:
#   run.sh [--kernel 6.12] [--append 'preempt=full'] [--cpus 2] [--memory 3G]
#          [--timeout SECONDS] [--env NAME[=VALUE]]... [--share DIR] [--no-tls]
#          [--cgroup v1] [--node 24] [--init systemd] -- COMMAND ...
# The command's folder is the checkout, at the same path as here; all that it writes is
# thrown away, except below --share. There is no network but loopback. Its node is this
# project's, of that major version. When it prints nothing, each minute says what runs.
# Exit status: the command's; 97 a usage or setup error; 98 the guest did not boot, died or
# ran out of time; 99 its kernel log holds a warning, an oops or a stall.
set -euo pipefail

PATH+=:/usr/sbin:/sbin
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
kernel_series=6.12 append='' cpus=2 memory=3G timeout_seconds=600 share='' tls=yes cgroup=v2 node_major=24 init=shell
environment=()
# shellcheck source=test/setup/cached.sh
source "$here/../../setup/cached.sh"
# shellcheck source=test/guest/machine/machine.sh
source "$here/machine.sh"

fail() {
  echo "guest: $2" >&2
  exit "$1"
}

parse_arguments() {
  if [[ ${1:-} == -- && ${2:-} == --* ]]; then shift; fi
  while [[ ${1:-} == --?* ]]; do
    if [[ $1 == --no-tls ]]; then
      tls=no
      shift
      continue
    fi
    if [[ $# -lt 2 ]]; then fail 97 "$1 needs a value"; fi
    case $1 in
      --kernel) kernel_series=$2 ;;
      --append) append=$2 ;;
      --cpus) cpus=$2 ;;
      --memory) memory=$2 ;;
      --timeout) timeout_seconds=$2 ;;
      --env) add_environment "$2" ;;
      --share) share=$(cd "$2" 2>/dev/null && pwd -P) || fail 97 "--share $2 is not a folder" ;;
      --cgroup) cgroup=$2 ;;
      --node) node_major=$2 ;;
      --init) init=$2 ;;
      *) fail 97 "unknown option $1; see the head of test/guest/machine/run.sh" ;;
    esac
    shift 2
  done
  while [[ ${1:-} == -- ]]; do shift; done
  command=("$@")
  if [[ ${#command[@]} -eq 0 ]]; then fail 97 'no command given; see the head of test/guest/machine/run.sh'; fi
  if [[ ! $kernel_series =~ ^[0-9]+\.[0-9]+$ ]]; then fail 97 "--kernel $kernel_series is not a series such as 6.12"; fi
  if [[ ! $cpus =~ ^[1-9][0-9]*$ ]]; then fail 97 "--cpus $cpus is not a number"; fi
  if [[ ! $memory =~ ^[1-9][0-9]*[MG]$ ]]; then fail 97 "--memory $memory is not a size such as 3G"; fi
  if [[ ! $cgroup =~ ^v[12]$ ]]; then fail 97 "--cgroup $cgroup is not v1 or v2"; fi
  if [[ ! $init =~ ^(shell|systemd)$ ]]; then fail 97 "--init $init is not shell or systemd"; fi
  if [[ ! $timeout_seconds =~ ^[1-9][0-9]*$ ]]; then fail 97 "--timeout $timeout_seconds is not a number of seconds"; fi
}

# NAME=VALUE, or NAME for the value that it has here.
add_environment() {
  local name=${1%%=*}
  if [[ ! $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then fail 97 "--env $1: not a variable's name"; fi
  if [[ $1 == *=* ]]; then
    environment+=("$1")
  elif [[ -v $name ]]; then
    environment+=("$name=${!name}")
  fi
}

stop() {
  local pid
  set +e
  exec 2>/dev/null
  if [[ -n $machine ]]; then kill -TERM "$machine" && wait "$machine"; fi
  for pid in "${processes[@]}"; do kill -KILL "$pid"; done
  wait
  rm -rf "$work"
}

# Prints what the guest writes, as it comes, until the machine has ended.
relay() {
  setpriv --pdeathsig KILL tail -c +1 -s 0.1 -f --pid="$machine" "$work/$1" &
  relays+=($!)
  processes+=($!)
}

# Warnings and worse, as kernels word them: an oops is "...: 0000 [#1] SMP" before 6.9, an
# RCU stall "detected stalls on CPUs" or "self-detected stall on CPU", a hung task "blocked
# for more than 120 seconds".
complaints='WARNING:|BUG:|Oops|: [0-9a-f]{4} \[#[0-9]+\]|Call Trace:|Kernel panic|UBSAN:|detected stall'
complaints+='|blocked for more than|lockup|LOCKUP|locking dependency|INFO: possible|suspicious RCU usage'

# The machine's end, in the caller's terms.
conclude() {
  local status machine_status=$1
  if ! status=$(grep -xE '[0-9]+' "$work/status"); then
    tail -n 40 "$work/qemu.log" "$work/console" >&2
    if [[ $machine_status -eq 124 ]]; then fail 98 "no end after $timeout_seconds s; above is the end of its console"; fi
    fail 98 'the guest died before the command ended; above is the end of its console'
  fi
  # The console holds what came after the log was read, when the machine switched off.
  if { grep -aE -m1 -A50 "$complaints" "$work/kernel-log" || grep -aE -m1 -A50 "$complaints" "$work/console"; } >&2; then
    fail 99 "the kernel log holds what is above; the command's status was $status"
  fi
  exit "$status"
}

main() {
  parse_arguments "$@"
  if [[ $EUID -ne 0 ]]; then fail 97 'needs root: virtiofsd exports the host to the guest'; fi
  bash "$here/../../setup/packages.sh" guest || fail 97 'the packages of the guest are missing'
  kernel=$(bash "$here/kernel.sh" "$kernel_series") || fail 97 "no kernel $kernel_series"
  emulator=$(bash "$here/emulator.sh") || fail 97 'no emulator'
  accelerator=$(bash "$here/accelerator.sh" "$kernel_series") || fail 97 'no accelerator'
  node=$(bash "$here/../../setup/node.sh" "$node_major") || fail 97 "no node $node_major"

  local relays=() machine_status=0
  processes=() machine=''
  work=$(mktemp -d)
  trap stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  build_initramfs
  start_virtiofsd host /
  if [[ -n $share ]]; then start_virtiofsd share "$share"; fi
  : | tee "$work"/{stdout,stderr,status,kernel-log,running,console} >/dev/null
  start_machine
  relay stdout
  relay stderr >&2
  setpriv --pdeathsig KILL bash "$here/silence.sh" "$work" 60 &
  processes+=($!)
  wait "$machine" || machine_status=$?
  wait "${relays[@]}" || true
  conclude "$machine_status"
}

main "$@"
