#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nginx.sh DIR PORT: runs nginx in the foreground, TLS with kTLS on 127.0.0.1:PORT and [::1]:PORT, HTTP/1.1 and HTTP/2.
#   /get        a short JSON text
#   /moved      a redirect to /get
#   /refused    status 503
#   /origin/... what a server without TLS behind it answers: /origin/echo the body of the request (a line of at most 4 KB),
#               /origin/chunked a text without a length, which HTTP/1.1 gets in chunks
#   else        a file below DIR/www, sent by sendfile(2) below /sendfile/
# With NGINX_TLS=TLSv1.2 it speaks that version alone. DIR/access.jsonl has a line for each request. Nothing is written outside DIR.
# With NGINX_ROOT=FOLDER it is the nginx of that root file system; needs root, and a DIR below /tmp.
set -euo pipefail

[[ $# -eq 2 && $2 =~ ^[0-9]+$ ]] || {
  echo "usage: nginx.sh DIR PORT" >&2
  exit 2
}
nginx=(nginx)
if [[ -n ${NGINX_ROOT:-} ]]; then
  # shellcheck disable=SC2016 # The inner shell's.
  nginx=(unshare --mount bash -c 'mount --rbind /tmp "$0/tmp" && exec chroot "$0" nginx "$@"' "$NGINX_ROOT")
elif ! command -v nginx >/dev/null; then
  echo "nginx.sh: nginx is not installed" >&2
  exit 1
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1/www" "$1/temp"
dir=$(cd "$1" && pwd)
bash "$here/certificate.sh" "$dir"

# Workers keep the user that starts nginx, so that DIR can be closed to all others.
user=""
if [[ $(id -u) -eq 0 ]]; then user="user root;"; fi

cat >"$dir/nginx.conf" <<END
daemon off;
$user
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log warn;
events { worker_connections 256; }
http {
  log_format requests escape=json '{"pid":\$pid,"client_port":\$remote_port,"version":"\$server_protocol",'
    '"method":"\$request_method","target":"\$request_uri","status":\$status,"response_bytes":\$body_bytes_sent,'
    '"traceparent":"\$http_traceparent"}';
  access_log $dir/access.jsonl requests;
  default_type text/plain;
  client_body_temp_path $dir/temp/body;
  proxy_temp_path $dir/temp/proxy;
  fastcgi_temp_path $dir/temp/fastcgi;
  uwsgi_temp_path $dir/temp/uwsgi;
  scgi_temp_path $dir/temp/scgi;
  server {
    listen 127.0.0.1:$2 ssl http2;
    listen [::1]:$2 ssl http2;
    server_name localhost;
    ssl_certificate $dir/server.pem;
    ssl_certificate_key $dir/server.key;
    ssl_protocols ${NGINX_TLS:-TLSv1.2 TLSv1.3};
    ssl_conf_command Options KTLS;
    root $dir/www;
    sendfile off;
    location /sendfile/ { sendfile on; }
    location = /get {
      default_type application/json;
      return 200 '{"url":"https://\$http_host\$request_uri","user_agent":"\$http_user_agent","message":"hello from nginx"}\n';
    }
    location = /moved { return 302 /get; }
    location = /refused { return 503; }
    location /origin/ {
      proxy_pass http://unix:$dir/origin.sock:/;
      proxy_http_version 1.1;
    }
  }
  server {
    listen unix:$dir/origin.sock;
    access_log off;
    location = /echo {
      # Only what is passed on has the body in a variable.
      client_body_in_single_buffer on;
      client_body_buffer_size 1m;
      proxy_pass http://unix:$dir/origin.sock:/body;
      proxy_set_header X-Body \$request_body;
    }
    # The filter does not know how long its result will be.
    location = /chunked {
      sub_filter_types *;
      sub_filter from by;
      return 200 'sent from chunk to chunk\n';
    }
    location = /body { return 200 \$http_x_body; }
  }
}
END
rm -f "$dir/origin.sock"
exec "${nginx[@]}" -e "$dir/error.log" -p "$dir" -c "$dir/nginx.conf"
