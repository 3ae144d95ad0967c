#!/usr/bin/env bash
# Random changes to images (PNG through the service, other formats through its decoder alone), forms, JSON, queries, messages and frames
# of gRPC, by seeds that are the same every time.
# Ends with PASS when nothing was answered by a fault of the service and nothing stayed in its memory budget.
#
#   eng/fuzz.sh [COUNT]     changed inputs of each kind, 20000 by default: 140,000 in all, within a minute on two processors
#
# Needs built tests: dotnet build -c Release MuSiCa.Service.sln. ./test.sh runs the same with a hundred or so of each kind.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export MUSICA_MUTATIONS="${1:-20000}" ORT_DISABLE_TELEMETRY=1
failed=0
for suite in "MuSiCa.Imaging.Tests *Mutation*" "MuSiCa.Service.Tests *FuzzTests"; do
  read -r project class <<<"$suite"
  program="$root/tests/$project/bin/Release/net10.0/$project"
  [ -x "$program" ] || { echo "fuzz: $program is missing; build it: dotnet build -c Release tests/$project" >&2; exit 1; }
  echo "== $project, $MUSICA_MUTATIONS of each kind"
  "$program" -noColor -noLogo -class "$class" -longRunning 60 || failed=1
done
if [ "$failed" -eq 0 ]; then
  echo PASS
else
  echo "FAIL: the seeds are named above; MUSICA_MUTATIONS=$MUSICA_MUTATIONS runs them again"
  exit 1
fi
