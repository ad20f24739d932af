# SPDX-License-Identifier: Apache-2.0
# The service's image: `docker build -t ktls-otel .`; README.md says how to run it.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends clang g++ gcc libbpf-dev libc6-dev llvm make python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY package.json package-lock.json ./
# With the headers of this very node, which the image has, in place of a download.
RUN npm_config_nodedir=/usr/local npm ci --no-audit --no-fund
COPY . .
RUN make -C bpf && node build.mjs
# The bundles need no node_modules.
RUN mkdir /out && cp -r --parents bin dist/*.cjs dist/linux-* dist/THIRD-PARTY-NOTICES.txt LICENSE bpf/LICENSE /out

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="ktls-otel" \
      org.opencontainers.image.description="OpenTelemetry exporter for kernel TLS" \
      org.opencontainers.image.licenses="Apache-2.0 AND GPL-2.0-only"
RUN apt-get update \
    && apt-get install -y --no-install-recommends libbpf1 libseccomp2 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out /opt/ktls-otel
# BPF programs are loaded by root or by CAP_BPF with CAP_PERFMON; a container keeps capabilities that it is given only
# as root, and the files of tracefs are root's.
USER root
ENTRYPOINT ["/opt/ktls-otel/bin/ktls-otel"]
