#!/usr/bin/env bash
# Builds everything in Release with warnings as errors and runs all tests, C# and Python.
# Ends with "N passed, N failed" (", N skipped" follows when there were any); exit code 0 only when nothing failed.
#
# The Python tests need PyTorch, one test of the metrics needs promtool. As root on Debian or Ubuntu they are installed when
# they are missing; elsewhere these tests are counted as skipped, and the reason is printed.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

results="$root/artifacts/test-results"
passed=0
failed=0
skipped=0
summary=()

# add NAME PASSED FAILED SKIPPED
add() {
  passed=$((passed + $2))
  failed=$((failed + $3))
  skipped=$((skipped + $4))
  summary+=("$(printf '%-28s %6d passed %6d failed %6d skipped' "$@")")
}

finish() {
  echo
  printf '%s\n' "${summary[@]}"
  echo
  if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
  [ "$failed" -eq 0 ]
}

# attribute NAME TEXT: the number in NAME="number", 0 when it is absent.
attribute() {
  local value
  value="$(grep -oE "(^| )$1=\"[0-9]+\"" <<<"$2" | head -n 1 | grep -oE '[0-9]+' || true)"
  echo "${value:-0}"
}

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
    bad=1
  fi
  add "$name" "$good" "$bad" $((total - executed))
}

# Prints the first interpreter that has what the tests import.
find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import torch, onnx, numpy, PIL, matplotlib, tqdm, pytest' >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# install_debian PACKAGE...: Debian packages, where that is possible; says why where it is not.
install_debian() {
  [ "$(id -u)" -eq 0 ] || { echo "not root"; return 1; }
  command -v apt-get >/dev/null || { echo "no apt-get"; return 1; }
  local log="$results/apt-get.log"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } >>"$log" 2>&1 ||
    { echo "apt-get failed, see $log"; return 1; }
}

install_python_packages() {
  install_debian python3-torch libopenblas0-pthread python3-onnx python3-pil python3-numpy python3-tqdm python3-matplotlib python3-pytest
}

python_tests() {
  local python="" reason="" exit_code=0 xml="$results/python.xml"
  echo
  echo "== training/tests"
  if ! python="$(find_python)"; then
    echo "No Python with PyTorch, onnx, numpy, Pillow, matplotlib, tqdm and pytest here; trying to install it ..."
    reason="$(install_python_packages)" || true
    python="$(find_python)" || true
  fi

  if [ -z "$python" ]; then
    local count
    count="$(grep -rhoE '^ *(async )?def test_' training/tests | wc -l)"
    echo "Skipped $count Python tests: neither python3 nor /usr/bin/python3 can import torch, onnx, numpy, PIL, matplotlib, tqdm and pytest, and they could not be installed (${reason:-still missing after installation})."
    add "training/tests" 0 0 "$count"
    return
  fi

  (cd training && "$python" -m pytest -q -p no:cacheprovider --junitxml="$xml" tests) || exit_code=$?
  local suite total bad omitted
  suite="$(grep -oE '<testsuite [^>]*>' "$xml" 2>/dev/null || true)"
  total="$(attribute tests "$suite")"
  omitted="$(attribute skipped "$suite")"
  bad=$(($(attribute failures "$suite") + $(attribute errors "$suite")))
  if [ "$exit_code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    echo "pytest ended with exit code $exit_code although no test failed; counted as one failure."
    bad=1
    [ "$total" -gt 0 ] || total=1
  fi
  add "training/tests" $((total - bad - omitted)) "$bad" "$omitted"
}

rm -rf "$results"
mkdir -p "$results"

eng/fetch-native.sh
if ! dotnet build MuSiCa.Service.sln --configuration Release --nologo --verbosity quiet -nodeReuse:false; then
  echo "The build failed; no test was run."
  add "build" 0 1 0
  finish
fi

if ! command -v promtool >/dev/null; then
  echo "No promtool here, which checks the metrics; trying to install it ..."
  install_debian prometheus || echo "Without promtool (Debian package prometheus) the test that needs it is skipped."
fi

for project in tests/*/*.csproj; do
  csharp_tests "$project"
done
python_tests
finish
