#!/usr/bin/env bash
# daemonInit.sh COMMAND…: the first process of the daemon's PID namespace. It runs the daemon and
# reaps what containerd orphans; when it ends, the kernel ends everything else in the namespace.
set -euo pipefail

# Paths that Docker and containerd write to whatever they are told. In this mount namespace they
# are empty and private; /etc/docker would otherwise also bring the machine's own settings.
for folder in /etc/docker /run/docker /run/containerd; do
  mkdir -p "$folder"
  mount -t tmpfs -o mode=700 tmpfs "$folder"
done

"$@" &
wait $!
