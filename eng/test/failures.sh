# shellcheck shell=bash
# Names what failed, each with the beginning of its message, in the end where it is found. Sourced by test.sh and .ci/run.
: "${results:?}"

failures="$results/failures.txt"

# Functions of awk that the readers of reports share.
tell_failures='
function between(s, from, to,   i) {
  i = index(s, from)
  if (!i) return ""
  s = substr(s, i + length(from))
  i = index(s, to)
  return i ? substr(s, 1, i - 1) : s
}
function text(s) {
  gsub(/&#x[dD];|&#13;|\r/, "", s)
  gsub(/&#x[aA];|&#10;/, "\n", s)
  gsub(/&lt;/, "<", s)
  gsub(/&gt;/, ">", s)
  gsub(/&quot;/, "\"", s)
  gsub(/&apos;|&#39;/, "\047", s)
  gsub(/&amp;/, "\\&", s)
  return s
}
function tell(name, message,   lines, n, i) {
  print name
  n = split(message, lines, "\n")
  for (i = 1; i <= n && i <= 20; i++) print "    " lines[i]
  if (n > 20) print "    ..."
}'

# note_failure NAME [MESSAGE]
note_failure() {
  awk -v name="$1" -v message="${2:-}" "$tell_failures BEGIN { tell(name, message) }" >>"$failures"
}

# note_trx FILE: what failed of a .trx file of dotnet test.
note_trx() {
  awk -v RS='<UnitTestResult ' "$tell_failures"'
    NR > 1 && /^[^>]* outcome="(Failed|Error|Timeout|Aborted)"/ {
      tell(text(between($0, "testName=\"", "\"")), text(between($0, "<Message>", "</Message>")))
    }' "$1" >>"$failures"
}

# note_junit FILE: what failed of the XML of pytest.
note_junit() {
  awk -v RS='<testcase ' "$tell_failures"'
    NR > 1 && match($0, /<(failure|error) message="/) {
      tell(text(between($0, "classname=\"", "\"") "." between($0, " name=\"", "\"")), text(between(substr($0, RSTART), "message=\"", "\"")))
    }' "$1" >>"$failures"
}

# note_tap FILE: what failed of the TAP of node --test, the suites left out that failed because of what is in them.
note_tap() {
  awk "$tell_failures"'
    /^ *not ok [0-9]+ - / && !/ # (TODO|SKIP)/ {
      name = $0
      sub(/^ *not ok [0-9]+ - /, "", name)
      message = ""
      is_open = 1
      is_suite = is_error = 0
      next
    }
    is_open && /^ *\.\.\.$/ {
      if (!is_suite) tell(name, message)
      is_open = 0
    }
    is_open && /^ *failureType: .subtestsFailed/ { is_suite = 1 }
    is_open && /^ *(code|name|stack|expected|actual|operator): / { is_error = 0 }
    is_open && /^ *error: / {
      is_error = 1
      sub(/^ *error: (\|-$)?/, "")
    }
    is_open && is_error && !/^ *$/ {
      sub(/^ +/, "")
      message = message (message == "" ? "" : "\n") $0
    }' "$1" >>"$failures"
}

# tell_failed: everything noted; nothing when there is none.
tell_failed() {
  [ -s "$failures" ] || return 0
  echo
  echo "Failed:"
  cat "$failures"
}
