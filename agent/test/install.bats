#!/usr/bin/env bats
# The installer against a real ArchNest server and a real Docker daemon, in a root of its own. What it would ask of
# systemd is noted by a stand-in; the units and cron lines that it leaves are run by hand.

load helper

setup_file() {
  export DOCKER_HOST=${ARCHNEST_TEST_DOCKER_HOST:-} PATH=$REPO/node_modules/.bin:$PATH
  if [[ -z $DOCKER_HOST ]]; then start_dockerd; fi
  start_archnest
}

# The server as it is in this repository, without a shared token.
start_archnest() {
  local name log=$BATS_FILE_TMPDIR/server.log
  for name in $(compgen -e ARCHNEST_); do
    if [[ $name != ARCHNEST_TEST_* ]]; then unset "$name"; fi
  done
  ARCHNEST_PORT=0 ARCHNEST_DATA_DIR=$BATS_FILE_TMPDIR/data node "$REPO/backend/src/main.ts" >"$log" 2>&1 3>&- &
  export ARCHNEST_PID=$!
  wait_for "grep -q 'ArchNest is ready' '$log'" || { cat "$log" >&2; return 1; }
  URL=$(grep 'ArchNest is ready' "$log" | jq -r .url)
  ADMIN=$(jq -n --rawfile token "$BATS_FILE_TMPDIR/data/setup-token" \
    '{setupToken: ($token | rtrimstr("\n")), username: "ada", password: "correct horse battery"}' |
    curl -fsS -H 'content-type: application/json' -d @- "$URL/api/auth/setup" | jq -r .token)
  export URL ADMIN
}

teardown_file() {
  if [[ -n ${ARCHNEST_PID:-} ]]; then
    kill "$ARCHNEST_PID" || true
    wait_for "! kill -0 $ARCHNEST_PID" || true
  fi
  stop_dockerd
}

setup() {
  setup_agent
  # The installer's own, under its root.
  unset RUNTIME_DIRECTORY
  export ARCHNEST_ROOT=$PWD/root
  mkdir root bin
  CONFIG=root/etc/archnest/agent.env
  INSTALLED=root/usr/local/bin/archnest-docker-agent.sh
  HOST=vm-$BATS_TEST_NUMBER
  PATH=$PWD/bin:$PATH
}

teardown() { stop_server; }

# api METHOD PATH [BODY]: as the admin.
api() {
  curl -fsS -X "$1" -H "authorization: Bearer $ADMIN" ${3:+-H 'content-type: application/json' -d "$3"} "$URL$2"
}

# new_code: for this test's host.
new_code() { api POST /api/agents/enrolments "{\"hostId\":\"$HOST\"}" | jq -r .code; }

# install OPTION...: as the line of the Hosts page does.
install() { curl -fsSL "$URL/agent/install.sh" | bash -s -- "$@"; }

# host FILTER: of this test's host in ArchNest, as the filter makes it; empty where it is not.
host() { api GET /api/agents/docker/hosts | jq -c --arg id "$HOST" ".[] | select(.hostId == \$id) | $1"; }

# tokens FILTER: of all tokens of this test's host.
tokens() { api GET /api/agents/tokens | jq -c --arg id "$HOST" "map(select(.hostId == \$id)) | $1"; }

# All that is there, with modes and owners.
snapshot() { (cd root && find . -printf '%p %y %m %U:%G %l\n' | sort); }

# fails STATUS WORDS OPTION...: one line that holds WORDS, and nothing is changed.
fails() {
  local status=$1 words=$2 before
  shift 2
  before=$(snapshot)
  run "-$status" --separate-stderr install "$@"
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == 'archnest-install: '*"$words"* ]]
  [ "$(snapshot)" = "$before" ]
}

is() {
  if [[ $1 != "$2" ]]; then
    printf 'got:    %s\nwanted: %s\n' "$1" "$2"
    return 1
  fi
}

# A systemctl that notes what it is asked for.
fake_systemd() {
  mkdir -p root/run/systemd/system root/etc/systemd/system root/usr/local/bin
  export SYSTEMCTL_CALLS=$PWD/systemctl.calls
  : >"$SYSTEMCTL_CALLS"
  printf '#!/bin/sh\necho "$*" >>"$SYSTEMCTL_CALLS"\nexit "${SYSTEMCTL_STATUS:-0}"\n' >bin/systemctl
  chmod +x bin/systemctl
}

fake_cron() {
  mkdir -p root/etc/cron.d
  ln -s /bin/true bin/cron
}

@test "the line of the Hosts page: enrolled, installed, and the first report is seen" {
  local command
  command=$(api POST /api/agents/enrolments "{\"hostId\":\"$HOST\"}" | jq -r .command)
  [[ $command == "curl -fsSL $URL/agent/install.sh | sudo bash -s -- --enrol "* ]]
  printf '#!/bin/sh\nexec "$@"\n' >bin/sudo
  chmod +x bin/sudo
  run -0 --separate-stderr bash -c "$command"
  is "$stderr" ''
  [[ $output == *"the first report was taken: this machine is $HOST in ArchNest"* ]]
  [[ $output == *'neither systemd nor cron is here'*"$PWD/$INSTALLED --config $PWD/$CONFIG --interval 30"* ]]
  is "$(host '[.hostname != "", .stale, .token, .updateAvailable, (.clockSkewSeconds | fabs < 30)]')" '[true,false,"own",false,true]'
  is "$(tokens '[length, .[0].createdBy, .[0].lastUsedAt != null]')" '[1,"ada (enrolment)",true]'
  is "$(stat -c '%a %u:%g' "$CONFIG")" "600 $EUID:$(id -g)"
  is "$(stat -c %a "$INSTALLED" root/etc/archnest | xargs)" '755 755'
  cmp "$INSTALLED" "$AGENT"
  grep -qx "ARCHNEST_HOST_ID=$HOST" "$CONFIG"
  is "$(find root -name '.work*' -o -name '*.new.*')" ''
}

@test "a second run keeps the token, and upgrades the agent in place" {
  local before inode
  install --enrol "$(new_code)"
  before=$(<"$CONFIG")
  run -0 --separate-stderr install
  is "$stderr" ''
  [[ $output == *"is $("$AGENT" --version | sed 's/.* //'), as before"* ]]
  [[ $output == *'the first report was taken'* ]]
  is "$(<"$CONFIG")" "$before"
  is "$(tokens length)" 1
  sed -i 's/^readonly VERSION=.*/readonly VERSION=0.9.0/' "$INSTALLED"
  inode=$(stat -c %i "$INSTALLED")
  ARCHNEST_ROOT='' RUNTIME_DIRECTORY=$PWD/run "$INSTALLED" --config "$CONFIG"
  is "$(host '[.agentVersion, .updateAvailable]')" '["0.9.0",true]'
  run -0 install
  [[ $output == *'upgraded the agent'*'from 0.9.0 to '* ]]
  cmp "$INSTALLED" "$AGENT"
  # Another file: a run of the old one is not cut in two.
  [ "$(stat -c %i "$INSTALLED")" != "$inode" ]
  is "$(host .updateAvailable)" false
  is "$(<"$CONFIG")" "$before"
}

@test "enrolling again rotates the token, and what the admin has written stays" {
  local old
  install --enrol "$(new_code)"
  old=$(grep ARCHNEST_AGENT_TOKEN= "$CONFIG")
  printf '# mine\nARCHNEST_HTTP_TIMEOUT=7\nexport ARCHNEST_AGENT_TOKEN_FILE=/nowhere\n' >>"$CONFIG"
  run -0 install --enrol "$(new_code)"
  is "$(grep -cE 'ARCHNEST_(AGENT_TOKEN|AGENT_TOKEN_FILE|URL|HOST_ID)=' "$CONFIG")" 3
  run ! grep -qxF -e "$old" "$CONFIG"
  grep -qx '# mine' "$CONFIG"
  grep -qx ARCHNEST_HTTP_TIMEOUT=7 "$CONFIG"
  is "$(stat -c %a "$CONFIG")" 600
  is "$(tokens 'map(.expiresAt != null)')" '[true,false]'
}

@test "--uninstall leaves nothing of what it made: an empty root" {
  local before
  before=$(snapshot)
  install --enrol "$(new_code)"
  [ "$(snapshot)" != "$before" ]
  run -0 --separate-stderr install --uninstall
  [[ $output == *"removed $PWD/$CONFIG"*'the agent is gone'* ]]
  is "$(snapshot)" "$before"
  run -0 install --uninstall
  [[ $output == *'there is nothing to remove'* ]]
}

@test "--uninstall leaves nothing of what it made: with systemd, and then with cron" {
  local before
  fake_systemd
  fake_cron
  before=$(snapshot)
  install --enrol "$(new_code)"
  : >"$SYSTEMCTL_CALLS"
  install --uninstall
  is "$(snapshot)" "$before"
  is "$(<"$SYSTEMCTL_CALLS")" $'--quiet disable --now archnest-docker-agent.timer\n--quiet stop archnest-docker-agent.service\ndaemon-reload'
  install --enrol "$(new_code)" --cron
  # What somebody else has put beside it stays.
  touch root/etc/archnest/ca.pem
  install --uninstall
  rm root/etc/archnest/ca.pem
  rmdir root/etc/archnest
  is "$(snapshot)" "$before"
}

@test "systemd: the hardened units, with the interval that was asked for" {
  local start=()
  fake_systemd
  run -0 --separate-stderr install --enrol "$(new_code)" --interval 45
  is "$stderr" ''
  is "$(<"$SYSTEMCTL_CALLS")" $'daemon-reload\n--quiet enable archnest-docker-agent.timer\nrestart archnest-docker-agent.timer'
  is "$(diff "$REPO/agent/systemd/archnest-docker-agent.service" root/etc/systemd/system/archnest-docker-agent.service | grep -c '^>')" 1
  grep -qx OnUnitActiveSec=45s root/etc/systemd/system/archnest-docker-agent.timer
  is "$(stat -c %a root/etc/systemd/system/archnest-docker-agent.{service,timer} | xargs)" '644 644'
  read -r -a start < <(sed -n 's/^ExecStart=//p' root/etc/systemd/system/archnest-docker-agent.service)
  RUNTIME_DIRECTORY=$PWD/run run -0 --separate-stderr "${start[@]}" --verbose
  [[ $stderr == *"reported to $URL as $HOST"* ]]
  # An upgrade keeps the interval.
  install
  grep -qx OnUnitActiveSec=45s root/etc/systemd/system/archnest-docker-agent.timer
  # One of the two, not both.
  install --cron
  is "$(find root/etc/systemd/system -type f)" ''
  [ -f root/etc/cron.d/archnest-agent ]
  install
  [ -f root/etc/cron.d/archnest-agent ]
  is "$(find root/etc/systemd/system -type f)" ''
}

@test "systemd that refuses is told in a line" {
  fake_systemd
  SYSTEMCTL_STATUS=1 run -7 --separate-stderr install --enrol "$(new_code)"
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *'systemd did not take the timer'* ]]
}

@test "cron: lines that report as often as was asked for" {
  local line lines
  fake_cron
  touch root/etc/cron.d/archnest-docker-agent
  install --enrol "$(new_code)"
  # The name that older instructions gave it: it would report as well.
  [ ! -e root/etc/cron.d/archnest-docker-agent ]
  is "$(stat -c %a root/etc/cron.d/archnest-agent)" 644
  mapfile -t lines < <(grep '^\*' root/etc/cron.d/archnest-agent)
  is "${#lines[@]}" 2
  [[ ${lines[1]} == '* * * * * root sleep 30; '* ]]
  line=${lines[0]#'* * * * * root '}
  RUNTIME_DIRECTORY=$PWD/run run -0 --separate-stderr sh -c "$line --verbose"
  [[ $stderr == *"as $HOST"* ]]
  install --interval 10
  is "$(grep -c '^\*' root/etc/cron.d/archnest-agent)" 6
  install --interval 300
  is "$(grep -c '^\*/5 \* \* \* \* root /' root/etc/cron.d/archnest-agent)" 1
  fails 2 'divide an hour' --interval 90
}

@test "a wrong, a used and an old-fashioned code are refused, and nothing is changed" {
  local code
  fails 22 'make a new one' --enrol AAAAA-AAAAA-AAAAA-AAAAA
  code=$(new_code)
  install --enrol "$code"
  fails 22 'make a new one' --enrol "$code"
  is "$(tokens length)" 1
  fails 2 'letters, digits and dashes' --enrol '$(id)'
}

@test "a machine that takes another name is refused, and the log tells of it once" {
  local log=$BATS_FILE_TMPDIR/server.log
  install --enrol "$(new_code)"
  export RUNTIME_DIRECTORY=$PWD/run ARCHNEST_HOST_ID=$HOST-other
  run -23 --separate-stderr "$INSTALLED" --config "$CONFIG"
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *"This token is for the host $HOST and may not report $HOST-other"* ]]
  run -23 "$INSTALLED" --config "$CONFIG"
  is "$(grep -c "may not report $HOST-other" "$log")" 1
  run ! grep -F -e "$(sed -n 's/^ARCHNEST_AGENT_TOKEN=//p' "$CONFIG")" "$log"
}

@test "no token and no code is told" {
  fails 2 'run this with --enrol CODE'
}

@test "no server, no name, another server: nothing is changed, and the code stays good" {
  local code
  code=$(new_code)
  fails 11 'could not connect' --url http://127.0.0.1:1 --enrol "$code"
  fails 10 'could not resolve' --url http://archnest.invalid --enrol "$code"
  start_server
  fails 6 "is not ArchNest's agent" --url "$SERVER/portal" --enrol "$code"
  fails 29 'answered 404' --url "$SERVER/404" --enrol "$code"
  fails 26 'the server failed (500)' --url "$SERVER/500" --enrol "$code"
  fails 20 'a redirect (302)' --url "$SERVER/redirect" --enrol "$code"
  [ "$(grep -cF "$code" requests)" -eq 0 ]
  run -0 install --enrol "$code"
}

# The same server behind TLS, with a certificate that nobody trusts: sets SECURE.
start_tls() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=archnest \
    -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out ca.pem 2>/dev/null
  cat >tls.mjs <<'EOF_TLS'
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
const server = createServer({ key: readFileSync('key.pem'), cert: readFileSync('ca.pem') }, (client) => {
  const behind = connect(Number(process.argv[2]), '127.0.0.1');
  for (const socket of [client, behind]) socket.on('error', () => undefined);
  client.pipe(behind).pipe(client);
});
server.on('tlsClientError', () => undefined);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
EOF_TLS
  node tls.mjs "${URL##*:}" >port 3>&- &
  SERVER_PID=$!
  wait_for 'test -s port'
  SECURE=https://127.0.0.1:$(<port)
}

@test "a CA of one's own is used for everything, and kept" {
  local code
  code=$(new_code)
  start_tls
  fails 13 'for a CA of your own give --ca FILE' --url "$SECURE" --enrol "$code"
  run -0 --separate-stderr install --url "$SECURE" --enrol "$code" --ca "$PWD/ca.pem"
  is "$stderr" ''
  [[ $output == *'the first report was taken'* && $output != *'not encrypted'* ]]
  grep -qx "ARCHNEST_CA_FILE=$PWD/ca.pem" "$CONFIG"
  run -0 install --url "$SECURE"
  [[ $output == *'the first report was taken'* ]]
  is "$(grep -c ARCHNEST_CA_FILE= "$CONFIG")" 1
}

@test "what the trade of a code may come to" {
  start_server
  fails 20 'a redirect (302)' --url "$SERVER/enrol-redirect" --enrol CODE
  # It went where it was told to go, and nowhere else.
  is "$(grep CODE requests | jq -r '[.method, .url] | join(" ")')" 'POST /enrol-redirect/api/agents/enrol'
  fails 25 'wait a minute' --url "$SERVER/enrol-429" --enrol CODE
  fails 26 'the server failed (502)' --url "$SERVER/enrol-502" --enrol CODE
  fails 29 'not as ArchNest does' --url "$SERVER/enrol-ok" --enrol CODE
  fails 29 'not as ArchNest does' --url "$SERVER/enrol-portal" --enrol CODE
}

@test "a first report that does not get through, and Docker that does not answer, have their own status" {
  start_server
  run -9 --separate-stderr install --url "$SERVER/enrol-token" --enrol CODE
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *'installed, but the first report did not get through: the server failed (500)'* ]]
  rm -r root/*
  DOCKER_HOST=unix:///nowhere.sock run -8 --separate-stderr install --enrol "$(new_code)"
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *'reported, but Docker does not answer: docker ps failed'* ]]
  grep -qx DOCKER_HOST=unix:///nowhere.sock "$CONFIG"
}

@test "missing programs are named with the way to get them" {
  local program
  mkdir few
  for program in bash env timeout xargs stat mktemp mkdir rm sed grep docker curl gzip apt-get; do
    ln -s "$(type -P "$program" || type -P true)" "few/$program"
  done
  curl -fsSL "$URL/agent/install.sh" >install.sh
  PATH=$PWD/few run -3 --separate-stderr bash install.sh --enrol CODE
  is "$stderr" 'archnest-install: missing: jq; install with: apt-get install -y jq, then run this again'
  rm few/docker few/apt-get
  PATH=$PWD/few run -3 --separate-stderr bash install.sh --enrol CODE
  [[ $stderr == *'missing: docker jq; install with your package manager: jq; Docker comes from https://docs.docker.com/'* ]]
  is "$(snapshot | wc -l)" 1
}

@test "the token is in no argument and no environment of any program, and not in the trace" {
  local program real token
  mkdir spies
  for program in curl jq sed grep cat mv cp chmod chown stat mktemp tail rm rmdir mkdir gzip timeout xargs docker sleep; do
    real=$(type -P "$program")
    printf '#!/bin/bash\n{ printf "%%s\\n" %s "$@"; env; } >>"%s"\nexec %s "$@"\n' "$program" "$PWD/seen" "$real" >"spies/$program"
    chmod +x "spies/$program"
  done
  curl -fsSL "$URL/agent/install.sh" >install.sh
  run -0 env PATH="$PWD/spies:$PATH" ARCHNEST_AGENT_TOKEN=another-t0ken bash -a install.sh --enrol "$(new_code)"
  token=$(sed -n 's/^ARCHNEST_AGENT_TOKEN=//p' "$CONFIG")
  [ "${#token}" -eq 58 ]
  grep -q '/api/agents/enrol' seen
  grep -q '/api/agents/docker/report' seen
  run ! grep -F -e "$token" -e 'ARCHNEST_AGENT_TOKEN=archnest' -e another-t0ken seen
  # Nor in what it prints where all is traced, also what the children are.
  env SHELLOPTS=xtrace bash -a install.sh --enrol "$(new_code)" >trace 2>&1
  grep -q '+ first_report' trace
  token=$(sed -n 's/^ARCHNEST_AGENT_TOKEN=//p' "$CONFIG")
  run ! grep -F -e "$token" seen trace
}

@test "half of a download does nothing" {
  local size cut
  curl -fsSL "$URL/agent/install.sh" >install.sh
  size=$(stat -c %s install.sh)
  for ((cut = 1; cut < 40; cut++)); do
    head -c $((size - cut)) install.sh | bash -s -- --enrol CODE >out 2>&1 || true
    # The newline at the end is not missed.
    ((cut == 1)) || run ! grep -q archnest-install: out
  done
  for ((cut = 500; cut < size; cut += 997)); do
    head -c "$cut" install.sh | bash -s -- --enrol CODE >out 2>&1 || true
    run ! grep -q archnest-install: out
  done
  is "$(snapshot | wc -l)" 1
}

@test "options: help, and what is refused" {
  run -0 --separate-stderr install --help
  [[ $output == *'Usage:'*'--enrol CODE'*'Exit status:'* ]]
  fails 2 'unknown argument --nonsense' --nonsense
  fails 2 '--enrol needs a value' --enrol
  fails 2 '--interval takes seconds' --interval 5
  fails 2 '--interval takes seconds' --interval soon
  fails 2 '--url must be' --url 'http://me:pw@x'
  fails 2 '--url must be' --url 'http://x/$(id)'
  fails 2 '--ca takes' --ca nowhere.pem
  ARCHNEST_ROOT='relative path' fails 2 ARCHNEST_ROOT --enrol CODE
}

@test "without root it says so" {
  [ "$EUID" -eq 0 ] || skip 'needs root, to become somebody else'
  unset ARCHNEST_ROOT
  run -4 --separate-stderr bash -c "curl -fsSL $URL/agent/install.sh | setpriv --reuid 65534 --regid 65534 --clear-groups bash -s -- --enrol CODE"
  is "$stderr" 'archnest-install: this must run as root: put sudo before bash'
}

@test "in a shell that is not bash it says so" {
  type -P dash || skip 'needs dash'
  run -3 --separate-stderr bash -c "curl -fsSL $URL/agent/install.sh | dash -s -- --enrol CODE"
  [[ $stderr == *'this needs bash'* ]]
}
