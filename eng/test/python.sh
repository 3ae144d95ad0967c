# shellcheck shell=bash
# Runs pytest suites. Sourced by test.sh, after counting.sh, failures.sh and debian.sh.
: "${results:?}"

# find_python MODULE,...: the first interpreter that has what the tests import.
find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c "import $1" >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# pytest_suite FOLDER TESTS MODULE,... PACKAGE...: runs pytest on TESTS in FOLDER; the Debian packages bring the modules.
pytest_suite() {
  local folder="$1" tests="$2" modules="$3" python="" reason="" exit_code=0 name xml
  shift 3
  name="$folder"
  [ "$tests" = . ] || name="$folder/$tests"
  xml="$results/${name//\//-}.xml"
  echo
  echo "== $name"
  if ! python="$(find_python "$modules")"; then
    echo "No Python with $modules here; trying to install it ..."
    reason="$(install_debian "$@")" || true
    python="$(find_python "$modules")" || true
  fi

  if [ -z "$python" ]; then
    skip_suite "$name" "$(grep -rhoE '^ *(async )?def test_' "$name" | wc -l)" \
      "neither python3 nor /usr/bin/python3 can import $modules, and they could not be installed (${reason:-still missing after installation})"
    return
  fi

  (cd "$folder" && "$python" -m pytest -q -p no:cacheprovider --junitxml="$xml" "$tests") || exit_code=$?
  local suite total bad omitted
  suite="$(grep -oE '<testsuite [^>]*>' "$xml" 2>/dev/null || true)"
  total="$(attribute tests "$suite")"
  omitted="$(attribute skipped "$suite")"
  bad=$(($(attribute failures "$suite") + $(attribute errors "$suite")))
  if [ "$exit_code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    echo "pytest ended with exit code $exit_code although no test failed; counted as one failure."
    note_failure "$name" "pytest ended with exit code $exit_code although no test failed."
    bad=1
    [ "$total" -gt 0 ] || total=1
  fi
  [ ! -f "$xml" ] || note_junit "$xml"
  add "$name" $((total - bad - omitted)) "$bad" "$omitted"
}
