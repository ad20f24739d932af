#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demo, from a fresh clone: installs and builds what is missing, then runs demo-run.sh on this host when its
# kernel can, else in a guest. Exit status 0: the request's and the response's plaintext arrived at the Collector.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
# shellcheck source=test/setup/stage.sh
source test/setup/stage.sh
kernel=6.12
started=$EPOCHREALTIME

fetch_guest() {
  bash test/setup/packages.sh guest
  bash test/guest/machine/kernel.sh "$kernel" >/dev/null
  bash test/guest/machine/emulator.sh >/dev/null
}

bash test/setup/prepare.sh build demo
stage certificates bash test/workload/certificate.sh dist/demo
collector=$(stage Collector bash test/backends/collector/build.sh)
node=$(stage Node.js bash test/setup/node.sh 24)
PATH=$(dirname "$node"):$PATH

if check=$(OTEL_SDK_DISABLED=true ./bin/ktls-otel --check) && [[ -e /proc/net/tls_stat ]]; then
  stage 'demo on this host' bash "$here/demo-run.sh" "$collector"
else
  {
    echo 'This host cannot run ktls-otel as it is:'
    grep -E '^STATUS|^[a-z]+ +tls module |^missing ' <<<"$check" | sed 's/^/  /'
    echo "So the demo runs in a guest with Debian's kernel $kernel."
  } >&2
  stage 'guest' fetch_guest
  stage 'demo in the guest' bash test/guest/machine/run.sh --kernel "$kernel" -- bash "$here/demo-run.sh" "$collector"
fi
echo "all: $(seconds_since "$started")" >&2
