#!/usr/bin/env bash
# Two replicas behind nginx, restarted one after the other under load, then one of them killed: counts what clients lose.
# Ends with PASS when they lose nothing, else with FAIL and exit code 1.
#
#   eng/verify-replicas.sh [REQUESTS]     at least so many requests for each of both parts; 2000 by default
#
# Needs nginx (apt-get install --no-install-recommends nginx-light), curl and a built service. Listens on 127.0.0.1, on the ports
# MUSICA_REPLICAS_PORT (18080 by default) and the two after it.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
requests="${1:-2000}"
port="${MUSICA_REPLICAS_PORT:-18080}"
service="$root/src/MuSiCa.Service/bin/Release/net10.0/MuSiCa.Service.dll"
photo="$root/samples/average-face.jpg"
export ORT_DISABLE_TELEMETRY=1

fail() {
  echo "FAIL: $*" >&2
  exit 1
}

PATH="$PATH:/usr/sbin"
command -v nginx >/dev/null || fail "nginx is not installed: apt-get install --no-install-recommends nginx-light"
[ -f "$service" ] || fail "the service is not built: dotnet build src/MuSiCa.Service -c Release"

work="$(mktemp -d)"
declare -A pid=()
proxy=""
load=""
finish() {
  [ -z "$load" ] || kill "$load" 2>/dev/null || true
  for process in "${pid[@]}" $proxy; do
    kill -KILL "$process" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# A replica takes no place in the log of this script; what it says is shown when it does not get ready.
start() {
  dotnet "$service" --urls "http://127.0.0.1:$1" --MuSiCa:Grpc:Port=0 --MuSiCa:Inference:Provider=cpu \
    >"$work/replica-$1.log" 2>&1 &
  pid[$1]=$!
}

ready() {
  for _ in $(seq 240); do
    if curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:$1/health/ready"; then
      return
    fi
    kill -0 "${pid[$1]}" 2>/dev/null || break
    sleep 0.25
  done
  cat "$work/replica-$1.log" >&2
  fail "the replica on port $1 did not get ready"
}

# Requests until the file "enough" is there, and at least as many as asked for; one status a line.
send() {
  : >"$work/statuses"
  while [ ! -f "$work/enough" ] || [ "$(wc -l <"$work/statuses")" -lt "$requests" ]; do
    curl --no-progress-meter --parallel --parallel-max 4 --max-time 30 -o /dev/null -w '%{http_code}\n' --data-binary "@$photo" \
      "http://127.0.0.1:$port/v1/landmarks?box=174,179,292,281#[1-100]" >>"$work/statuses" 2>/dev/null || true
  done
}

begin() {
  rm -f "$work/enough"
  send &
  load=$!
}

# Waits for the load to end and judges it.
judge() {
  touch "$work/enough"
  wait "$load"
  load=""
  local sent lost
  sent="$(wc -l <"$work/statuses")"
  lost="$(grep -cvx 200 "$work/statuses" || true)"
  echo "$1: $sent requests, $lost lost ($(sort "$work/statuses" | uniq -c | awk '{ print $2 ": " $1 }' | paste -sd ';'))"
  if [ "$lost" -ne 0 ]; then
    tail -n 20 "$work/nginx.log" >&2
    fail "$1 lost $lost of $sent requests"
  fi
}

a=$((port + 1))
b=$((port + 2))
cat >"$work/nginx.conf" <<CONF
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
events {}
http {
  access_log off;
  client_max_body_size 64m;
  client_body_buffer_size 1m;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  # A replica that failed is tried again every two seconds: DrainDelay (5 s) must be longer, or the other one leaves too early.
  upstream musica {
    server 127.0.0.1:$a max_fails=1 fail_timeout=1s;
    server 127.0.0.1:$b max_fails=1 fail_timeout=1s;
    keepalive 16;
  }
  server {
    listen 127.0.0.1:$port;
    location / {
      proxy_pass http://musica;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      # Landmarks are computed and nothing is stored: a request may be sent again, POST or not.
      proxy_next_upstream error timeout http_503 non_idempotent;
      proxy_next_upstream_tries 2;
      proxy_connect_timeout 2s;
    }
  }
}
CONF

start "$a"
start "$b"
ready "$a"
ready "$b"
nginx -c "$work/nginx.conf" -e "$work/nginx.log" &
proxy=$!
for _ in $(seq 40); do
  curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready" && break
  sleep 0.1
done

begin
for round in 1 2; do
  for replica in "$a" "$b"; do
    kill -TERM "${pid[$replica]}"
    code=0
    wait "${pid[$replica]}" || code=$?
    [ "$code" -eq 0 ] || fail "the replica on port $replica ended with exit code $code"
    start "$replica"
    ready "$replica"
    echo "restarted the replica on port $replica (round $round)"
  done
done
judge "rolling restart, twice"

begin
for replica in "$a" "$b"; do
  # Until nginx trusts the other one again, which it has just seen warming up.
  sleep 5
  kill -KILL "${pid[$replica]}"
  wait "${pid[$replica]}" 2>/dev/null || true
  start "$replica"
  ready "$replica"
  echo "killed and started the replica on port $replica"
done
judge "each killed once"

echo "PASS"
