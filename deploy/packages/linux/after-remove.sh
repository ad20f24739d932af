#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Of the .deb (remove, purge) and the .rpm (0). The user stays, since files may be left that are its own; what the spool
# holds goes with the settings.
set -e

if [ "$1" = purge ]; then rm -rf /var/lib/ktls-otel; fi
if [ -d /run/systemd/system ]; then
  case $1 in
    remove | purge | 0) systemctl daemon-reload ;;
  esac
fi
