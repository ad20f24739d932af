#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# image.sh TARBALL FOLDER [BASE]: builds the image of the tarball by buildah, and leaves in FOLDER the image (an archive as
# `docker load` reads it), its file system (rootfs), its configuration (config.json) and its list of parts (sbom.cdx.json,
# CycloneDX). BASE: an image, or a folder with a Debian 12.
set -euo pipefail
if [[ $# -lt 2 ]]; then
  echo 'usage: image.sh TARBALL FOLDER [BASE]' >&2
  exit 2
fi
tarball=$(realpath "$1") folder=$(realpath "$2") base=${3:-docker.io/library/debian:bookworm-slim}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$(mktemp -d)
storage=$work/storage
images() { buildah --root "$storage" --runroot "$work/run" --storage-driver vfs "$@"; }
trap 'rm -rf "$work"' EXIT

pull=missing
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
revision=$(git rev-parse HEAD)
if [[ -d $base ]]; then
  container=$(images from scratch)
  images add --quiet "$container" "$base" / >/dev/null
  images commit --quiet "$container" localhost/debian >/dev/null
  images rm "$container" >/dev/null
  base=localhost/debian pull=never
fi
cp "$tarball" "$work/"
cp Dockerfile "$work/"
images build --quiet --isolation chroot --pull="$pull" --build-arg BASE_IMAGE="$base" \
  --build-arg TARBALL="${tarball##*/}" --build-arg VERSION="$version" --build-arg REVISION="$revision" \
  --format docker --tag "ktls-otel:$version" "$work" >/dev/null
container=$(images from --pull=never "ktls-otel:$version")
rm -f "$folder/ktls-otel-$version-image.tar"
images push --quiet "ktls-otel:$version" "docker-archive:$folder/ktls-otel-$version-image.tar:ktls-otel:$version" >/dev/null
rm -rf "$folder/rootfs"
cp -a "$(images mount "$container")" "$folder/rootfs"
images umount "$container" >/dev/null
# The image's configuration as Docker has it: OCI's has no health check.
images inspect --type image "ktls-otel:$version" |
  node -e 'process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).Docker.config))' >"$folder/config.json"
cp dist/sbom.cdx.json "$folder/"
