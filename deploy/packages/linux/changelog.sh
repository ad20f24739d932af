#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# changelog.sh VERSION: prints what CHANGELOG.md says of this version as nfpm reads it.
set -euo pipefail
version=${1:?usage: changelog.sh VERSION}
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

date=$(sed -n "s/^## ${version//./\\.} - \(.*\)$/\1/p" CHANGELOG.md)
if [[ -z $date ]]; then
  echo "changelog: CHANGELOG.md says nothing of $version" >&2
  exit 1
fi
cat <<END
- semver: $version
  date: ${date}T00:00:00Z
  packager: ktls-otel developers <ktls-otel@ktls-otel.invalid>
  changes:
END
awk -v heading="## $version " 'index($0, "## ") == 1 { within = index($0, heading) == 1 } within' CHANGELOG.md |
  sed -n "s/'/''/g; s/\`//g; s/^- \(.*\)/    - note: '\1'/p"
