# shellcheck shell=bash disable=SC2154 # $root, $cache and $scratch are set by eng/verify-image.sh, which reads this file.
# Stand-ins for the Dockerfile's base images where no registry can be asked: a minimal Debian with this machine's
# .NET. That of the build stages also knows this machine's certificates and settings of NuGet.

# The default of one of the Dockerfile's base image arguments.
base_image() { sed -n "s/^ARG $1=//p" "$root/Dockerfile"; }

certificates() { echo "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"; }

restore_environment() {
  echo "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"
  if [ -n "${NUGET_CERT_REVOCATION_MODE:-}" ]; then
    echo "NUGET_CERT_REVOCATION_MODE=$NUGET_CERT_REVOCATION_MODE"
  fi
}

standins_key() {
  {
    grep '^ARG' "$root/Dockerfile"
    declare -f empty_storage make_image make_standins restore_environment
    dotnet --list-runtimes
    dotnet --version
    restore_environment
    cat "$(certificates)"
  } | sha256sum | cut -d ' ' -f 1
}

# make_image NAME FROM [SOURCE:TARGET ...] [-- VARIABLE=VALUE ...]
make_image() {
  local name="$1" working
  working="$(in_storage from --pull-never "$2")"
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    in_storage copy --quiet "$working" "${1%%:*}" "${1#*:}" >/dev/null
    shift
  done
  while [ $# -gt 1 ]; do
    in_storage config --env "$2" "$working"
    shift
  done
  in_storage commit --quiet --rm "$working" "$name" >/dev/null
}

# Overlay is quicker and smaller than vfs, and impossible where the folder itself lies on an overlay, as in a container.
empty_storage() {
  awk -v folder="$cache/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | xargs --no-run-if-empty umount
  rm -rf "$cache"
  mkdir -p "$cache"
  echo overlay >"$cache/driver"
  if ! in_storage images >/dev/null 2>&1; then
    rm -rf "$cache/storage"
    echo vfs >"$cache/driver"
  fi
}

make_standins() {
  local debian="$scratch/debian" dotnet environment
  local bundle=/etc/ssl/certs/ca-certificates.crt
  empty_storage
  mkdir -p "$scratch/runtime/shared" "$scratch/bin"

  debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,zlib1g bookworm "$debian" \
    >"$scratch/debootstrap.log" 2>&1 ||
    { tail -n 5 "$scratch/debootstrap.log" >&2; skip "debootstrap failed; its last lines are above"; }
  rm -rf "$debian"/var/cache/apt/* "$debian"/var/lib/apt/lists/* "$debian"/usr/share/{doc,locale,man}
  make_image standin/debian scratch "$debian:/"
  in_storage tag standin/debian "$(base_image CUDA_IMAGE)"

  mapfile -t environment < <(restore_environment)
  ln -s /usr/share/dotnet/dotnet "$scratch/bin/dotnet"
  dotnet="$(dotnet --list-sdks | sed -n 's|.*\[\(.*\)/sdk\]$|\1|p' | tail -n 1)"
  make_image "$(base_image DOTNET_SDK_IMAGE)" standin/debian \
    "$dotnet:/usr/share/dotnet" "$scratch/bin:/usr/bin" "$(certificates):$bundle" \
    -- DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 "${environment[@]}"

  cp -r "$dotnet/dotnet" "$dotnet/host" "$scratch/runtime/"
  cp -r "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$scratch/runtime/shared/"
  make_image "$(base_image DOTNET_ASPNET_IMAGE)" standin/debian \
    "$scratch/runtime:/usr/share/dotnet" "$scratch/bin:/usr/bin" -- DOTNET_RUNNING_IN_CONTAINER=true
}

# A build that was killed may take them with it.
have_standins() {
  local image
  while read -r image; do
    in_storage inspect --type image "$image" >/dev/null 2>&1 || return 1
  done < <(sed -n 's/^ARG [A-Z_]*_IMAGE=//p' "$root/Dockerfile")
}

ensure_standins() {
  local key
  key="$(standins_key)"
  if [ "$(cat "$cache/key" 2>/dev/null || true)" = "$key" ] && have_standins; then
    return
  fi
  say "making stand-ins for the base images with debootstrap; they are kept in $cache ..."
  make_standins
  echo "$key" >"$cache/key"
}
