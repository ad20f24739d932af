#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run soak [-- MINUTES]: the service over a real BPF ring, before the real Collector, at 70 % of what the machine holds,
# for 30 minutes or so many. Fails when its memory or its descriptors grow, or when a record is not accounted for. Nothing
# should run beside it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
collector=$(bash test/setup/real-ring.sh soak)
exec "$(bash test/setup/node.sh 24)" dist/test/soak/soak.tool.cjs "$collector" "$@"
