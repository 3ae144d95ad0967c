#!/usr/bin/env bash
# Builds everything in Release with warnings as errors and runs all tests: C#, Python, the official gRPC clients of Python and
# Node and the clients of this repository against running servers, and the page in Chromium.
# Names at the end what failed, and ends with "N passed, N failed" (", N skipped" follows when there were any); exit code 0 only when nothing failed.
#
# The Python tests need PyTorch, or grpcio and protoc, those of Node need npm, those of the page
# Chromium too, one test of the metrics needs promtool. As root on Debian or Ubuntu, Debian packages are installed when they
# are missing; elsewhere these tests are counted as skipped, and the reason is printed.
set -euo pipefail

export DOTNET_CLI_TELEMETRY_OPTOUT=1

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

results="$root/artifacts/test-results"

# shellcheck source=eng/test/failures.sh
source eng/test/failures.sh
# shellcheck source=eng/test/counting.sh
source eng/test/counting.sh
# shellcheck source=eng/test/debian.sh
source eng/test/debian.sh
# shellcheck source=eng/test/python.sh
source eng/test/python.sh
# shellcheck source=eng/test/node.sh
source eng/test/node.sh

csharp_tests() {
  local project="$1" name exit_code=0 trx counters total executed
  name="$(basename "$project" .csproj)"
  echo
  echo "== $name"
  dotnet test "$(dirname "$project")/bin/Release/net10.0/$name.dll" \
    --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
    --blame-hang-timeout 5min || exit_code=$?
  find "$results" -name '*.dmp' -delete

  trx="$results/$name.trx"
  counters="$(grep -oE '<Counters [^>]*>' "$trx" 2>/dev/null || true)"
  if [ -z "$counters" ]; then
    echo "$name ended with exit code $exit_code and without results; counted as one failure."
    note_failure "$name" "Ended with exit code $exit_code and without results."
    add "$name" 0 1 0
    return
  fi

  total="$(attribute total "$counters")"
  executed="$(attribute executed "$counters")"
  local good bad
  good="$(attribute passed "$counters")"
  bad=$((executed - good))
  if [ "$exit_code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    echo "$name ended with exit code $exit_code although no test failed: a crash or a hang, named above; counted as one failure."
    note_failure "$name" "Ended with exit code $exit_code although no test failed: a crash or a hang, named above."
    bad=1
  fi
  note_trx "$trx"
  add "$name" "$good" "$bad" $((total - executed))
}

rm -rf "$results"
mkdir -p "$results"

if ! dotnet build MuSiCa.Service.sln --configuration Release --nologo --verbosity quiet -nodeReuse:false; then
  echo "The build failed; no test was run."
  note_failure "build" "The errors are above."
  add "build" 0 1 0
  finish
fi

ensure_program promtool prometheus
ensure_program kubectl kubernetes-client
ensure_program protoc protobuf-compiler
ensure_program chromium chromium
ensure_program ffmpeg ffmpeg
ensure_program jq jq
ensure_program curl curl
ensure_program file file
ensure_program ip iproute2

for project in tests/*.Tests/*.csproj; do
  csharp_tests "$project"
done
pytest_suite training tests "torch, onnx, numpy, PIL, matplotlib, tqdm, pytest" \
  python3-torch libopenblas0-pthread python3-onnx python3-pil python3-numpy python3-tqdm python3-matplotlib python3-pytest
pytest_suite tests/clients/python . "grpc, google.protobuf, PIL, pytest, pytest_timeout" \
  python3-grpcio python3-protobuf python3-pil python3-pytest python3-pytest-timeout
pytest_suite clients/python tests "numpy, grpc, google.protobuf, PIL, pytest, pytest_timeout" \
  python3-numpy python3-grpcio python3-protobuf python3-pil python3-pytest python3-pytest-timeout python3-pip python3-wheel
node_suite tests/clients/node
node_suite clients/typescript
pytest_suite tests/recipes . "numpy, grpc, google.protobuf, PIL, pytest, pytest_timeout" \
  python3-numpy python3-grpcio python3-protobuf python3-pil python3-pytest python3-pytest-timeout
node_suite tests/page chromium chromium
finish
