#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# npm run mutate -- FOLDER...: changes places of src/FOLDER (or config), one at a time, and runs the tests of
# test/unit/FOLDER on each change. Places are drawn, the same ones as long as the source is the same: 40, or so many as
# --places says, and of these those from --from on, to go on with a run that was ended; --seed TEXT draws others, --list
# only prints them. Fails when a change is found by no test and equivalent.ts does not say why none can find it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
npm run -s build
make -s -C test/native/ring
bash test/setup/harmless.sh >/dev/null
npx esbuild test/mutate/mutate.tool.ts --bundle --platform=node --format=cjs --target=node20 --external:esbuild \
  --external:typescript --outfile=dist/test/mutate/mutate.tool.cjs --log-level=warning
exec node dist/test/mutate/mutate.tool.cjs "$@"
