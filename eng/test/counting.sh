# shellcheck shell=bash
# Adds up what the suites report. Sourced by test.sh, after failures.sh.

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

# skip_suite NAME TESTS REASON
skip_suite() {
  echo "Skipped $2 tests of $1: $3."
  add "$1" 0 0 "$2"
}

finish() {
  echo
  printf '%s\n' "${summary[@]}"
  tell_failed
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
