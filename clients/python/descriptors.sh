#!/usr/bin/env bash
# descriptors.sh [FILE]: compiles protos/ into what the package reads its messages from; run it after each change of a .proto file. Needs protoc.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
protoc -I protos -I tests/clients/protos --include_imports \
  --descriptor_set_out="${1:-clients/python/src/musica_client/protos.binpb}" \
  musica/v1/landmarks.proto google/rpc/status.proto google/rpc/error_details.proto
