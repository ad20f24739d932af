# SPDX-License-Identifier: Apache-2.0
# The service's image, of its tarball: `docker build --build-arg TARBALL=ktls-otel-VERSION-linux-x64.tar.gz .`; README.md
# says how that is made, and how the image is run. It has no shell: only the service, Node.js, and what they load.
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${BASE_IMAGE} AS files
ARG TARBALL
COPY ${TARBALL} /tmp/
# The C library of this Debian, in the place where Node.js looks for it.
RUN mkdir -p /out/opt/ktls-otel /out/etc /out/tmp /out/var/lib/ktls-otel \
    && tar -xzf /tmp/*.tar.gz -C /out/opt/ktls-otel --strip-components=1 --no-same-owner \
    && rm -r /out/opt/ktls-otel/bin /out/opt/ktls-otel/config /out/opt/ktls-otel/README.md \
    && node=/out/opt/ktls-otel/lib/node \
    && for library in $(ldd "$node" /out/opt/ktls-otel/lib/ktls-otel/dist/linux-*/*.so* | sed -n 's/^.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' | grep -v '^/out/' | sort -u); do cp -L --parents "$library" /out; done \
    && printf 'root:x:0:0:root:/:/\nktls-otel:x:64890:64890::/:/\n' >/out/etc/passwd \
    && printf 'root:x:0:\nktls-otel:x:64890:\n' >/out/etc/group \
    && printf 'hosts: files dns\n' >/out/etc/nsswitch.conf \
    && chmod 1777 /out/tmp && chmod 700 /out/var/lib/ktls-otel && chown 64890:64890 /out/var/lib/ktls-otel

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ktls-otel" \
      org.opencontainers.image.description="OpenTelemetry exporter for kernel TLS" \
      org.opencontainers.image.licenses="Apache-2.0 AND GPL-2.0-only" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=files /out /
# BPF programs are loaded by root or by CAP_BPF with CAP_PERFMON; a container keeps capabilities that it is given only
# as root, and the files of tracefs are root's. The process that sees what is captured has another user, and none.
USER root
# Docker kills after 10 s.
ENV KTLS_USER=ktls-otel KTLS_HEALTH_ADDRESS=127.0.0.1:9465 KTLS_SHUTDOWN_TIMEOUT=8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["/opt/ktls-otel/lib/node", "/opt/ktls-otel/lib/ktls-otel/bin/ktls-otel", "--health"]
ENTRYPOINT ["/opt/ktls-otel/lib/node", "--max-semi-space-size=4", "--heap-growing-percent=30", "/opt/ktls-otel/lib/ktls-otel/bin/ktls-otel"]
