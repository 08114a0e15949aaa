#!/usr/bin/env bats
# What is sent, and what becomes of the answers.

load helper

setup() {
  setup_agent
  fake_docker
  start_server
}

teardown() { stop_server; }

# answers PATH STATUS WORDS: the agent ends with STATUS and one line that holds WORDS.
answers() {
  write_config "$SERVER/$1"
  run "-$2" --separate-stderr "$AGENT" --config agent.env
  [ "$output" = '' ]
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *"$3"* ]]
  [[ $stderr != *"$TOKEN"* ]]
}

@test "a report is one gzipped POST with the token, and success is silent" {
  write_config "$SERVER/ok/"
  run -0 --separate-stderr "$AGENT" --config agent.env
  [ "$output$stderr" = '' ]
  [ "$(wc -l <requests)" -eq 1 ]
  [ "$(jq -r '[.method, .url] | join(" ")' requests)" = 'POST /ok/api/agents/docker/report' ]
  [ "$(jq -r .headers.authorization requests)" = "Bearer $TOKEN" ]
  [ "$(jq -r '.headers["content-encoding", "content-type"]' requests)" = $'gzip\napplication/json' ]
  [ "$(last_report | jq -c '[.hostId, .dockerHealthy, (.containers | length)]')" = '["vm-1",true,1]' ]
  run -0 --separate-stderr "$AGENT" --config agent.env --verbose
  [[ $stderr == *'reported to '*' as vm-1' ]]
}

@test "reports of one boot are ordered by seq" {
  write_config "$SERVER/ok"
  "$AGENT" --config agent.env
  "$AGENT" --config agent.env
  [ "$(jq -s 'map(.body | fromjson) | (.[0].bootId == .[1].bootId) and (.[0].seq < .[1].seq) and (.[0].bootId | length) <= 64' requests)" = true ]
}

@test "each report names its machine, without giving its id away" {
  [[ -s /etc/machine-id ]] || skip 'this machine has no machine-id'
  write_config "$SERVER/ok"
  "$AGENT" --config agent.env
  "$AGENT" --config agent.env
  [ "$(jq -s 'map(.body | fromjson | .machineId) | (.[0] == .[1]) and (.[0] | test("^[0-9a-f]{32}$"))' requests)" = true ]
  run -1 grep -F "$(</etc/machine-id)" requests
}

@test "each answer has its exit status and its line" {
  answers 400 21 'containers.3: ?[31mno'
  answers 401 22 'check ARCHNEST_AGENT_TOKEN'
  answers 403 23 vm-1
  answers 413 24 'too large'
  answers 429 25 'less often'
  answers 500 26 'failed (500)'
  answers 502 26 'failed (502)'
  answers 503 26 'does not take reports'
  answers 404 29 'answered 404'
  answers 204 29 'answered 204'
  answers portal 29 'not as ArchNest does'
  answers reset 19 'sending to'
}

@test "an older report is a success with a note" {
  answers older 0 'a newer report'
}

@test "a redirect is not followed" {
  answers redirect 20 'not followed'
  [ "$(wc -l <requests)" -eq 1 ]
  answers 308 20 'not followed'
}

@test "a server that never answers is given up" {
  export ARCHNEST_HTTP_TIMEOUT=1
  answers silent 12 'did not answer in 1 s'
}

@test "no server, no name and no TLS have their own exit status" {
  write_config http://127.0.0.1:1
  run -11 "$AGENT" --config agent.env
  write_config http://archnest.invalid
  run -10 "$AGENT" --config agent.env
  write_config "https${SERVER#http}"
  run -13 "$AGENT" --config agent.env
}

@test "a .curlrc is not read" {
  export HOME=$PWD
  printf 'url = "%s/elsewhere"\n' "$SERVER" >.curlrc
  write_config "$SERVER/ok"
  "$AGENT" --config agent.env
  [ "$(wc -l <requests)" -eq 1 ]
}

@test "the token is in no argument and no environment while it is sent" {
  write_config "$SERVER/slow"
  "$AGENT" --config agent.env 3>&- &
  local agent=$! found=''
  wait_for 'test -s requests'
  pgrep -P "$agent" -x curl
  found=$(grep -alF -- "$TOKEN" /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null || true)
  wait "$agent"
  [ "$found" = '' ]
}

@test "a token from the environment does not reach the children" {
  cat >bin/curl <<'EOF'
#!/bin/sh
env >"$FAKE/environment"
EOF
  chmod +x bin/curl
  write_config "$SERVER/ok"
  ARCHNEST_AGENT_TOKEN=$TOKEN agent_token=exported run "$AGENT" --config agent.env
  [ -s "$FAKE/environment" ]
  run ! grep -F -e "$TOKEN" -e ARCHNEST_AGENT_TOKEN= "$FAKE/environment"
}

@test "bash -x does not show the token" {
  write_config "$SERVER/ok"
  printf '%s\n' "$TOKEN" >token
  chmod 600 token
  bash -x "$AGENT" --config agent.env >trace 2>&1
  ARCHNEST_AGENT_TOKEN=$TOKEN bash -x "$AGENT" --config agent.env >>trace 2>&1
  env ARCHNEST_URL="$SERVER/ok" ARCHNEST_AGENT_TOKEN_FILE=token SHELLOPTS=xtrace bash -a "$AGENT" >>trace 2>&1
  [ "$(wc -l <requests)" -eq 3 ]
  grep -q '+ collect' trace
  # Also not as bash quotes it.
  run ! grep -F -e 't0ken' trace
}

@test "overlapping runs are one" {
  write_config "$SERVER/slow"
  "$AGENT" --config agent.env 3>&- &
  local first=$!
  wait_for 'test -s requests'
  run -0 --separate-stderr "$AGENT" --config agent.env
  [[ $stderr == *'another run for this server is active'* ]]
  wait "$first"
  [ "$(wc -l <requests)" -eq 1 ]
  "$AGENT" --config agent.env
  [ "$(wc -l <requests)" -eq 2 ]
}

@test "a lock folder that is a symlink is refused" {
  write_config "$SERVER/ok"
  mkdir elsewhere
  ln -s elsewhere evil
  RUNTIME_DIRECTORY=$PWD/evil run -2 "$AGENT" --config agent.env
  [ ! -s requests ]
}

@test "--interval survives failures and ends with 0 on SIGTERM" {
  write_config "$SERVER/500"
  "$AGENT" --config agent.env --interval 1 2>errors 3>&- &
  local agent=$! status=0
  wait_for 'test "$(wc -l <requests)" -ge 2'
  kill "$agent"
  wait "$agent" || status=$?
  [ "$status" -eq 0 ]
  grep -q 'failed (500)' errors
  [ "$(ls tmp)" = '' ]
}

@test "--dry-run prints the report and sends nothing" {
  write_config "$SERVER/ok"
  run -0 --separate-stderr "$AGENT" --config agent.env --dry-run
  [ "$(jq -r '.containers[0].name' <<<"$output")" = web ]
  [ ! -s requests ]
  [ "$(ls tmp)" = '' ]
}
