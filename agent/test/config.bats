#!/usr/bin/env bats
# Options and configuration: what is refused, and that nothing runs before.

load helper

setup() {
  setup_agent
  fake_docker
  write_config http://127.0.0.1:1
}

refuses() {
  run -2 --separate-stderr "$AGENT" "$@"
  [ "$output" = '' ]
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr != *"$TOKEN"* ]]
  [ ! -e "$FAKE/ps.calls" ]
}

@test "--help prints the manual, --version the version" {
  run -0 "$AGENT" --help
  [[ $output == *'Usage: archnest-docker-agent.sh'*'Exit status:'*'TLS or certificate'* ]]
  [[ $output != *'set -euo'* ]]
  run -0 "$AGENT" --version
  [[ $output =~ ^archnest-docker-agent\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "an unknown option, a missing value and a bad interval are refused" {
  refuses --nonsense
  refuses --config
  refuses --config agent.env --interval soon
  refuses --config agent.env --interval 0
}

@test "a missing url or token is refused" {
  refuses
  [[ $stderr == *ARCHNEST_AGENT_TOKEN* ]]
  ARCHNEST_AGENT_TOKEN=x refuses
  [[ $stderr == *ARCHNEST_URL* ]]
}

@test "a config file that others can read or write is refused" {
  local mode
  for mode in 640 604 620 602 610 644 666; do
    chmod "$mode" agent.env
    refuses --config agent.env
    [[ $stderr == *'chmod 600'* ]]
  done
}

@test "a config file through a symlink is as good as its target" {
  ln -s agent.env link.env
  run -11 "$AGENT" --config link.env
  rm "$FAKE/ps.calls"
  chmod 644 agent.env
  refuses --config link.env
}

@test "a config file of another user is refused" {
  [ "$EUID" -eq 0 ] || skip 'needs root'
  chown 12345 agent.env
  refuses --config agent.env
  [[ $stderr == *'belongs to another user'* ]]
}

@test "a config file that is missing, a folder or a FIFO is refused" {
  refuses --config nowhere.env
  ARCHNEST_AGENT_CONFIG=nowhere.env refuses
  mkdir folder.env
  mkfifo -m 600 fifo.env
  refuses --config folder.env
  refuses --config fifo.env
}

@test "the config file is parsed, not run" {
  write_config 'http://127.0.0.1:1/$(touch pwned)'
  refuses --config agent.env
  printf 'ARCHNEST_HOST_ID=x; touch pwned\n' >>agent.env
  refuses --config agent.env
  printf 'touch pwned\n' >>agent.env
  refuses --config agent.env
  [[ $stderr == *'agent.env:5: expected KEY=VALUE'* ]]
  [ ! -e pwned ]
}

@test "comments, quotes, export, spaces and CRLF are understood" {
  printf '# a comment\r\n\r\n  export ARCHNEST_URL="http://127.0.0.1:1"  # here\r\nARCHNEST_AGENT_TOKEN='"'a#b'"'\r\nARCHNEST_HOST_ID=vm-2 # there\r\n' >agent.env
  run -11 --separate-stderr "$AGENT" --config agent.env
  run -0 --separate-stderr "$AGENT" --config agent.env --dry-run
  [ "$(jq -r .hostId <<<"$output")" = vm-2 ]
}

@test "an unknown name is a warning, an open quote an error" {
  printf 'ARCHNEST_COLOUR=red\n' >>agent.env
  run -0 --separate-stderr "$AGENT" --config agent.env --dry-run
  [[ $stderr == *'agent.env:4: unknown name ARCHNEST_COLOUR, ignored'* ]]
  rm "$FAKE/ps.calls"
  write_config http://127.0.0.1:1
  printf 'ARCHNEST_HOST_ID="x\n' >>agent.env
  refuses --config agent.env
}

@test "the environment wins over the file" {
  ARCHNEST_HOST_ID=from-env run -0 "$AGENT" --config agent.env --dry-run
  [ "$(jq -r .hostId <<<"$output")" = from-env ]
}

@test "bad urls are refused, and not repeated" {
  local url
  for url in ftp://x x http:// 'http://me:pw@x' 'http://me@x' 'http://x?a=b' 'http://x#a' 'http://x y' 'http://x/$(id)' 'http://x:123456' 'http://x"'; do
    ARCHNEST_URL=$url refuses --config agent.env
    [[ $stderr == *'ARCHNEST_URL must be'* ]]
    [[ $stderr != *pw@* ]]
  done
}

@test "bad host ids are refused" {
  local id
  for id in .x -x 'a b' a/b ../x 'a;id' é "$(printf 'a%.0s' {1..64})" $'a\nb'; do
    ARCHNEST_HOST_ID=$id refuses --config agent.env
  done
}

@test "bad tokens are refused, and not repeated" {
  local token
  for token in 'a b' $'a\nb' $'a\x01b' tökén "$(printf 'a%.0s' {1..4097})"; do
    ARCHNEST_AGENT_TOKEN=$token refuses --config agent.env
    [[ $stderr != *"$token"* ]]
  done
}

@test "the token may be in a file, which must be private too" {
  start_server
  printf '%s\n' "$TOKEN" >token
  chmod 600 token
  printf 'ARCHNEST_URL=%s/ok\nARCHNEST_AGENT_TOKEN_FILE=%s\n' "$SERVER" "$PWD/token" >agent.env
  run -0 "$AGENT" --config agent.env
  [ "$(jq -r .headers.authorization requests)" = "Bearer $TOKEN" ]
  stop_server
  rm -f "$FAKE/ps.calls"
  chmod 644 token
  refuses --config agent.env
  : >token
  chmod 600 token
  refuses --config agent.env
  rm token
  refuses --config agent.env
}

@test "all missing programs are named in one line" {
  local program
  mkdir few
  for program in bash env timeout xargs stat mktemp mkdir rm sleep; do ln -s "$(type -P "$program")" "few/$program"; done
  PATH=$PWD/few run -3 --separate-stderr "$AGENT" --config agent.env
  [ "${#stderr_lines[@]}" -eq 1 ]
  [[ $stderr == *'missing: docker curl jq gzip;'* ]]
}

@test "without flock it says so and works" {
  local program
  mkdir few
  for program in bash env timeout xargs stat mktemp mkdir rm sleep curl jq gzip sh cat; do ln -s "$(type -P "$program")" "few/$program"; done
  ln -s "$PWD/bin/docker" few/docker
  PATH=$PWD/few run -11 --separate-stderr "$AGENT" --config agent.env
  [[ $stderr == *'flock (util-linux) is missing'* ]]
}
