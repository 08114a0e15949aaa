# Shared by the tests. Each test has its own folder, its own server and no configuration but its own.
# shellcheck shell=bash

bats_require_minimum_version 1.5.0

REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
AGENT=$REPO/agent/archnest-docker-agent.sh
# Never exported: the tests look for it in the environment of every process.
TOKEN='t0ken-"with\odd'"'"'characters'

setup_agent() {
  local name
  for name in $(compgen -e ARCHNEST_); do
    if [[ $name != ARCHNEST_TEST_* ]]; then unset "$name"; fi
  done
  # The Node of this repository first.
  PATH=$REPO/node_modules/.bin:$PATH
  cd "$BATS_TEST_TMPDIR" || return
  export TMPDIR=$BATS_TEST_TMPDIR/tmp XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR/run RUNTIME_DIRECTORY=$BATS_TEST_TMPDIR/run
  mkdir -m 700 tmp run
  SERVER_PID=''
}

# A background job that holds bats' descriptor 3 keeps bats waiting.
start_server() {
  : >requests
  node "$REPO/agent/test/fake-server.mjs" requests >port 2>server.err 3>&- &
  SERVER_PID=$!
  wait_for 'test -s port'
  SERVER=http://127.0.0.1:$(<port)
}

stop_server() {
  if [[ -n $SERVER_PID ]]; then
    kill "$SERVER_PID" 2>/dev/null || true
    wait "$SERVER_PID" 2>/dev/null || true
  fi
}

# wait_for COMMAND: until it succeeds, ten seconds at most.
wait_for() {
  local i
  for ((i = 0; i < 200; i++)); do
    if eval "$1" >/dev/null 2>&1; then return; fi
    sleep 0.05
  done
  echo "waited in vain for: $1" >&2
  return 1
}

# write_config URL: a good config file, $BATS_TEST_TMPDIR/agent.env.
write_config() {
  printf 'ARCHNEST_URL=%s\nARCHNEST_AGENT_TOKEN=%s\nARCHNEST_HOST_ID=vm-1\n' "$1" "$TOKEN" >agent.env
  chmod 600 agent.env
}

# fake_docker: a docker on PATH that prints the files ps, inspect and stats of the folder fake, with
# the exit status in NAME.rc and the errors in NAME.err; NAME.hang makes it hang. inspect prints a row
# of its file for each id that it is asked for.
fake_docker() {
  export FAKE=$BATS_TEST_TMPDIR/fake
  mkdir -p bin "$FAKE"
  cat >bin/docker <<'EOF'
#!/bin/sh
case $1 in container) name=inspect ;; *) name=$1 ;; esac
echo "$#" >>"$FAKE/$name.calls"
if [ -e "$FAKE/$name.hang" ]; then exec sleep 61.25; fi
if [ -e "$FAKE/$name.err" ]; then cat "$FAKE/$name.err" >&2; fi
cat "$FAKE/$name"
exit "$(cat "$FAKE/$name.rc" 2>/dev/null || echo 0)"
EOF
  chmod +x bin/docker
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
  printf '["%s","Up 3 hours"]\n' "$(id_of 1)" >"$FAKE/ps"
  jq -nc "$(row_program) row(\"$(id_of 1)\"; [\"A=b\"]; [\"sleep\", \"1\"]; null; {})" >"$FAKE/inspect"
  : >"$FAKE/stats"
}

id_of() { printf '%064x' "$1"; }

# A line as inspect_format makes it, as a jq function.
row_program() {
  cat <<'EOF'
def row($id; $env; $command; $entrypoint; $labels):
  [$id, "/web", "nginx:1", "sha256:1", "running", "2026-01-02T03:04:05.6Z", "2026-01-02T03:04:06Z",
   "0001-01-01T00:00:00Z", 0, 0, "no", null, {}, null, {}, [], $env, $command, $entrypoint, $labels];
EOF
}

# The last report that the server got.
last_report() { tail -n 1 requests | jq '.body | fromjson'; }

# start_dockerd: a private daemon, DOCKER_HOST; skips the file where there can be none.
# In /tmp and short: a socket's path has 107 characters at most.
start_dockerd() {
  if [[ $EUID -ne 0 ]] || ! command -v dockerd >/dev/null; then
    skip 'needs root and dockerd, or ARCHNEST_TEST_DOCKER_HOST'
  fi
  DOCKERD_DIR=$(mktemp -d /tmp/ana.XXXXXX)
  export DOCKERD_DIR DOCKER_HOST=unix://$DOCKERD_DIR/s
  dockerd --data-root "$DOCKERD_DIR/d" --exec-root "$DOCKERD_DIR/e" --pidfile "$DOCKERD_DIR/p" -H "$DOCKER_HOST" \
    --iptables=false --ip6tables=false --bridge=none >"$DOCKERD_DIR/log" 2>&1 3>&- &
  wait_for 'docker info' || { tail -5 "$DOCKERD_DIR/log" >&2; return 1; }
}

stop_dockerd() {
  if [[ -z ${DOCKERD_DIR:-} ]]; then return; fi
  kill "$(<"$DOCKERD_DIR/p")" || true
  wait_for "! kill -0 $(<"$DOCKERD_DIR/p")" || true
  umount -q "$DOCKERD_DIR"/d/*/* "$DOCKERD_DIR"/e/netns/* 2>/dev/null || true
  rm -rf "$DOCKERD_DIR"
}
