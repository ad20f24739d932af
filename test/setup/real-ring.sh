#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# real-ring.sh NAME: builds all that the service over a real ring of BPF takes, and prints the path of the real Collector.
# NAME: the command that wants it, for the message when it is not root's.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
if [[ $EUID -ne 0 ]]; then
  echo "$1: needs root, to load BPF" >&2
  exit 1
fi
bash "$here/prepare.sh" build >&2
make -s -C test/native/ring >&2
bash test/backends/collector/build.sh
