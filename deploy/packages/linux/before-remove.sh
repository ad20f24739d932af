#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Of the .deb (remove) and the .rpm (0): not before an upgrade.
set -e

if [ -d /run/systemd/system ]; then
  case $1 in
    remove | 0) systemctl disable --now ktls-otel.service ;;
  esac
fi
