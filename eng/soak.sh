#!/usr/bin/env bash
# Sends one service good photos and everything else that callers do, swaps its model meanwhile, and ends with a verdict:
# no wrong answer, no 5xx but busy ones, memory and handles flat in the second half, nothing held at the end.
#
#   eng/soak.sh [REQUESTS]     one million by default: some two hours on two processors
#
# Needs Python 3.11 and a built service (dotnet build -c Release src/MuSiCa.Service).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
exec python3 -m soak --requests "${1:-1000000}"
