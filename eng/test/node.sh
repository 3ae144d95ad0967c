# shellcheck shell=bash
# Runs suites of Node's own test runner. Sourced by test.sh, after counting.sh and failures.sh.
: "${results:?}"

# tap_count WORD FILE: the number that the summary at the end of the report gives, 0 when it is absent.
tap_count() {
  local value
  value="$(grep -oE "^# $1 [0-9]+$" "$2" 2>/dev/null | tail -n 1 | grep -oE '[0-9]+' || true)"
  echo "${value:-0}"
}

# why_no_node: what is missing to run Node's tests; nothing when all is there.
why_no_node() {
  local major
  if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    echo "node or npm is not installed"
    return
  fi
  major="$(node --print 'process.versions.node.split(".")[0]')"
  [ "$major" -ge 20 ] || echo "node $(node --version) is older than 20"
}

# node_suite FOLDER [PROGRAM PACKAGE]: builds and tests a package whose lock file pins what it needs; its tests are skipped where the
# program, of that Debian package, is missing.
node_suite() {
  local folder="$1" program="${2:-node}" package="${3:-}" exit_code=0 reason tap log
  tap="$results/${folder//\//-}.tap"
  log="$results/npm.log"
  echo
  echo "== $folder"
  reason="$(why_no_node)"
  [ -n "$reason" ] || command -v "$program" >/dev/null ||
    reason="$program is not installed; apt-get install --no-install-recommends $package"
  if [ -z "$reason" ] && ! (cd "$folder" && { npm ls || npm ci --ignore-scripts --no-audit --no-fund; }) >"$log" 2>&1; then
    reason="npm ci failed, see $log"
  fi
  if [ -z "$reason" ] && ! (cd "$folder" && npm run build --if-present) >"$log" 2>&1; then
    cat "$log"
    note_failure "$folder" "npm run build failed; see above."
    add "$folder" 0 1 0
    return
  fi
  if [ -n "$reason" ]; then
    skip_suite "$folder" "$(grep -rhE '^ *(limited|asking|serving|draining|tracking|test)\(' "$folder/test" | wc -l)" "$reason"
    return
  fi

  # Every test has its own limit; the outer one is for what no test is to blame for.
  (cd "$folder" && timeout 900 node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$tap") || exit_code=$?
  local bad
  bad=$(($(tap_count fail "$tap") + $(tap_count cancelled "$tap")))
  if [ "$exit_code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    echo "node ended with exit code $exit_code although no test failed; counted as one failure."
    note_failure "$folder" "node ended with exit code $exit_code although no test failed."
    bad=1
  fi
  [ ! -f "$tap" ] || note_tap "$tap"
  add "$folder" "$(tap_count pass "$tap")" "$bad" $(($(tap_count skipped "$tap") + $(tap_count todo "$tap")))
}
