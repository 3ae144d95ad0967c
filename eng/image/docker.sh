# shellcheck shell=bash disable=SC2154 # $root and $image are set by eng/verify-image.sh, which reads this file.
# The image built and started by a Docker engine, on the real base images.

container=""

engine_prepare() { :; }
# engine_build TARGET IMAGE
engine_build() { docker build --target "$1" --tag "$2" "$root" >&2; }

# engine_job IMAGE ARGUMENT...: runs a command of an image to its end, with the samples in /photos.
engine_job() {
  local job="$1"
  shift
  docker run --rm --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
    --volume "$root/samples:/photos:ro" "$job" "$@"
}

engine_start() {
  container="$(docker run --detach --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
    --publish 127.0.0.1::8080 "$image")"
}

engine_limits() { :; }
engine_address() { echo "http://$(docker port "$container" 8080/tcp | head -n 1)"; }
engine_curl() { curl "$@"; }
engine_running() { [ "$(docker inspect --format '{{.State.Running}}' "$container")" = true ]; }
engine_health() { docker exec "$container" dotnet MuSiCa.Service.dll --health-check; }
engine_user() { docker inspect --format '{{.Config.User}}' "$container"; }
engine_can_write() { docker cp "$root/LICENSE" "$container:/app/probe" >/dev/null 2>&1; }
engine_log() { docker logs "$container" 2>&1; }

# Prints the exit code of the service after SIGTERM.
engine_stop() {
  docker stop --time 45 "$container" >/dev/null
  docker inspect --format '{{.State.ExitCode}}' "$container"
}

engine_clean() {
  if [ -n "$container" ]; then
    docker rm --force "$container" >/dev/null 2>&1 || true
  fi
  docker rmi --force "$image" "$jobs_image" >/dev/null 2>&1 || true
}
