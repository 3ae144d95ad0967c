#!/usr/bin/env bash
# Checks the service on a machine with an NVIDIA GPU: landmarks equal to the CPU's to 0.1 pixel, faces a second by policy, where
# the time of a batch goes, how long it takes to be ready, and the fallback where no GPU can be seen. Prints a table for docs/gpu.md.
#
#   eng/verify-gpu.sh [--app DIR] [arguments of eng/gpu/verify.py]
#
#   --app DIR   a published service with models/ in it, for machines without the .NET SDK; without it one is published:
#               dotnet publish src/MuSiCa.Service -c Release -p:Gpu=true -r linux-x64 --self-contained
#
# CUDA 13 and cuDNN 9 must be on the library path (LD_LIBRARY_PATH).
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
app=""
if [ "${1:-}" = --app ]; then
  app="$(cd "$2" && pwd)"
  shift 2
fi

nvidia-smi --query-gpu=name,driver_version --format=csv,noheader || {
  echo "verify-gpu.sh: nvidia-smi finds no GPU here; this check needs one." >&2
  exit 77
}

if [ -z "$app" ]; then
  app="$root/artifacts/gpu"
  dotnet publish "$root/src/MuSiCa.Service" --configuration Release -p:Gpu=true --runtime linux-x64 --self-contained \
    --output "$app" --nologo --verbosity quiet
  mkdir -p "$app/models"
  cp -r "$root/models/." "$app/models/"
fi

samples="$root/samples"
[ -d "$samples" ] || samples="$app/samples"
exec python3 "$root/eng/gpu/verify.py" "$app" --samples "$samples" "$@"
