#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Of the .deb and the .rpm. It starts nothing by itself: who installs it decides when decrypted traffic is read. A service
# that ran before the upgrade goes on with the new program.
set -e

if [ "$1" = abort-upgrade ] || [ "$1" = abort-remove ]; then exit 0; fi
if ! getent passwd ktls-otel >/dev/null; then
  if command -v systemd-sysusers >/dev/null; then
    systemd-sysusers ktls-otel.conf
  else
    useradd --system --user-group --no-create-home --home-dir /var/lib/ktls-otel --shell /usr/sbin/nologin \
      --comment 'OpenTelemetry exporter for kernel TLS' ktls-otel
  fi
fi
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl try-restart ktls-otel.service
fi
