#!/usr/bin/env bash
# Serves models/musica-68 and models/finder-320 on http://localhost:8080, gRPC on 8081: fetches the native parts, builds, runs.
#
#   ./run.sh [--gpu | --cpu] [arguments of the service]
#
#   --gpu   fetch the CUDA provider as well (done by itself where nvidia-smi finds a GPU)
#   --cpu   do not, even with a GPU
#
# Everything else goes to the service: ./run.sh --urls http://0.0.0.0:9000 --MuSiCa:Inference:Provider=cpu
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

fail() {
  echo "run.sh: $*" >&2
  exit 1
}

device=auto
case "${1:-}" in
  --gpu | --cpu)
    device="${1#--}"
    shift
    ;;
esac

command -v dotnet >/dev/null ||
  fail "the .NET SDK is not installed. Install the .NET 10 SDK (https://dotnet.microsoft.com/download/dotnet/10.0), then run ./run.sh again."
(cd "$root" && dotnet --version >/dev/null 2>&1) ||
  fail "no .NET 10 SDK here; dotnet has: $(dotnet --list-sdks | cut -d ' ' -f 1 | paste -sd ' '). Install it from https://dotnet.microsoft.com/download/dotnet/10.0, then run ./run.sh again."

fetch_arguments=()
if [ "$device" = gpu ] || { [ "$device" = auto ] && nvidia-smi >/dev/null 2>&1; }; then
  fetch_arguments+=(--gpu)
fi
"$root/eng/fetch-native.sh" "${fetch_arguments[@]}"

for package in musica-68 finder-320; do
  [ -f "$root/models/$package/model.json" ] ||
    fail "there is no package in models/$package (model.json is missing). Restore it with: git checkout -- models/$package"
done

echo "Building ..." >&2
dotnet build "$root/src/MuSiCa.Service" --configuration Release --nologo --verbosity quiet ||
  fail "the build failed; its messages are above."

if [ -z "${ASPNETCORE_URLS:-}${ASPNETCORE_HTTP_PORTS:-}" ]; then
  export ASPNETCORE_URLS=http://localhost:8080
fi
exec dotnet "$root/src/MuSiCa.Service/bin/Release/net10.0/MuSiCa.Service.dll" "$@"
