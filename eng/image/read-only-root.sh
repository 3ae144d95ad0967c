#!/usr/bin/env bash
# read-only-root.sh TREE COMMAND...: the first process of new mount, network and pid namespaces. Makes TREE a read-only
# root file system with what a container engine mounts into it, brings up the loopback device, and becomes COMMAND.
set -euo pipefail

tree="$1"
shift

mount --make-rprivate /
mount --bind "$tree" "$tree"
mount -t proc proc "$tree/proc"
mount -t tmpfs -o mode=0755 tmpfs "$tree/dev"
for device in null zero full random urandom; do
  touch "$tree/dev/$device"
  mount --bind "/dev/$device" "$tree/dev/$device"
done
mount -t tmpfs -o mode=1777,nosuid,nodev,noexec tmpfs "$tree/tmp"
mount -o remount,bind,ro "$tree"
ip link set lo up

exec "$@"
