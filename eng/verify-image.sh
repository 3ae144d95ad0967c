#!/usr/bin/env bash
# Builds the Dockerfile's target "cpu", starts the image as it would run (non-root, read-only root file system), waits
# until it is healthy, posts the sample picture, checks the answer, scrapes it, and stops it. Then builds target "jobs", the command
# line, and has it align the samples.
#
# Uses a Docker engine where one answers. Elsewhere, as root on Debian, buildah builds on stand-ins for the base images
# (eng/image/standins.sh) and the image is started in namespaces of its own; what that cannot reproduce is printed.
# The stand-ins are kept in ~/.cache/musica-verify-image; delete that folder to make them anew.
#
# Exit code: 0 verified, 1 something is wrong, 77 skipped because this machine cannot do it (the reason is printed).
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cache="${MUSICA_VERIFY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/musica-verify-image}"
image=localhost/musica-service:verify
jobs_image=localhost/musica-service:verify-jobs
scratch="$(mktemp -d)"

say() { echo "verify-image: $*" >&2; }

fail() {
  say "FAILED: $*"
  exit 1
}

skip() {
  say "skipped: $*"
  exit 77
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || skip "$tool is not installed (Debian: apt-get install buildah debootstrap jq curl iproute2)"
  done
}

need curl jq
if docker info >/dev/null 2>&1; then
  # shellcheck source=eng/image/docker.sh
  source "$root/eng/image/docker.sh"
else
  [ "$(id -u)" -eq 0 ] || skip "no Docker engine answers, and buildah with stand-in base images needs root"
  need buildah debootstrap unshare nsenter setpriv ip dotnet
  unshare --mount --net --pid --fork true 2>/dev/null || skip "no Docker engine answers, and this system allows no namespaces (unshare failed)"
  # shellcheck source=eng/image/standins.sh
  source "$root/eng/image/standins.sh"
  # shellcheck source=eng/image/buildah.sh
  source "$root/eng/image/buildah.sh"
fi

clean() {
  engine_clean
  rm -rf "$scratch"
}
trap clean EXIT

engine_prepare
say "building target cpu ..."
engine_build cpu "$image" || fail "the image does not build; the messages are above."

say "starting it ..."
engine_start
healthy=false
for _ in $(seq 90); do
  engine_running || break
  if engine_health >"$scratch/health" 2>&1; then
    healthy=true
    break
  fi
  sleep 1
done
if ! "$healthy"; then
  engine_log | tail -n 40 >&2
  fail "not healthy within 90 seconds. Its log is above; the health check said: $(tail -n 3 "$scratch/health" 2>/dev/null)"
fi
say "healthy, as user $(engine_user)"

if engine_can_write; then
  fail "/app can be written to; the root file system is not read-only."
fi

address="$(engine_address)"
engine_curl --silent --show-error --max-time 60 --output "$scratch/answer.json" \
  --data-binary "@$root/samples/average-face.jpg" --header 'Content-Type: image/jpeg' \
  "$address/v1/landmarks" || fail "posting the sample failed."
landmarks="$(jq '.faces[0].landmarks | length' "$scratch/answer.json" 2>/dev/null || echo 0)"
[ "$landmarks" = 68 ] || fail "the answer has $landmarks landmarks instead of 68: $(head -c 600 "$scratch/answer.json")"
say "the sample's answer has 68 landmarks"

engine_curl --silent --show-error --max-time 30 "$address/metrics" >"$scratch/metrics" || fail "/metrics does not answer."
grep -q '^musica_faces_total{outcome="completed"} 1$' "$scratch/metrics" ||
  fail "/metrics does not tell of the face: $(grep '^musica_faces_total' "$scratch/metrics" | head -n 3)"
say "its metrics tell of the face"

engine_stop >"$scratch/stopped"
[ "$(cat "$scratch/stopped")" = 0 ] || fail "exit code $(cat "$scratch/stopped") after SIGTERM; 0 was expected."
say "stopped by SIGTERM with exit code 0"

say "building target jobs ..."
engine_build jobs "$jobs_image" || fail "the image of the command line does not build; the messages are above."
engine_job "$jobs_image" align /photos --shard 0/2 >"$scratch/lines" 2>"$scratch/said" ||
  fail "the command line did not align the samples: $(tail -n 5 "$scratch/said")"
faces="$(jq --slurp '[.[].faces | length] | add' "$scratch/lines")"
[ "$faces" -ge 1 ] || fail "the command line found no face in the samples: $(head -c 600 "$scratch/lines")"
say "the command line aligned $faces faces of $(wc -l <"$scratch/lines") photos"
engine_limits >&2
say "verified"
