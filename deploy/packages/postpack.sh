#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What npm pack and npm publish run last: the checkout is as it was, and its program loads the host's libraries again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rm -f dist/linux-*/lib*.so.*
mv dist/package.json.whole package.json
