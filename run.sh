#!/usr/bin/env bash
# Builds the service and serves models/musica-68-int8 and models/finder-320-int8 (on a GPU the same without -int8, whose
# arithmetic suits it better): REST on http://localhost:8080, described at
# http://localhost:8080/swagger, gRPC on port 8081.
#
#   ./run.sh [--gpu | --cpu] [settings of the service]
#
#   --gpu    build with CUDA (done by itself where nvidia-smi finds a GPU)
#   --cpu    do not, even with a GPU
#   --help   this, and every setting
#
# Everything else goes to the service: ./run.sh --urls http://0.0.0.0:9000 --MuSiCa:Inference:Provider=cpu
set -euo pipefail

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false ORT_DISABLE_TELEMETRY=1

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

fail() {
  echo "run.sh: $*" >&2
  exit 1
}

# What this script says of itself above, and the table of docs/configuration.md.
help() {
  sed -n '2,/^set /{ /^set /d; s/^# \{0,1\}//; p; }' "${BASH_SOURCE[0]}"
  printf '\nSettings, each as --MuSiCa:NAME=VALUE, or in the environment as MuSiCa__NAME=VALUE with __ for each colon:\n\n'
  # shellcheck disable=SC2016 # The backticks are Markdown.
  sed -nE '/^\| `/{ s/\[([^]]*)\]\([^)]*\)/\1/g; s/`//g; s/^\| (.*) \| (.*) \| (.*) \| – \| (.*) \|$/  \1 = \2 (\3)\n\4/
      s/^\| (.*) \| (.*) \| (.*) \| (.*) \| (.*) \|$/  \1 = \2 (\3, \4)\n\5/; p; }' \
    "$root/docs/configuration.md" | awk '
      /^  / { print; next }
      {
        line = "     "
        for (i = 1; i <= NF; i++) {
          if (length(line) + length($i) > 99) { print line; line = "     " }
          line = line " " $i
        }
        print line
      }'
}

device=auto
arguments=()
for argument in "$@"; do
  case "$argument" in
    --help | -h) help; exit 0 ;;
    --gpu | --cpu) device="${argument#--}" ;;
    *) arguments+=("$argument") ;;
  esac
done

command -v dotnet >/dev/null ||
  fail "the .NET SDK is not installed. Install the .NET 10 SDK (https://dotnet.microsoft.com/download/dotnet/10.0), then run ./run.sh again."
(cd "$root" && dotnet --version >/dev/null 2>&1) ||
  fail "no .NET 10 SDK here; dotnet has: $(dotnet --list-sdks | cut -d ' ' -f 1 | paste -sd ' '). Install it from https://dotnet.microsoft.com/download/dotnet/10.0, then run ./run.sh again."

if [ "$device" = auto ]; then
  device=cpu
  if [ "$(uname -m)" = x86_64 ] && nvidia-smi >/dev/null 2>&1; then
    device=gpu
  fi
fi
gpu=false
precision=-int8
if [ "$device" = gpu ]; then
  gpu=true
  precision=""
fi
export MuSiCa__Model__Path="${MuSiCa__Model__Path:-models/musica-68$precision}"
export MuSiCa__Finding__Path="${MuSiCa__Finding__Path:-models/finder-320$precision}"
for package in "musica-68$precision" "finder-320$precision"; do
  [ -f "$root/models/$package/model.json" ] ||
    fail "there is no package in models/$package (model.json is missing). Restore it with: git checkout -- models/$package"
done

first=""
[ -f "$root/src/MuSiCa.Service/obj/project.assets.json" ] || first=" (the first time this downloads packages, 200 to 300 MB)"
echo "Building for the ${device^^}$first ..." >&2
dotnet build "$root/src/MuSiCa.Service" --configuration Release --nologo -p:Gpu="$gpu" >&2 ||
  fail "the build failed; its messages are above."

if [ -z "${ASPNETCORE_URLS:-}${ASPNETCORE_HTTP_PORTS:-}" ]; then
  export ASPNETCORE_URLS=http://localhost:8080
fi
echo "Starting; Ctrl+C stops it ..." >&2
exec dotnet "$root/src/MuSiCa.Service/bin/Release/net10.0/MuSiCa.Service.dll" "${arguments[@]}"
