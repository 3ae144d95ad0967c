# shellcheck shell=bash disable=SC2154 # $root, $image, $cache and $scratch are set by eng/verify-image.sh, which reads this file.
# The image built by buildah on stand-ins for its base images, and started in namespaces of its own.

container=""
launcher=""
service=""
tree=""
as_image=()

# A storage of its own: the stand-ins carry the names of real images and must never meet them.
in_storage() {
  BUILDAH_ISOLATION=chroot buildah --storage-driver "$(cat "$cache/driver")" --root "$cache/storage" --runroot "$cache/run" "$@"
}

# The image's own configuration, so that what runs is what the Dockerfile says.
configuration() { in_storage inspect --type image "${2:-$image}" | jq --raw-output ".Docker.config | $1"; }

engine_prepare() { ensure_standins; }

# engine_build TARGET IMAGE
engine_build() {
  in_storage build --pull-never --format docker --layers=false --target "$1" --tag "$2" "$root" >&2
}

# engine_job IMAGE ARGUMENT...: runs a command of an image to its end, with the samples in /photos.
engine_job() {
  local job="$1" user from root_of environment command exit_code=0
  shift
  user="$(configuration .User "$job")"
  mapfile -t environment < <(configuration '.Env[]' "$job")
  mapfile -t command < <(configuration '((.Entrypoint // []) + (.Cmd // []))[]' "$job")
  from="$(in_storage from --pull-never "$job")"
  root_of="$(in_storage mount "$from")"
  mkdir "$root_of/photos"
  cp "$root"/samples/*.jpg "$root_of/photos/"
  unshare --mount --net --pid --fork --kill-child "$root/eng/image/read-only-root.sh" "$root_of" \
    /usr/bin/env --ignore-environment "${environment[@]}" /usr/bin/setpriv --no-new-privs \
    /usr/bin/unshare --root="$root_of" --wd=/app --setuid="${user%%:*}" --setgid="${user##*:}" -- "${command[@]}" "$@" || exit_code=$?
  in_storage umount "$from" >/dev/null
  return "$exit_code"
}

engine_start() {
  local user directory environment command
  user="$(configuration .User)"
  directory="$(configuration .WorkingDir)"
  mapfile -t environment < <(configuration '.Env[]')
  mapfile -t command < <(configuration '((.Entrypoint // []) + (.Cmd // []))[]')

  container="$(in_storage from --pull-never "$image")"
  tree="$(in_storage mount "$container")"
  as_image=(/usr/bin/env --ignore-environment "${environment[@]}" /usr/bin/setpriv --no-new-privs
    /usr/bin/unshare --root="$tree" --wd="$directory" --setuid="${user%%:*}" --setgid="${user##*:}" --)

  unshare --mount --net --pid --fork --kill-child "$root/eng/image/read-only-root.sh" "$tree" "${as_image[@]}" "${command[@]}" \
    >"$scratch/service.log" 2>&1 &
  launcher=$!
  while [ -z "$service" ] && kill -0 "$launcher" 2>/dev/null; do
    service="$(tr -d ' ' <"/proc/$launcher/task/$launcher/children")"
  done
}

engine_limits() {
  echo "not reproduced: the real base images (stand-ins: Debian 12 with this machine's .NET), cgroup limits, seccomp and AppArmor profiles, the published port"
}

enter() { nsenter --target "$service" --mount --net --pid -- "$@"; }

engine_address() { echo http://127.0.0.1:8080; }
engine_curl() { nsenter --target "$service" --net -- curl "$@"; }
engine_running() { kill -0 "$launcher" 2>/dev/null; }
engine_user() { awk '/^Uid:/ { uid = $2 } /^Gid:/ { gid = $2 } END { print uid ":" gid }' "/proc/$service/status"; }
engine_can_write() { enter touch "$tree/app/probe" 2>/dev/null; }
engine_log() { cat "$scratch/service.log"; }

engine_health() {
  local check
  mapfile -t check < <(configuration '.Healthcheck.Test[1:][]')
  enter "${as_image[@]}" "${check[@]}"
}

# Prints the exit code of the service after SIGTERM.
engine_stop() {
  local exit_code=0
  kill -TERM "$service"
  for _ in $(seq 45); do
    engine_running || break
    sleep 1
  done
  ! engine_running || kill -KILL "$service"
  wait "$launcher" || exit_code=$?
  launcher=""
  echo "$exit_code"
}

engine_clean() {
  if [ -n "$launcher" ]; then
    kill -KILL "$launcher" 2>/dev/null || true
    wait "$launcher" 2>/dev/null || true
  fi
  if [ -n "$container" ]; then
    in_storage umount "$container" >/dev/null 2>&1 || true
  fi
  if [ -f "$cache/driver" ]; then
    in_storage rm --all >/dev/null 2>&1 || true
    in_storage rmi --force "$image" "$jobs_image" >/dev/null 2>&1 || true
    in_storage rmi --prune >/dev/null 2>&1 || true
  fi
}
