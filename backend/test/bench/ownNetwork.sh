#!/usr/bin/env bash
# ownNetwork.sh COMMAND…: runs it in a network namespace of its own, which is gone when the last
# process in it is. `lo` is what servers and pages use; without another interface that is up,
# Chromium takes itself for offline. Interfaces that come later get no IPv6 addresses: those appear
# some seconds after them, and Chromium drops what it is loading whenever an address comes or goes.
set -euo pipefail

# shellcheck disable=SC2016 # for the inner shell
exec unshare --net bash -euc '
  ip link set lo up
  echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
  ip link add out type veth peer in
  ip addr add 192.0.2.1/24 dev out
  ip link set in up
  ip link set out up
  exec "$@"
' bash "$@"
