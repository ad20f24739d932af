#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# changelog.sh VERSION: prints what CHANGELOG.md says of this version as Debian writes it.
set -euo pipefail
version=${1:?usage: changelog.sh VERSION}
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

date=$(sed -n "s/^## ${version//./\\.} - \(.*\)$/\1/p" CHANGELOG.md)
if [[ -z $date ]]; then
  echo "changelog: CHANGELOG.md says nothing of $version" >&2
  exit 1
fi
printf 'ktls-otel (%s) unstable; urgency=medium\n\n' "${version/-/\~}"
awk -v heading="## $version " 'index($0, "## ") == 1 { within = index($0, heading) == 1 } within' CHANGELOG.md |
  sed -n 's/`//g; s/^- /  * /p' | fold -s -w 74 | sed 's/^\([^ ]\)/    \1/; s/ *$//'
printf '\n -- ktls-otel developers <ktls-otel@ktls-otel.invalid>  %s\n' "$(LC_ALL=C date -u -d "$date" '+%a, %d %b %Y %T +0000')"
