#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# certificate.sh DIR: puts a CA (ca.pem) and a server's certificate (server.pem) and key (server.key) for
# localhost, 127.0.0.1 and ::1 into DIR. What is there and good for another day stays.
set -euo pipefail

[[ $# -eq 1 ]] || {
  echo "usage: certificate.sh DIR" >&2
  exit 2
}
mkdir -p "$1"
cd "$1"

good() {
  [[ -f server.key && -f server.pem && -f ca.pem ]] &&
    openssl x509 -in server.pem -noout -checkend 86400 >/dev/null &&
    openssl verify -CAfile ca.pem -verify_ip ::1 server.pem >/dev/null 2>&1
}

if good; then exit 0; fi

umask 077
work=$(mktemp -d .new.XXXXXX)
trap 'rm -rf "$work"' EXIT
cat >"$work/openssl.cnf" <<'END'
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
END

make_certificate() {
  local name=$1 subject=$2 extensions=$3
  shift 3
  openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 365 -config "$work/openssl.cnf" \
    -extensions "$extensions" -subj "/CN=$subject" -keyout "$work/$name.key" -out "$work/$name.pem" "$@" \
    2>"$work/log" || {
    cat "$work/log" >&2
    exit 1
  }
}

make_certificate ca 'ktls-otel test CA' ca
make_certificate server localhost server -CA "$work/ca.pem" -CAkey "$work/ca.key"
mv "$work/ca.pem" "$work/server.pem" "$work/server.key" .
good || {
  echo "certificate.sh: the new certificate does not verify" >&2
  exit 1
}
