#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run soak [-- MINUTES]: the service over a real BPF ring, before the real Collector, at 70 % of what the machine holds,
# for 30 minutes or so many. Fails when its memory or its descriptors grow, or when a record is not accounted for. Nothing
# should run beside it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [[ $EUID -ne 0 ]]; then
  echo 'soak: needs root, to load BPF' >&2
  exit 1
fi
bash test/setup/prepare.sh build
make -s -C test/native/ring
exec "$(bash test/setup/node.sh 24)" dist/test/soak/soak.tool.cjs "$(bash test/backends/collector/build.sh)" "$@"
