# SPDX-License-Identifier: Apache-2.0
# To be sourced. stage NAME COMMAND...: runs a command or function in a subshell, with its name before and its time
# after it on standard error. Returns the command's status. Not to be called in a condition: bash takes `set -e` away
# from all that runs below one.
# shellcheck shell=bash

# "12.3 s" since an $EPOCHREALTIME, whose decimal sign is the locale's.
seconds_since() {
  local now=$EPOCHREALTIME tenths
  tenths=$(((${now/[.,]/} - ${1/[.,]/} + 50000) / 100000))
  printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

stage() {
  local name=$1 started=$EPOCHREALTIME status
  shift
  echo "==> $name" >&2
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  if [[ $status -eq 0 ]]; then
    echo "    $name: $(seconds_since "$started")" >&2
  else
    echo "    $name: failed with status $status after $(seconds_since "$started")" >&2
  fi
  return "$status"
}
