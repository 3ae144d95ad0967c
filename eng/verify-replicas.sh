#!/usr/bin/env bash
# Two replicas behind nginx and behind HAProxy, each in a network namespace of its own, with REST, gRPC and streams: shows how load is
# balanced, restarts one after the other under load, then kills each (SIGKILL), and counts what clients lose.
# Ends with PASS when that is nothing, else with FAIL and exit code 1; exit code 77 where something is missing that it needs.
#
#   eng/verify-replicas.sh [REQUESTS] [PROXY]     at least so many requests for the restarts, 10000 by default; nginx or haproxy, else both
#
# Needs a built service (dotnet build -c Release src/MuSiCa.Service), Python with grpcio and protobuf, and the proxies:
# apt-get install --no-install-recommends nginx-light haproxy python3-grpcio python3-protobuf
# Namespaces need root and ip (iproute2); without them all of it runs on ports of 127.0.0.1.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
PATH="$PATH:/usr/sbin"
requests="${1:-10000}"
read -ra proxies <<<"${2:-nginx haproxy}"

missing() {
  echo "Skipped: $*" >&2
  exit 77
}

for proxy in "${proxies[@]}"; do
  command -v "$proxy" >/dev/null || missing "$proxy is not installed: apt-get install --no-install-recommends nginx-light haproxy"
done
python=""
for candidate in python3 /usr/bin/python3; do
  if [ -z "$python" ] && "$candidate" -c "import grpc, google.protobuf" 2>/dev/null; then
    python="$candidate"
  fi
done
[ -n "$python" ] || missing "no Python with grpcio and protobuf: apt-get install --no-install-recommends python3-grpcio python3-protobuf"

export PYTHONPATH="$root/eng:$root/clients/python/src" PYTHONDONTWRITEBYTECODE=1
load=("$python" -m replicas --requests "$requests" "${proxies[@]}")

# One bridge in the namespace of the proxy, with the addresses that deploy/nginx and deploy/haproxy name.
net="musica-$$"
remove_network() {
  for place in client a b proxy; do
    ip netns del "$net-$place" 2>/dev/null || true
  done
}

add_place() {
  ip netns add "$net-$1" &&
    ip -n "$net-proxy" link add "to-$1" type veth peer name eth0 netns "$net-$1" &&
    ip -n "$net-proxy" link set "to-$1" master bridge up &&
    ip -n "$net-$1" address add "$2/24" dev eth0 &&
    ip -n "$net-$1" link set eth0 up &&
    ip -n "$net-$1" link set lo up
}

add_network() {
  ip netns add "$net-proxy" &&
    ip -n "$net-proxy" link add bridge type bridge &&
    ip -n "$net-proxy" address add 10.0.0.254/24 dev bridge &&
    ip -n "$net-proxy" link set bridge up &&
    ip -n "$net-proxy" link set lo up &&
    add_place a 10.0.0.1 &&
    add_place b 10.0.0.2 &&
    add_place client 10.0.0.100
}

if [ "$(id -u)" -ne 0 ] || ! command -v ip >/dev/null; then
  echo "Without network namespaces, on 127.0.0.1: they need root and ip (iproute2)"
  exec "${load[@]}"
fi
trap remove_network EXIT
if ! add_network; then
  remove_network
  echo "Without network namespaces, on 127.0.0.1: this machine does not let them be made"
  exec "${load[@]}"
fi
ip netns exec "$net-client" "${load[@]}" --network "$net"
