# shellcheck shell=bash
# Installs Debian packages that tests need. Sourced by test.sh.
: "${results:?}"

# install_debian PACKAGE...: Debian packages, where that is possible; says why where it is not.
install_debian() {
  [ "$(id -u)" -eq 0 ] || { echo "not root"; return 1; }
  command -v apt-get >/dev/null || { echo "no apt-get"; return 1; }
  local log="$results/apt-get.log"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } >>"$log" 2>&1 ||
    { echo "apt-get failed, see $log"; return 1; }
}

# ensure_program PROGRAM PACKAGE: installs the package when the program is missing. The tests that need it skip themselves.
ensure_program() {
  command -v "$1" >/dev/null && return
  echo "No $1 here; trying to install it ..."
  install_debian "$2" || echo "Without $1 (Debian package $2) the tests that need it are skipped."
}
