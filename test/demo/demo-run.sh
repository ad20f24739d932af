#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# demo-run.sh COLLECTOR: on a machine whose kernel has kTLS, runs nginx, the Collector with the repository's
# configuration and ktls-otel; fetches one page with ktls_client; shows what each of them saw. The certificates are
# those of dist/demo. Exit status 0: the plaintext of request and response arrived at the Collector.
set -euo pipefail

[[ $# -eq 1 ]] || {
  echo 'usage: demo-run.sh COLLECTOR' >&2
  exit 2
}
collector=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=test/setup/stage.sh
source test/setup/stage.sh

nginx_port=18443 collector_port=14317 collector_http_port=14318 health_port=14133
work=$(mktemp -d)
declare -A pids=()
trap clean_up EXIT

clean_up() {
  local pid
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}

# start NAME COMMAND...: in the background, its standard error in $work/NAME.err
start() {
  local name=$1
  shift
  "$@" 2>"$work/$name.err" </dev/null &
  pids[$name]=$!
}

# ready NAME CONDITION...: waits until the condition holds
ready() {
  local name=$1 since=$EPOCHREALTIME tries=600
  shift
  until "$@" 2>/dev/null; do
    if ! kill -0 "${pids[$name]}" 2>/dev/null || ((--tries == 0)); then
      cat "$work/$name.err" >&2
      echo "demo: $name did not start" >&2
      exit 1
    fi
    sleep 0.2
  done
  echo "    $name is ready: $(seconds_since "$since")" >&2
}

# finish NAME: ends it as an administrator would, and waits until it has
finish() {
  local name=$1 status=0
  kill -TERM "${pids[$name]}"
  wait "${pids[$name]}" || status=$?
  unset "pids[$name]"
  if [[ $status -ne 0 ]]; then
    cat "$work/$name.err" >&2
    echo "demo: $name ended with status $status" >&2
    exit 1
  fi
}

is_listening() { : </dev/tcp/127.0.0.1/"$1"; }

title() { printf '\n--- %s\n' "$*"; }

# The guest would take long to make keys.
mkdir "$work/nginx"
cp dist/demo/{ca.pem,server.pem,server.key} "$work/nginx/"
start nginx bash test/workload/nginx.sh "$work/nginx" "$nginx_port" >/dev/null
start collector env KTLS_COLLECTOR_ENDPOINT="127.0.0.1:$collector_port" \
  KTLS_COLLECTOR_HTTP_ENDPOINT="127.0.0.1:$collector_http_port" KTLS_COLLECTOR_HEALTH_ENDPOINT="127.0.0.1:$health_port" \
  KTLS_COLLECTOR_FILE="$work/logs.json" KTLS_COLLECTOR_TRACES_FILE="$work/traces.json" KTLS_COLLECTOR_QUEUE="$work/queue" \
  "$collector" --config otel-collector.yaml >/dev/null
ready nginx is_listening "$nginx_port"
ready collector grep -q 'Everything is ready' "$work/collector.err"

title 'ktls-otel, live: standard output with KTLS_CONSOLE=table'
start ktls-otel env OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$collector_port" KTLS_CONSOLE=table \
  ./bin/ktls-otel
ready ktls-otel grep -q 'capturing on' "$work/ktls-otel.err"

# With TLS 1.3, OpenSSL 3.0 would leave what is received out of the kernel.
fetch=(ktls_client/ktls_client --ca "$work/nginx/ca.pem" --tls 1.2 localhost "$nginx_port" /get)
fetched=0
"${fetch[@]}" >"$work/client.out" 2>&1 || fetched=$?
finish ktls-otel
finish collector
finish nginx

title 'ktls_client --ca ca.pem --tls 1.2 localhost' "$nginx_port" /get
cat "$work/client.out"
title 'ktls-otel, standard error'
cat "$work/ktls-otel.err"
title 'what the Collector got'
node dist/test/demo/demo-show.tool.cjs "$work/logs.json" "$work/traces.json"
if [[ $fetched -ne 0 ]]; then echo "demo: ktls_client ended with status $fetched" >&2; fi
exit "$fetched"
