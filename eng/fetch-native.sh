#!/usr/bin/env bash
# Fetches the native parts that eng/onnxruntime and eng/libvips are built from.
#
#   eng/fetch-native.sh          ONNX Runtime (binding sources and library), libvips, a font   (~170 MB download)
#   eng/fetch-native.sh --gpu    the same, and the CUDA and TensorRT providers                 (~180 MB more)
#
# Every package is pinned with its integrity hash in eng/native/package-lock.json and eng/native/gpu/package-lock.json.
# What is used of them is put into eng/native/parts and eng/native/gpu/parts; the rest is thrown away.
# Does nothing, quietly, when the parts of these lock files are there.
set -euo pipefail

native="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/native"
gpu=false

for argument in "$@"; do
  case "$argument" in
    --gpu) gpu=true ;;
    *)
      echo "fetch-native.sh: unknown argument '$argument'. Usage: eng/fetch-native.sh [--gpu]" >&2
      exit 2
      ;;
  esac
done

fail() {
  echo "fetch-native.sh: $*" >&2
  exit 1
}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) architecture=x64 ;;
  Linux-aarch64) architecture=arm64 ;;
  *) fail "no native parts are pinned for $(uname -s) on $(uname -m); Linux on x86_64 or aarch64 with glibc is supported (on other systems use the container: docker compose up)." ;;
esac

if "$gpu" && [ "$architecture" != x64 ]; then
  fail "the CUDA providers exist for x86_64 only, this machine is $(uname -m). Run eng/fetch-native.sh without --gpu."
fi

# The key of a set of parts: its lock file, the way this script picks from it, the architecture.
key() {
  cat "$1/package-lock.json" "${BASH_SOURCE[0]}" | sha256sum | cut -d ' ' -f 1 | sed "s/\$/ linux-$architecture/"
}

# fetch FOLDER PICK [ARGUMENT]: installs FOLDER's lock file and calls PICK with the folder of the packages and the one to fill.
fetch() {
  local folder="$1" pick="$2" wanted
  shift 2
  wanted="$(key "$folder")"

  exec 9>"$folder/.lock"
  flock 9
  if [ "$(cat "$folder/parts/.stamp" 2>/dev/null || true)" = "$wanted" ]; then
    # MSBuild compares times: say that the parts are newer than a lock file that was merely touched.
    touch "$folder/parts/.stamp"
    return
  fi

  command -v npm >/dev/null ||
    fail "npm is not installed, and the native parts are npm packages. Install Node.js with npm (Debian: apt-get install npm), then run: ./eng/fetch-native.sh $*"

  echo "Fetching native parts ($(basename "$folder")) with npm ..." >&2
  npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error --prefix "$folder" >/dev/null ||
    fail "'npm ci --ignore-scripts --prefix $folder' failed; its message is above. An EINTEGRITY error means that a package is not the one that was pinned."

  rm -rf "$folder/parts" "$folder/parts.new"
  mkdir -p "$folder/parts.new"
  "$pick" "$folder/node_modules" "$folder/parts.new"
  echo "$wanted" >"$folder/parts.new/.stamp"
  mv "$folder/parts.new" "$folder/parts"
  rm -rf "$folder/node_modules"
}

pick_common() {
  local packages="$1" parts="$2" vips="$1/@img/sharp-libvips-linux-$architecture"
  [ -d "$vips" ] || fail "npm did not install @img/sharp-libvips-linux-$architecture: it exists for glibc only, and this system seems to use another C library."

  mkdir -p "$parts/binding" "$parts/lib" "$parts/fonts" "$parts/licenses"
  (cd "$packages/com.github.asus4.onnxruntime/Runtime" && find . -name '*.cs' -print0 | xargs -0 cp --parents -t "$parts/binding")
  cp "$packages/onnxruntime-node/bin/napi-v6/linux/$architecture/libonnxruntime.so.1" "$parts/lib/libonnxruntime.so"
  cp "$vips/lib/libvips-cpp.so.8.18.7" "$parts/lib/"
  cp "$packages/dejavu-fonts-ttf/ttf/DejaVuSans.ttf" "$parts/fonts/"

  cp "$packages/com.github.asus4.onnxruntime/LICENSE" "$parts/licenses/onnxruntime.txt"
  cp "$packages/com.github.asus4.onnxruntime/ThirdPartyNotices.txt" "$parts/licenses/onnxruntime-third-party.txt"
  cp "$vips/README.md" "$parts/licenses/libvips.md"
  cp "$packages/dejavu-fonts-ttf/LICENSE" "$parts/licenses/dejavu-fonts.txt"
}

pick_gpu() {
  local packages="$1" parts="$2"
  mkdir -p "$parts/lib"
  find "$packages/com.github.asus4.onnxruntime.linux-x64-gpu" -name 'libonnxruntime_providers_*.so' -exec cp -t "$parts/lib" {} +
}

fetch "$native" pick_common "$@"
if "$gpu"; then
  fetch "$native/gpu" pick_gpu "$@"
fi
