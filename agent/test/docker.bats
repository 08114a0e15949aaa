#!/usr/bin/env bats
# Against a real Docker daemon, and against one that fails. ARCHNEST_TEST_DOCKER_HOST names a daemon
# to use (unix://...), with the image archnest-test/busybox:1 or without; else a private one is started,
# which needs root and dockerd.

load helper

IMAGE=archnest-test/busybox:1

setup_file() {
  export DOCKER_HOST=${ARCHNEST_TEST_DOCKER_HOST:-} LABEL=archnest-agent-test=$$
  if [[ -z $DOCKER_HOST ]]; then start_dockerd; fi
  if ! docker image inspect "$IMAGE" >/dev/null 2>&1; then make_image; fi
  # Without a default bridge ports need a network of their own.
  docker network create --label "$LABEL" "archnest-agent-test-$$" >/dev/null
  make_containers
}

make_image() {
  local root=$BATS_FILE_TMPDIR/root
  mkdir -p "$root/bin"
  cp "$(type -P busybox)" "$root/bin/busybox"
  ln -s busybox "$root/bin/sh"
  ln -s busybox "$root/bin/sleep"
  tar -C "$root" -c . | docker import - "$IMAGE" >/dev/null
}


make_containers() {
  docker run -d --label "$LABEL" --name ana-web --network "archnest-agent-test-$$" --restart unless-stopped \
    -p 127.0.0.1::80 -p 127.0.0.1::53/udp --expose 9090 -v /etc/hostname:/host:ro --tmpfs /cache \
    -e APP_MODE=production -e DB_PASSWORD=canary-1 -e DATABASE_URL=postgres://u:canary-2@db/app \
    -e $'ODD=it\'s "quoted"\nline "><img src=x onerror=alert(1)>' -e $'BYTES=a\xff\xfeb' \
    --label 'traefik.http.middlewares.a.basicauth.users=admin:$apr1$H6uskkkW$canary3IgXLP6ewTrSu' \
    "$IMAGE" sh -c 'sleep 1000' server --requirepass canary-4 --api-token=canary-5 >/dev/null
  docker run -d --label "$LABEL" --network none --name ana-healthy --health-cmd true --health-interval 1s --memory 64m "$IMAGE" sleep 1000 >/dev/null
  docker run -d --label "$LABEL" --network none --name ana-exited "$IMAGE" sh -c 'exit 3' >/dev/null
  docker run -d --label "$LABEL" --network none --name ana-paused "$IMAGE" sleep 1000 >/dev/null
  docker pause ana-paused >/dev/null
  docker create --label "$LABEL" --name ana-created --entrypoint sh "$IMAGE" >/dev/null
  wait_for '[[ $(docker inspect -f "{{.State.Health.Status}}" ana-healthy) == healthy ]]'
}

teardown_file() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    docker ps -aq --filter "label=$LABEL" | xargs -r docker rm -f -v >/dev/null || true
    docker network ls -q --filter "label=$LABEL" | xargs -r docker network rm >/dev/null || true
  fi
  stop_dockerd
}

setup() {
  setup_agent
  SERVER=http://127.0.0.1:1
}

teardown() { stop_server; }

# container NAME FILTER: of the report in the file report.
container() { jq -c --arg name "$1" ".containers[] | select(.name == \$name) | $2" report; }

is() {
  if [[ $1 != "$2" ]]; then
    printf 'got:    %s\nwanted: %s\n' "$1" "$2"
    return 1
  fi
}

@test "a real daemon: every field of the contract" {
  local id address
  write_config "$SERVER"
  "$AGENT" --config agent.env --dry-run >report
  run ! grep -F canary report
  is "$(jq -c '[.hostId, .dockerHealthy]' report)" '["vm-1",true]'
  [ "$(jq ".containers | length" report)" -ge 5 ]

  id=$(docker inspect -f '{{.Id}}' ana-web)
  is "$(container ana-web '[.id, .image, .imageId, .state, .createdAt, .startedAt, .finishedAt, .exitCode, .restartCount, .restartPolicy, .health]')" \
    "$(docker inspect ana-web | jq -c --arg image "$IMAGE" '.[0] | [.Id, $image, .Image, "running", .Created, .State.StartedAt, null, null, 0, "unless-stopped", "none"]')"
  [[ $(container ana-web .status) == '"Up '* ]]
  is "$(container ana-web '[.ports[] | [.hostIp, .containerPort, .proto, .hostPort != null]]')" \
    '[["127.0.0.1",53,"udp",true],["127.0.0.1",80,"tcp",true],[null,9090,"tcp",false]]'
  address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' ana-web)
  is "$(container ana-web .networks | sed 's/-[0-9]*"/"/')" "[{\"name\":\"archnest-agent-test\",\"ip\":\"$address\"}]"
  is "$(container ana-web .mounts)" '[{"type":"bind","source":"/etc/hostname","destination":"/host","rw":false}]'
  is "$(container ana-web '.env | map({(.key): .value}) | add | [.APP_MODE, .DB_PASSWORD, .DATABASE_URL, .BYTES]')" \
    '["production","********","postgres://u:********@db/app","a��b"]'
  is "$(container ana-web '.env[] | select(.key == "ODD") | .value')" '"it'"'"'s \"quoted\"\nline \"><img src=x onerror=alert(1)>"'
  is "$(container ana-web '[.command, .entrypoint]')" "[\"sh -c 'sleep 1000' server --requirepass ******** --api-token=********\",\"\"]"
  is "$(container ana-web '.stats | [.memUsage > 0, .memLimit > 1000000, .cpuPercent >= 0, .pids >= 1, .netTxBytes >= 0, .blockReadBytes >= 0]')" '[true,true,true,true,true,true]'

  is "$(container ana-healthy '[.health, .stats.memLimit]')" '["healthy",67108864]'
  is "$(container ana-exited '[.state, .exitCode, .stats, .finishedAt != null]')" '["exited",3,null,true]'
  is "$(container ana-paused '[.state, .exitCode, .stats != null]')" '["paused",null,true]'
  is "$(container ana-created '[.state, .exitCode, .startedAt, .stats, .entrypoint]')" '["created",null,null,null,"sh"]'
}

@test "a container that vanishes between ps and inspect is no fault" {
  docker run -d --label "$LABEL" --network none --name ana-victim "$IMAGE" sleep 1000 >/dev/null
  mkdir bin
  cat >bin/docker <<EOF
#!/bin/sh
'$(type -P docker)' "\$@"
status=\$?
if [ "\$1" = ps ]; then '$(type -P docker)' rm -f ana-victim >/dev/null; fi
exit \$status
EOF
  chmod +x bin/docker
  write_config "$SERVER"
  PATH=$PWD/bin:$PATH run -0 --separate-stderr "$AGENT" --config agent.env --dry-run
  is "$stderr" ''
  is "$(jq -c '[.dockerHealthy, ([.containers[].name] | index("ana-victim")), (.containers | length >= 5)]' <<<"$output")" '[true,null,true]'
}

@test "Docker down: a report that says so, and its own exit status" {
  start_server
  write_config "$SERVER/ok"
  DOCKER_HOST=unix:///nowhere.sock run -4 --separate-stderr "$AGENT" --config agent.env
  [[ $stderr == *'docker ps failed'* ]]
  is "$(last_report | jq -c '[.dockerHealthy, .containers]')" '[false,[]]'
  # The failure to send is the greater one: the server does not know.
  write_config "$SERVER/500"
  DOCKER_HOST=unix:///nowhere.sock run -26 "$AGENT" --config agent.env
}

@test "Docker hung at any command: a report in time" {
  start_server
  fake_docker
  export ARCHNEST_DOCKER_TIMEOUT=1
  write_config "$SERVER/ok"
  touch fake/ps.hang
  run -4 --separate-stderr "$AGENT" --config agent.env
  [[ $stderr == *'docker ps did not answer in 1 s'* ]]
  is "$(last_report | jq -c '[.dockerHealthy, .containers]')" '[false,[]]'
  mv fake/ps.hang fake/inspect.hang
  run -4 "$AGENT" --config agent.env
  is "$(last_report | jq -c '[.dockerHealthy, .containers]')" '[false,[]]'
  # Without samples the containers are still there.
  mv fake/inspect.hang fake/stats.hang
  run -0 --separate-stderr "$AGENT" --config agent.env
  [[ $stderr == *'docker stats did not answer'* ]]
  is "$(last_report | jq -c '[.dockerHealthy, .containers[0].stats]')" '[true,null]'
  run ! pgrep -f '^sleep 61.25'
}

@test "SIGTERM while Docker hangs ends it at once, with its children" {
  fake_docker
  touch fake/ps.hang fake/stats.hang
  write_config "$SERVER"
  "$AGENT" --config agent.env 3>&- &
  local agent=$! status=0
  wait_for 'pgrep -f "^sleep 61.25"'
  kill "$agent"
  wait "$agent" || status=$?
  is "$status" 143
  wait_for '! pgrep -f "^sleep 61.25"'
  is "$(ls tmp)" ''
}

@test "a container that cannot be read hides no other" {
  fake_docker
  write_config "$SERVER"
  echo 1 >fake/inspect.rc
  printf 'Error response from daemon: layer does not exist\n' >fake/inspect.err
  run -0 --separate-stderr "$AGENT" --config agent.env --dry-run
  [[ $stderr == *'layer does not exist'* ]]
  is "$(jq -c '[.dockerHealthy, (.containers | length)]' <<<"$output")" '[true,1]'
  : >fake/inspect
  run -4 --separate-stderr "$AGENT" --config agent.env --dry-run
  is "$(jq -c '[.dockerHealthy, .containers]' <<<"$output")" '[false,[]]'
}

@test "no containers at all is healthy" {
  fake_docker
  : >fake/ps
  write_config "$SERVER"
  run -0 "$AGENT" --config agent.env --dry-run
  is "$(jq -c '[.dockerHealthy, .containers]' <<<"$output")" '[true,[]]'
  [ ! -e fake/inspect.calls ]
}

@test "3,000 containers: no argument list is too long" {
  fake_docker
  write_config "$SERVER"
  # The shortest argument list that Linux allows: 128 KiB.
  jq -nrc "$(row_program) range(3000) | \"\(.)\" | row((\"0\" * (64 - length) + .); [\"N=\(.)\"]; [\"sleep\"]; null; {})" >rows
  jq -c '[.[0], "Up 3 hours"]' rows >fake/ps
  cat >bin/docker <<'EOF'
#!/bin/bash
case $1 in
  ps) cat "$FAKE/ps" ;;
  container)
    echo "$#" >>"$FAKE/inspect.calls"
    printf '%s\n' "${@:5}" | grep -F -f - "$FAKE/../rows"
    ;;
esac
EOF
  (ulimit -s 512 && "$AGENT" --config agent.env --dry-run >report)
  is "$(jq -c '[(.containers | length), ([.containers[].env[0].value | tonumber] | add)]' report)" '[3000,4498500]'
  [ "$(wc -l <fake/inspect.calls)" -ge 2 ]
}

@test "samples: units, exponents, unknown values, short ids" {
  fake_docker
  write_config "$SERVER"
  printf '{"ID":"%s","CPUPerc":"123.45%%","MemUsage":"1.5GiB / 7.656TiB","NetIO":"1e+03kB / 3.2MB","BlockIO":"--","PIDs":"--"}\n' "$(id_of 1 | cut -c 1-12)" >fake/stats
  "$AGENT" --config agent.env --dry-run >report
  is "$(jq -c '.containers[0].stats' report)" \
    '{"cpuPercent":123.45,"memUsage":1610612736,"memLimit":8417861022253,"netRxBytes":1000000,"netTxBytes":3200000,"blockReadBytes":null,"blockWriteBytes":null,"pids":null}'
  printf '{"ID":"%s","CPUPerc":"--","MemUsage":"-- / --","NetIO":"","PIDs":"7"}\n' "$(id_of 1)" >fake/stats
  "$AGENT" --config agent.env --dry-run >report
  is "$(jq -c '.containers[0].stats | [.cpuPercent, .memUsage, .netRxBytes, .blockReadBytes, .pids]' report)" '[null,null,null,null,7]'
}

@test "a container that ended since its sample was taken has no stats" {
  fake_docker
  write_config "$SERVER"
  printf '{"ID":"%s","CPUPerc":"1.00%%","MemUsage":"1MiB / 1GiB","NetIO":"1B / 1B","BlockIO":"1B / 1B","PIDs":"1"}\n' "$(id_of 1)" >fake/stats
  sed -i 's/"running"/"exited"/' fake/inspect
  "$AGENT" --config agent.env --dry-run >report
  is "$(jq -c '.containers[0] | [.state, .exitCode, .stats]' report)" '["exited",0,null]'
}

@test "a state that the contract does not know becomes one that it knows" {
  fake_docker
  write_config "$SERVER"
  sed -i 's/"running"/"stopping"/' fake/inspect
  "$AGENT" --config agent.env --dry-run >report
  is "$(jq -r '.containers[0].state' report)" running
}
