#!/usr/bin/env bash
# sshdKeeper.sh FOLDER SSHD SOCKET AT: one OpenSSH server, and everything it needs taken away again.
#
# Like keeper.sh it lives exactly as long as its standard input. It is the first process of a PID
# namespace: when it ends, the kernel ends the server, the sessions and what they started. It has a
# mount namespace of its own, in which the machine's accounts are replaced by those of the bench,
# so the machine's own are never touched.
#
# FOLDER  etc/ (passwd, shadow, group, sudoers), home/, open/ (what every account may read) and
#         sshd_config; with a cli/ the machine's docker command is away, and cli/docker, if it is
#         there, is what sessions find instead. sshd.log is made here. Removed at the end.
# SSHD    the full path of sshd: it starts itself again for each connection
# SOCKET  the Docker socket that sessions find, or nothing
# AT      where they find it, below /run
#
# Commands, one per line: `stop` (SIGKILL to the server and all sessions), `start`, `freeze` and
# `thaw` (stop and continue them). Each is answered by one line, `ok` or what is wrong. The first
# line is that of the first start.
set -euo pipefail
umask 022

readonly folder=$1 sshd=$2 socket=$3 at=$4
readonly log=$folder/sshd.log
options=()

mount_all() {
  # Whatever mask the test process has, sessions read these.
  chmod 755 "$folder/home" "$folder/open" "$folder/etc"
  chmod 644 "$folder"/open/* "$folder"/etc/{passwd,group}
  # What sessions see of the bench: /srv/home, /srv/open, /srv/docker.
  mount -t tmpfs -o mode=755 tmpfs /srv
  mkdir /srv/home /srv/open /srv/docker
  mount --bind "$folder/home" /srv/home
  mount --bind "$folder/open" /srv/open
  # The folder, not the socket: a daemon that starts again makes a new one.
  [[ -z $socket ]] || mount --bind "${socket%/*}" /srv/docker
  # Nothing of a session reaches the machine's own logs and services.
  mount -t tmpfs -o mode=755 tmpfs /run
  mount -t tmpfs -o mode=755 tmpfs /var/log
  mkdir -p /run/sshd
  if [[ -n $socket ]]; then
    mkdir -p "${at%/*}"
    ln -s "/srv/docker/${socket##*/}" "$at"
  fi
  local file
  for file in "$folder"/etc/*; do
    mount --bind "$file" "/etc/${file##*/}"
  done
}

# A folder in which docker is replaced by links to all else in it, so that a shell says in its own
# words that there is no such command.
replace_docker() {
  local path bin n=0
  [[ -d $folder/cli ]] || return 0
  while path=$(command -v docker); do
    hash -r
    bin=${path%/*} n=$((n + 1))
    mkdir -p "/srv/bin/$n" "/srv/links/$n"
    mount --bind "$bin" "/srv/bin/$n"
    cp -as "/srv/bin/$n/." "/srv/links/$n"
    rm "/srv/links/$n/docker"
    mount --bind "/srv/links/$n" "$bin"
  done
  [[ ! -e $folder/cli/docker ]] || install -m 755 "$folder/cli/docker" "/srv/links/1/docker"
}

# Version 9.8 refuses an address for a while after a failed login, and all tests share theirs.
without_penalties() {
  if "$sshd" -t -f "$folder/sshd_config" -o PerSourcePenalties=no 2>/dev/null; then
    options+=(-o PerSourcePenalties=no)
  fi
}

listening() { grep -c '^Server listening' "$log" || true; }

start_server() {
  local before pid
  before=$(listening)
  "$sshd" -D -e -f "$folder/sshd_config" "${options[@]}" >>"$log" 2>&1 </dev/null &
  pid=$!
  # Bash would tell on standard error that it was killed.
  disown
  for _ in {1..500}; do
    (($(listening) == before)) || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.02
  done
  return 1
}

# To all processes of the namespace but this one.
kill_all() {
  while kill -KILL -1 2>/dev/null; do
    sleep 0.01
  done
}

signal_all() { kill "-$1" -1 2>/dev/null || true; }

clean() {
  trap - EXIT
  kill_all
  cd /
  rm -rf --one-file-system "${folder:?}"
}

report_start() {
  if start_server; then echo ok; else echo "sshd did not start: $(tail -n 5 "$log" | tr '\r\n' '  ')"; fi
}

main() {
  local line
  trap : INT TERM HUP
  trap clean EXIT
  : >"$log"
  mount_all
  replace_docker
  without_penalties
  report_start
  while true; do
    if read -r line; then
      case $line in
        stop) kill_all && echo ok ;;
        start) report_start ;;
        freeze) signal_all STOP && echo ok ;;
        thaw) signal_all CONT && echo ok ;;
      esac
    elif (($? <= 128)); then
      break
    fi
  done
}

main
