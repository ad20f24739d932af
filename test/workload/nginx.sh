#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nginx.sh DIR PORT: runs nginx in the foreground, TLS with kTLS on 127.0.0.1:PORT and [::1]:PORT.
# /get answers a short JSON text, everything else is a file below DIR/www, sent by sendfile(2) below /sendfile/. Nothing
# is written outside DIR.
set -euo pipefail

[[ $# -eq 2 && $2 =~ ^[0-9]+$ ]] || { echo "usage: nginx.sh DIR PORT" >&2; exit 2; }
command -v nginx >/dev/null || { echo "nginx.sh: nginx is not installed" >&2; exit 1; }
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
  access_log off;
  default_type text/plain;
  client_body_temp_path $dir/temp/body;
  proxy_temp_path $dir/temp/proxy;
  fastcgi_temp_path $dir/temp/fastcgi;
  uwsgi_temp_path $dir/temp/uwsgi;
  scgi_temp_path $dir/temp/scgi;
  server {
    listen 127.0.0.1:$2 ssl;
    listen [::1]:$2 ssl;
    server_name localhost;
    ssl_certificate $dir/server.pem;
    ssl_certificate_key $dir/server.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_conf_command Options KTLS;
    root $dir/www;
    sendfile off;
    location /sendfile/ { sendfile on; }
    location = /get {
      default_type application/json;
      return 200 '{"url":"https://\$http_host\$request_uri","user_agent":"\$http_user_agent","message":"hello from nginx"}\n';
    }
  }
}
END
exec nginx -e "$dir/error.log" -p "$dir" -c "$dir/nginx.conf"
