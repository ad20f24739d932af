#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# linux.sh TARBALL FOLDER: makes of the tarball the .deb and the .rpm for the same processor, and prints their paths.
set -euo pipefail
if [[ $# -ne 2 ]]; then
  echo 'usage: linux.sh TARBALL FOLDER' >&2
  exit 2
fi
tarball=$(realpath "$1") folder=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

nfpm=$(bash test/setup/go-tool.sh nfpm)
node=$(bash test/setup/node.sh 24)
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
case $tarball in
  *-x64.tar.gz) arch=amd64 ;;
  *-arm64.tar.gz) arch=arm64 ;;
  *)
    echo "linux.sh: the name of $1 does not end with the processor's" >&2
    exit 2
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
mkdir "$work/tree"
tar -xzf "$tarball" -C "$work/tree" --strip-components=1 --no-same-owner
"$node" --disable-warning=ExperimentalWarning deploy/packages/linux/man-page.ts >"$work/ktls-otel.1"
gzip -9n "$work/ktls-otel.1"
bash deploy/packages/linux/changelog.sh "$version" | gzip -9n >"$work/changelog.gz"
cat "$work/tree/THIRD-PARTY-NOTICES.txt" "$work/tree/lib/node-LICENSE" >"$work/THIRD-PARTY-NOTICES.txt"
rm "$work/tree/lib/node-LICENSE"

# nfpm puts variables into a few of its fields alone.
sed -e "s|\${PACKAGE_ARCH}|$arch|" -e "s|\${PACKAGE_VERSION}|$version|" -e "s|\${PACKAGE_WORK}|$work|" \
  deploy/packages/linux/nfpm.yaml >"$work/nfpm.yaml"
for packager in deb rpm; do
  "$nfpm" package --config "$work/nfpm.yaml" --packager "$packager" --target "$folder" |
    sed -n 's/^created package: //p'
done
