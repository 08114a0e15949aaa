#!/usr/bin/env bash
# keeper.sh FOLDER PORT [TLS]: one private Docker daemon, and everything it needs taken away again.
#
# It lives exactly as long as its standard input: when the test process ends, however it ends, the
# pipe closes and the keeper cleans up. So a test run that was killed leaves nothing, and the normal
# end takes the same path and is tested by every run.
#
# The daemon gets a mount and a PID namespace of its own: killing the first process there ends
# containerd, the shims, the port proxies and the containers, and their mounts go with them. It gets
# its own bridge and no iptables rules: dockerd flushes the DOCKER chains when it starts, and that
# would cut the published ports of a Docker that the machine runs for somebody else. Ports still
# work, through docker-proxy.
#
# FOLDER  short and absolute: the socket (docker.sock), the data, dockerd.log; removed at the end
# PORT    the TCP port on 127.0.0.1
# TLS     a folder with ca.pem, cert.pem and key.pem: the port then speaks TLS and asks for a
#         certificate of that CA
#
# Commands, one per line: `crash` (SIGKILL everything), `start` (again, on the same data),
# `hang` and `unhang` (stop and continue dockerd itself). Each is answered by one line, `ok`.
set -euo pipefail
umask 077

readonly folder=$1 port=$2 tls=${3-}
readonly init=${BASH_SOURCE[0]%/*}/daemonInit.sh
network=none bridge='' cgroup='' holder=''

# Without cgroups no container starts. Version 2 where the kernel has its controllers there.
# The mounts are ours alone: the keeper runs in its own mount namespace.
mount_cgroups() {
  grep -qE '^[^ ]+ [^ ]+ cgroup2? ' /proc/self/mounts && return 0
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  [[ -s /sys/fs/cgroup/cgroup.controllers ]] && return 0
  umount /sys/fs/cgroup
  mount -t tmpfs tmpfs /sys/fs/cgroup
  local name enabled _
  while read -r name _ _ enabled; do
    [[ $name != '#'* && $enabled == 1 ]] || continue
    mkdir -p "/sys/fs/cgroup/$name"
    mount -t cgroup -o "$name" cgroup "/sys/fs/cgroup/$name" || true
  done </proc/cgroups
}

# Inside a container the version 2 root holds processes, and then its controllers cannot be handed
# down. What Docker's own dind image does. The real root has no cgroup.type and needs nothing.
delegate_cgroups() {
  local root=/sys/fs/cgroup pid
  [[ -e $root/cgroup.type ]] || return 0
  mkdir -p "$root/init"
  while read -r pid; do
    echo "$pid" >"$root/init/cgroup.procs" 2>/dev/null || true
  done < <(cat "$root/cgroup.procs")
  sed 's/^/+/; s/ / +/g' "$root/cgroup.controllers" >"$root/cgroup.subtree_control" || true
}

# The kernel refuses a second interface of one name, so the name is also the lock on the subnet.
make_bridge() {
  local try n
  for try in {1..20}; do
    n=$((200 + (RANDOM + try) % 55))
    ip -4 route | grep -q "10\.$n\." && continue
    ip link add "archnest$n" type bridge 2>/dev/null || continue
    bridge=archnest$n network=10.$n
    ip addr add "$network.0.1/20" dev "$bridge" && ip link set "$bridge" up && return 0
    ip link del "$bridge"
    bridge='' network=none
  done
  return 0
}

start_daemon() {
  local -a net=(--bridge=none) secure=(--tls=false)
  if [[ -n $tls ]]; then
    secure=(--tlsverify --tlscacert="$tls/ca.pem" --tlscert="$tls/cert.pem" --tlskey="$tls/key.pem")
  fi
  if [[ -n $bridge ]]; then
    net=(--bridge="$bridge" --default-address-pool="base=$network.128.0/17,size=24")
  fi
  # What a crash left of the running state would only mislead the next daemon.
  rm -rf "${folder:?}/e" "$folder/pid" "$folder/docker.sock"
  # setpriv: should the keeper be SIGKILLed, the daemon still goes with it.
  setpriv --pdeathsig KILL \
    unshare --mount --propagation slave --pid --fork --kill-child=KILL --mount-proc \
    env TMPDIR="$folder" bash "$init" dockerd --config-file="$folder/daemon.json" --data-root="$folder/d" \
    --exec-root="$folder/e" --pidfile="$folder/pid" --host="unix://$folder/docker.sock" \
    --host="tcp://127.0.0.1:$port" "${secure[@]}" "${net[@]}" --iptables=false --ip6tables=false \
    --ip-forward=false --ip-masq=false --exec-opt native.cgroupdriver=cgroupfs \
    --cgroup-parent="/$cgroup" >>"$folder/dockerd.log" 2>&1 </dev/null &
  holder=$!
}

children() { cat "/proc/$1/task/$1/children" 2>/dev/null || true; }

# A frozen process of cgroup version 1 does not even die of SIGKILL: paused containers go on first.
thaw() {
  local state
  for state in /sys/fs/cgroup/freezer/"$cgroup"/{,*/}freezer.state; do
    [[ ! -e $state ]] || echo THAWED >"$state" 2>/dev/null || true
  done
}

# The first process of the PID namespace: the kernel ends all others before it is gone.
kill_daemon() {
  [[ -n $holder ]] || return 0
  local first
  first=$(children "$holder")
  # shellcheck disable=SC2086 # a list of process ids
  kill -KILL ${first:-$holder} 2>/dev/null || true
  thaw
  wait "$holder" 2>/dev/null || true
  holder=''
}

# To dockerd itself: the only child of init that is called so. A stopped init would reap nothing.
signal_dockerd() {
  local pid
  for pid in $(children "$(children "$holder" | tr -d ' ')"); do
    [[ $(<"/proc/$pid/comm") != dockerd ]] || kill "-$1" "$pid"
  done
}

# `docker network create` makes bridges in the machine's network namespace, with our addresses.
remove_bridges() {
  local name
  [[ $network != none ]] || return 0
  for name in $(ip -o -4 addr show | awk -v net="inet $network." 'index($0, net) { print $2 }'); do
    ip link del "$name" 2>/dev/null || true
  done
}

remove_cgroups() {
  local dir try
  for dir in "/sys/fs/cgroup/$cgroup" /sys/fs/cgroup/*/"$cgroup"; do
    for try in {1..20}; do
      [[ -d $dir ]] || break
      find "$dir" -depth -type d -exec rmdir {} + 2>/dev/null && break
      sleep "0.0$try"
    done
  done
}

clean() {
  trap - EXIT
  kill_daemon
  remove_bridges
  remove_cgroups
  cd /
  rm -rf "${folder:?}"
}

main() {
  local line
  # A handler, not '': an ignored signal would be inherited by dockerd and by every container.
  trap : INT TERM HUP
  trap clean EXIT
  cgroup=archnest-test-${folder##*-}
  echo '{}' >"$folder/daemon.json"
  mount_cgroups
  delegate_cgroups
  make_bridge
  echo "$network"
  start_daemon
  while true; do
    if read -r line; then
      case $line in
        crash) kill_daemon ;;
        start) start_daemon ;;
        hang) signal_dockerd STOP ;;
        unhang) signal_dockerd CONT ;;
      esac
      echo ok
    elif (($? <= 128)); then
      break
    fi
  done
}

main
