# shellcheck shell=bash disable=SC2154 # $root, $cache and $scratch are set by eng/verify-image.sh, which reads this file.
# Stand-ins for the Dockerfile's base images where no registry can be asked: a minimal Debian with this machine's
# .NET and Node.js. Those of the build stages also know how this machine reaches NuGet and npm.

# The default of one of the Dockerfile's base image arguments.
base_image() { sed -n "s/^ARG $1=//p" "$root/Dockerfile"; }

certificates() { echo "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"; }

registry_environment() {
  echo "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"
  echo "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt"
  if [ -n "${NUGET_CERT_REVOCATION_MODE:-}" ]; then
    echo "NUGET_CERT_REVOCATION_MODE=$NUGET_CERT_REVOCATION_MODE"
  fi
  local registry
  registry="$(cd / && npm config get registry 2>/dev/null)"
  if [ "$registry" != https://registry.npmjs.org/ ]; then
    echo "NPM_CONFIG_REGISTRY=$registry"
  fi
}

standins_key() {
  {
    grep '^ARG' "$root/Dockerfile"
    declare -f empty_storage make_image make_standins registry_environment
    dotnet --list-runtimes
    dotnet --version
    node --version
    registry_environment
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
  local debian="$scratch/debian" dotnet npm environment
  local bundle=/etc/ssl/certs/ca-certificates.crt
  empty_storage
  mkdir -p "$scratch/runtime/shared" "$scratch/bin"

  debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,zlib1g bookworm "$debian" \
    >"$scratch/debootstrap.log" 2>&1 ||
    { tail -n 5 "$scratch/debootstrap.log" >&2; skip "debootstrap failed; its last lines are above"; }
  rm -rf "$debian"/var/cache/apt/* "$debian"/var/lib/apt/lists/* "$debian"/usr/share/{doc,locale,man}
  make_image standin/debian scratch "$debian:/"
  in_storage tag standin/debian "$(base_image CUDA_IMAGE)"

  mapfile -t environment < <(registry_environment)
  ln -s /usr/share/dotnet/dotnet "$scratch/bin/dotnet"
  dotnet="$(dirname "$(readlink -f "$(command -v dotnet)")")"
  make_image "$(base_image DOTNET_SDK_IMAGE)" standin/debian \
    "$dotnet:/usr/share/dotnet" "$scratch/bin:/usr/bin" "$(certificates):$bundle" \
    -- DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 "${environment[@]}"

  cp -r "$dotnet/dotnet" "$dotnet/host" "$scratch/runtime/"
  cp -r "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$scratch/runtime/shared/"
  make_image "$(base_image DOTNET_ASPNET_IMAGE)" standin/debian \
    "$scratch/runtime:/usr/share/dotnet" "$scratch/bin:/usr/bin" -- DOTNET_RUNNING_IN_CONTAINER=true

  npm="$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")"
  # shellcheck disable=SC2016 # "$@" belongs to the script that is written.
  printf '#!/bin/sh\nexec node /usr/lib/node_modules/npm/bin/npm-cli.js "$@"\n' >"$scratch/npm"
  chmod +x "$scratch/npm"
  make_image "$(base_image NODE_IMAGE)" standin/debian \
    "$(readlink -f "$(command -v node)"):/usr/bin/node" "$npm:/usr/lib/node_modules/npm" "$scratch/npm:/usr/bin/npm" \
    "$(certificates):$bundle" -- "${environment[@]}"
}

ensure_standins() {
  local key
  key="$(standins_key)"
  if [ "$(cat "$cache/key" 2>/dev/null || true)" = "$key" ]; then
    return
  fi
  say "making stand-ins for the base images with debootstrap; they are kept in $cache ..."
  make_standins
  echo "$key" >"$cache/key"
}
