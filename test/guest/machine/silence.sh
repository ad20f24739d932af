#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# silence.sh FOLDER SECONDS: says on standard error, after each SECONDS in which the guest of this folder of run.sh has
# printed nothing, what it waits for. Goes on until it is killed.
set -euo pipefail

folder=$1 period=$2

age() { echo $((EPOCHSECONDS - $(stat -c %Y "$@" | sort -n | tail -n1))); }

# The second stage's last whole report: a head of `head -v` before each process, that of /dev/null at the end.
last_report() {
  awk '
    function end_process() {
      sub(/ +$/, "", process)
      if (process != "") report = report (report == "" ? "" : " | ") process
      process = ""
    }
    /^==> \/proc\/[0-9]+\/cmdline <==$/ { end_process(); next }
    /^==> \/dev\/null <==$/ { end_process(); last = report; report = ""; next }
    { process = process $0 " " }
    END { print last == "" ? "no process of the command" : last }
  ' "$folder/running"
}

waits_for() {
  local told
  if [[ ! -s $folder/running ]]; then
    echo "no report of what runs; the console's end: $(tail -n1 "$folder/console" | tr -d '\r')"
    return
  fi
  told=$(age "$folder/running")
  echo "running: $(last_report)"
  if ((told > 30)); then echo "guest: it stands still: no report of what runs for $told s"; fi
}

told=0
while sleep 2; do
  silent=$(age "$folder/stdout" "$folder/stderr")
  if ((silent < told)); then told=0; fi
  if ((silent < told + period)); then continue; fi
  told=$((silent - silent % period))
  echo "guest: nothing printed for $told s; $(waits_for)" >&2
done
