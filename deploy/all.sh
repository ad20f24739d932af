#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# all.sh FOLDER [BASE]: makes all that is installed, of this checkout: the npm package, and for each processor the tarball,
# the .deb and the .rpm; the image, with its file system in FOLDER/image; the chart. BASE: what the image is built on, an
# image or a folder with a Debian 12. The tests and the release workflow call it.
set -euo pipefail
if [[ $# -lt 1 ]]; then
  echo 'usage: all.sh FOLDER [BASE]' >&2
  exit 2
fi
mkdir -p "$1/image"
folder=$(realpath "$1") base=${2:-}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash test/setup/packages.sh build packages
package=$(bash deploy/packages/npm.sh "$folder")
for arch in x64 arm64; do
  tarball=$(bash deploy/packages/tarball.sh "$package" "$folder" "$arch")
  bash deploy/packages/linux/linux.sh "$tarball" "$folder" >/dev/null
  if [[ $arch == x64 ]]; then bash deploy/image/image.sh "$tarball" "$folder/image" ${base:+"$base"}; fi
done
# As helm names it, it would be the npm package.
"$(bash test/setup/go-tool.sh helm)" package --destination "$folder/chart" deploy/helm/ktls-otel >/dev/null
for chart in "$folder"/chart/*.tgz; do mv "$chart" "${chart/chart\/ktls-otel/ktls-otel-chart}"; done
rmdir "$folder/chart"
