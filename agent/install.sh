#!/usr/bin/env bash
# ArchNest's installer for its agent, which reports this machine's Docker containers. See print_help.
# Read it first if you like: it is run as root.

if [ -z "${BASH_VERSION:-}" ]; then
  echo 'archnest-install: this needs bash: pipe it into "sudo bash", not into sh' >&2
  exit 3
fi

set -euo pipefail
# A caller's `bash -a` would export what is set here to every child.
set +a
umask 077
# Patterns and messages by bytes, whatever the caller's language.
export LC_ALL=C

# The server from which this script came fills in its own address.
readonly SERVER_URL=''

readonly AGENT=archnest-docker-agent.sh UNIT=archnest-docker-agent
# The second name is what older instructions said.
readonly CRON_NAMES=(archnest-agent archnest-docker-agent)

code='' url='' ca_file='' method='' interval='' uninstall=false url_given=false
# In front of every path: for tests, and for images that are not running.
root=${ARCHNEST_ROOT:-}
work='' unfinished='' committed=false made=() host_id=''

print_help() {
  cat <<'EOF_HELP'
ArchNest's installer for its agent: downloads the agent from your ArchNest server, trades a code for a token of this
machine, starts the agent every 30 seconds, and sends the first report. Running it again upgrades the agent and keeps
the token.

Usage:
  curl -fsSL https://archnest.example.com/agent/install.sh | sudo bash -s -- --enrol CODE

Options:
  --enrol CODE    the code from ArchNest's Hosts page: good once, for 15 minutes, for one host
  --url URL       the server; default: the one from which this script came
  --ca FILE       a PEM file with the CA of the server, instead of the system's
  --cron          cron, also where systemd runs
  --interval N    seconds between two reports; default 30. A server shows a host as stale after 90
  --uninstall     remove all that this installer and the agent have put on this machine
  --help          print this text

It writes /etc/archnest/agent.env (root's alone), /usr/local/bin/archnest-docker-agent.sh (or /opt/archnest where that
cannot be written), and the systemd units archnest-docker-agent.service and .timer, or /etc/cron.d/archnest-agent.
ARCHNEST_ROOT=/some/folder stands in front of all of these.

Needs root, bash 4.2, docker, curl, jq 1.6 and gzip.

Exit status:
   0  done, and the first report was taken
   1  unexpected failure
   2  wrong usage, or neither a code nor a configuration is there
   3  a program that it needs is missing or too old
   4  not root
   5  a file or folder cannot be written
   6  what the server sent is not the agent
   7  systemd refused
   8  installed and reported, but Docker does not answer
   9  installed, but the first report did not get through
  10  the server's name did not resolve      20  redirect (never followed)
  11  could not connect                      22  the code is not good, or not any more
  12  timeout                                25  too many tries; wait a minute
  13  TLS or certificate problem             26  the server failed
  19  another problem on the way             29  another answer; is --url right?
Nothing is changed when it ends with 2 to 4, 6, or 10 to 29.
EOF_HELP
}

say() { printf 'archnest-install: %s\n' "$*"; }

fail() {
  local status=$1
  shift
  say "$*" >&2
  exit "$status"
}

# shellcheck disable=SC2317 # the trap runs it
clean_up() {
  local index
  if [[ -n $unfinished ]]; then rm -f -- "$unfinished"; fi
  if [[ -n $work ]]; then rm -rf -- "$work"; fi
  if ! "$committed"; then
    for ((index = ${#made[@]} - 1; index >= 0; index--)); do rmdir -- "${made[index]}" 2>/dev/null || true; done
  fi
}

# first_line FILE: fit to be shown.
first_line() {
  local line=''
  IFS= read -r line <"$1" || true
  line=${line//[^[:print:]]/?}
  printf '%s' "${line:0:300}"
}

# ---------------------------------------------------------------------------------------------
# What was asked for, and what is here

parse_arguments() {
  local value
  while (($# > 0)); do
    case $1 in
      --enrol | --url | --ca | --interval)
        if (($# < 2)) || [[ -z $2 ]]; then fail 2 "$1 needs a value; see --help"; fi
        set_option "$1" "$2"
        shift
        ;;
      --enrol=?* | --url=?* | --ca=?* | --interval=?*)
        value=${1#*=}
        set_option "${1%%=*}" "$value"
        ;;
      --cron) method=cron ;;
      --uninstall) uninstall=true ;;
      --help | -h) print_help && exit 0 ;;
      *) fail 2 "unknown argument ${1//[^[:print:]]/?}; see --help" ;;
    esac
    shift
  done
}

set_option() {
  case $1 in
    --enrol)
      if [[ ! $2 =~ ^[A-Za-z0-9-]{1,64}$ ]]; then fail 2 '--enrol takes the code as the Hosts page shows it: letters, digits and dashes'; fi
      code=$2
      ;;
    --url)
      url=$2 url_given=true
      check_url
      ;;
    --ca)
      if [[ ! $2 =~ ^/[^[:space:]\"\'#]*$ || ! -r $2 ]]; then fail 2 "--ca takes the whole path of a file that can be read"; fi
      ca_file=$2
      ;;
    --interval)
      if [[ ! $2 =~ ^[1-9][0-9]{0,3}$ ]] || (($2 < 10 || $2 > 3600)); then fail 2 '--interval takes seconds, 10 to 3600'; fi
      interval=$2
      ;;
  esac
}

check_url() {
  if [[ ! $url =~ ^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$ ]]; then
    fail 2 '--url must be http(s)://host[:port][/path], without user, password, query or fragment'
  fi
  while [[ $url == */ ]]; do url=${url%/}; done
}

require_root() {
  if [[ -n $root ]]; then
    if [[ ! $root =~ ^/[A-Za-z0-9._/-]*$ ]]; then fail 2 'ARCHNEST_ROOT must be a whole path of letters, digits, dots and dashes'; fi
    while [[ $root == */ ]]; do root=${root%/}; done
  elif ((EUID != 0)); then
    fail 4 'this must run as root: put sudo before bash'
  fi
}

require_programs() {
  local program missing=''
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 402)); then fail 3 "bash $BASH_VERSION is too old; it needs 4.2"; fi
  for program in docker curl jq gzip timeout xargs stat mktemp sed grep; do
    if ! command -v "$program" >/dev/null; then missing+=" $program"; fi
  done
  if [[ -n $missing ]]; then fail 3 "missing:$missing; $(advice "$missing"), then run this again"; fi
  if [[ $(jq --version) == jq-1.[0-5]* ]]; then fail 3 "$(jq --version) is too old; install jq 1.6 or later, then run this again"; fi
}

# advice PROGRAMS: how to install them here.
advice() {
  local manager packages=${1// docker/} words=()
  if [[ -n $packages ]]; then
    for manager in 'apt-get install -y' 'dnf install -y' 'yum install -y' 'zypper install -y' 'apk add' 'pacman -S' ''; do
      if [[ -n $manager ]] && command -v "${manager%% *}" >/dev/null; then break; fi
    done
    if [[ -z $manager ]]; then manager='install with your package manager:'; else manager="install with: $manager"; fi
    words+=("$manager$packages")
  fi
  if [[ $1 == *' docker'* ]]; then words+=('Docker comes from https://docs.docker.com/engine/install/'); fi
  printf '%s' "${words[0]}${words[1]:+; ${words[1]}}"
}

set_paths() {
  etc=$root/etc/archnest
  config=$etc/agent.env
  # What --uninstall must know: lines of `interval N`, `method NAME`, `dir PATH`.
  record=$etc/.install
  units=$root/etc/systemd/system
  cron=$root/etc/cron.d
  locks=$root/run/archnest
}

# Where the agent is, or else where it can be written.
choose_bin() {
  local dir
  for dir in "$root/usr/local/bin" "$root/opt/archnest"; do
    if [[ -e $dir/$AGENT ]]; then
      bin=$dir/$AGENT
      return
    fi
  done
  bin=$root/usr/local/bin/$AGENT
  dir=${bin%/*}
  while [[ ! -d ${dir:-/} ]]; do dir=${dir%/*}; done
  if [[ ! -w ${dir:-/} ]]; then bin=$root/opt/archnest/$AGENT; fi
}

# recorded NAME: what the last run noted under it, a line each.
recorded() {
  if [[ -f $record ]]; then sed -n "s/^$1 //p" "$record"; fi
}

# configured NAME: a setting in the config file. Never asked for the token.
configured() {
  local value=''
  if [[ -f $config ]]; then
    value=$(sed -nE "s/^[[:space:]]*(export[[:space:]]+)?$1=//p" "$config" | tail -n 1)
    value=${value%$'\r'}
    value=${value%%[[:space:]]#*}
    value=${value%"${value##*[![:space:]]}"}
    if [[ $value =~ ^([\"\'])(.*)([\"\'])$ ]]; then value=${BASH_REMATCH[2]}; fi
  fi
  printf '%s' "$value"
}

# fill_in: what no option said.
fill_in() {
  if [[ -z $url ]]; then
    url=${SERVER_URL:-$(configured ARCHNEST_URL)}
    if [[ -z $url ]]; then fail 2 'which server? Give --url, such as --url https://archnest.example.com'; fi
    check_url
  fi
  if [[ -z $code ]] && ! has_token; then
    fail 2 "there is no token in $config yet: make a code on ArchNest's Hosts page and run this with --enrol CODE"
  fi
  if [[ -z $ca_file ]]; then ca_file=$(configured ARCHNEST_CA_FILE); fi
  if [[ -z $interval ]]; then interval=$(recorded interval); fi
  interval=${interval:-30}
  if [[ -z $method && $(recorded method) == cron ]]; then method=cron; fi
  if [[ -z $method ]]; then
    if [[ -d $root/run/systemd/system ]] && command -v systemctl >/dev/null; then
      method=systemd
    elif [[ -d $cron ]] && { command -v cron || command -v crond; } >/dev/null; then
      method=cron
    else
      method=none
    fi
  fi
  if [[ $method == cron ]] && ((interval > 60 && (interval % 60 || 3600 % interval))); then
    fail 2 'with cron --interval takes up to 60 seconds, or minutes that divide an hour, such as 300'
  fi
}

has_token() { [[ -f $config ]] && grep -qE '^[[:space:]]*(export[[:space:]]+)?ARCHNEST_AGENT_TOKEN(_FILE)?=.' "$config"; }

# ---------------------------------------------------------------------------------------------
# The server

# request CURL-OPTION...: sets http_status, or ends. -q comes first: no .curlrc. Without -L no redirect is followed,
# which would hand a code or a token to another server, or let it choose what runs here as root.
request() {
  local status=0 options
  options=(-q -sS -g --proto '=http,https' --max-redirs 0 --connect-timeout 10 --max-time 60 --max-filesize 4194304
    -A archnest-install -w '%{http_code}')
  if [[ -n $ca_file ]]; then options+=(--cacert "$ca_file"); fi
  http_status=''
  curl "${options[@]}" "$@" >"$work/http_status" 2>"$work/curl.err" || status=$?
  IFS= read -r http_status <"$work/http_status" || true
  case $status in
    0) ;;
    5 | 6) fail 10 "could not resolve the name in $url; check it and the DNS" ;;
    7) fail 11 "could not connect to $url; is the server running, and the port open?" ;;
    28) fail 12 "$url did not answer in time; try again" ;;
    35 | 51 | 53 | 54 | 58 | 59 | 60 | 66 | 77 | 80 | 82 | 83 | 90 | 91)
      fail 13 "TLS with $url failed: $(first_line "$work/curl.err"); for a CA of your own give --ca FILE"
      ;;
    *) fail 19 "talking to $url failed: $(first_line "$work/curl.err")" ;;
  esac
  case $http_status in
    200) ;;
    3??) fail 20 "$url answered with a redirect ($http_status), which is not followed; give the final address with --url" ;;
    429) fail 25 'too many tries from this address: wait a minute, then run this again' ;;
    401)
      if [[ $* != */api/agents/enrol ]]; then fail 29 "$url wants a password before it answers; is a proxy in front of ArchNest?"; fi
      fail 22 "the server refused the code$(server_message)"
      ;;
    5??) fail 26 "the server failed ($http_status)$(server_message); its log says more" ;;
    *) fail 29 "$url answered $http_status$(server_message); is that the address of ArchNest?" ;;
  esac
}

# server_message: ": <its own words>", or nothing.
server_message() {
  jq -r '.error.message | strings | explode | map(if . < 32 or . == 127 then 63 else . end) | ": " + implode[:300]' \
    "$work/answer" 2>/dev/null || true
}

download() {
  local name
  for name in "$@"; do
    rm -f "$work/answer"
    request -o "$work/answer" "$url/agent/$name" </dev/null
    mv "$work/answer" "$work/$name"
  done
}

# A login page of some proxy, or half of a file, must not become what runs as root every 30 seconds.
check_agent() {
  local file=$work/$AGENT head
  mapfile -t -n 3 head <"$file"
  if [[ ${head[0]:-} != '#!/usr/bin/env bash' || ${head[2]:-} != '# archnest-docker-agent - '* ||
    $(tail -n 1 "$file") != 'main "$@"' ]] || ! bash -n "$file" 2>/dev/null; then
    fail 6 "$url/agent/$AGENT is not ArchNest's agent, or not all of it; is that the address of ArchNest?"
  fi
  new_version=$(version_of "$file")
  if [[ ! $new_version =~ ^[0-9]+(\.[0-9]+)+$ ]]; then fail 6 "$url/agent/$AGENT states no version"; fi
}

check_units() {
  if ! grep -q '^ExecStart=/usr/local/bin/archnest-docker-agent.sh$' "$work/$UNIT.service" ||
    ! grep -q '^OnUnitActiveSec=30s$' "$work/$UNIT.timer"; then
    fail 6 "$url/agent/$UNIT.service and .timer are not ArchNest's units"
  fi
}

version_of() { sed -n '/^readonly VERSION=/{s///p;q}' "$1"; }

# Trades the code for the token, which goes from curl's file through jq into the config: never into a variable, an
# argument or an environment.
enrol() {
  local known='(.token | test("^archnest_agent_[A-Za-z0-9_-]{43}$")) and (.hostId | test("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"))'
  request -H 'Content-Type: application/json' -H 'Expect:' --data-binary @- -o "$work/answer" \
    "$url/api/agents/enrol" < <(printf '{"code":"%s"}' "$code")
  if ! jq -e "$known" "$work/answer" >/dev/null 2>&1; then
    fail 29 "$url answered 200, but not as ArchNest does; is that the address of ArchNest?"
  fi
  host_id=$(jq -r .hostId "$work/answer")
  jq -r '"ARCHNEST_AGENT_TOKEN=" + .token' "$work/answer" >"$work/token"
  rm -f "$work/answer"
}

# ---------------------------------------------------------------------------------------------
# Files

# make_dir DIR: with its missing parents, each noted for --uninstall.
make_dir() {
  if [[ -z $1 || -d $1 ]]; then return; fi
  make_dir "${1%/*}"
  mkdir -m 755 -- "$1" 2>/dev/null || fail 5 "cannot make the folder $1; is the disk full or read-only?"
  made+=("$1")
  if "$committed"; then save_record; fi
}

# put FILE TARGET MODE: in one step, so that nobody meets half of a file.
put() {
  unfinished=$2.new.$$
  { cat -- "$1" >"$unfinished" && chmod "$3" "$unfinished" && mv -f -- "$unfinished" "$2"; } 2>/dev/null ||
    fail 5 "cannot write $2; is the disk full or read-only?"
  unfinished=''
}

save_record() {
  local dir
  {
    printf 'interval %s\nmethod %s\n' "$interval" "$method"
    recorded dir | sed 's/^/dir /'
    for dir in "${made[@]+"${made[@]}"}"; do printf 'dir %s\n' "$dir"; done
  } >"$work/record"
  # Those of this run are in it from now on.
  made=()
  put "$work/record" "$record" 600
}

# What the admin wrote into it stays; what is said here anew is replaced.
write_config() {
  local names=CA_FILE
  if [[ -n $code ]] || "$url_given"; then names+='|URL'; fi
  if [[ -n $code ]]; then names+='|AGENT_TOKEN|AGENT_TOKEN_FILE|HOST_ID'; fi
  names="ARCHNEST_($names)"
  if [[ -n ${DOCKER_HOST:-} ]]; then names+='|DOCKER_HOST'; fi
  {
    if [[ -f $config ]]; then
      grep -vE "^[[:space:]]*(export[[:space:]]+)?($names)=" "$config" || true
    else
      printf '# The agent of ArchNest. Lines are KEY=VALUE; the file is parsed, never run.\n'
    fi
    if [[ $names == *URL* ]]; then printf 'ARCHNEST_URL=%s\n' "$url"; fi
    if [[ -n $code ]]; then
      printf 'ARCHNEST_HOST_ID=%s\n' "$host_id"
      cat "$work/token"
    fi
    if [[ -n $ca_file ]]; then printf 'ARCHNEST_CA_FILE=%s\n' "$ca_file"; fi
    if [[ -n ${DOCKER_HOST:-} ]]; then printf 'DOCKER_HOST=%s\n' "$DOCKER_HOST"; fi
  } >"$work/agent.env"
  if ((EUID == 0)); then chown 0:0 "$work/agent.env"; fi
  chmod 600 "$work/agent.env"
  # Within one file system: a rename, which keeps owner and mode.
  if [[ -d $config ]] || ! mv -f -- "$work/agent.env" "$config" 2>/dev/null; then
    fail 5 "cannot write $config; is it a folder, or the disk full?"
  fi
}

# ---------------------------------------------------------------------------------------------
# What starts it

# The command that reports once; with the config's path where that is not the agent's own.
command_line() { printf '%s' "$bin${root:+ --config $config}"; }

use_systemd() {
  make_dir "$units"
  sed "s|^ExecStart=.*|ExecStart=$(command_line)|" "$work/$UNIT.service" >"$work/service"
  sed "s|^OnUnitActiveSec=.*|OnUnitActiveSec=${interval}s|; s|every 30 seconds|every $interval seconds|" \
    "$work/$UNIT.timer" >"$work/timer"
  put "$work/service" "$units/$UNIT.service" 644
  put "$work/timer" "$units/$UNIT.timer" 644
  if ! { systemctl daemon-reload && systemctl --quiet enable "$UNIT.timer" && systemctl restart "$UNIT.timer"; } \
    </dev/null >/dev/null 2>"$work/systemctl.err"; then
    fail 7 "systemd did not take the timer: $(first_line "$work/systemctl.err"); see: systemctl status $UNIT.timer, or try --cron"
  fi
  say "it reports every $interval seconds, by the systemd timer $UNIT.timer"
}

remove_systemd() {
  local unit
  if [[ ! -e $units/$UNIT.timer && ! -e $units/$UNIT.service ]]; then return; fi
  if command -v systemctl >/dev/null && [[ -d $root/run/systemd/system ]]; then
    systemctl --quiet disable --now "$UNIT.timer" </dev/null >/dev/null 2>&1 || true
    systemctl --quiet stop "$UNIT.service" </dev/null >/dev/null 2>&1 || true
  fi
  for unit in timer service; do remove "$units/$UNIT.$unit"; done
  if [[ -L $units/timers.target.wants/$UNIT.timer ]]; then remove "$units/timers.target.wants/$UNIT.timer"; fi
  if command -v systemctl >/dev/null && [[ -d $root/run/systemd/system ]]; then
    systemctl daemon-reload </dev/null >/dev/null 2>&1 || true
  fi
}

# Cron's shortest step is a minute: more lines, each of which waits.
use_cron() {
  local line wait
  make_dir "$cron"
  line="root $(command_line)"
  {
    printf '# The agent of ArchNest, every %s seconds. Made by its installer, whose --uninstall removes it.\n' "$interval"
    printf 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n'
    if ((interval == 3600)); then
      printf '0 * * * * %s\n' "$line"
    elif ((interval > 60)); then
      printf '*/%s * * * * %s\n' "$((interval / 60))" "$line"
    else
      printf '* * * * * %s\n' "$line"
      for ((wait = interval; wait < 60; wait += interval)); do
        printf '* * * * * root sleep %s; %s\n' "$wait" "${line#root }"
      done
    fi
  } >"$work/cron"
  put "$work/cron" "$cron/${CRON_NAMES[0]}" 644
  say "it reports every $interval seconds, by $cron/${CRON_NAMES[0]}"
}

remove_cron() {
  local name
  for name in "$@"; do
    if [[ -e $cron/$name ]]; then remove "$cron/$name"; fi
  done
}

# One of them, and not another one besides.
start_regularly() {
  case $method in
    systemd)
      remove_cron "${CRON_NAMES[@]}"
      use_systemd
      ;;
    cron)
      remove_systemd
      remove_cron "${CRON_NAMES[@]:1}"
      use_cron
      ;;
    none)
      say "neither systemd nor cron is here; let your own supervisor run, as root: $(command_line) --interval $interval"
      ;;
  esac
}

# first_report: returns 0, 8 or 9. In an environment that says nothing, so that it shows what the config does.
first_report() {
  local status=0 name line
  if [[ -n $root ]]; then
    make_dir "${locks%/*}"
    if [[ ! -d $locks ]]; then mkdir -m 700 -- "$locks"; fi
  fi
  (
    for name in $(compgen -e ARCHNEST_) DOCKER_HOST; do unset "$name"; done
    if [[ -n $root ]]; then export RUNTIME_DIRECTORY=$locks; fi
    exec "$bin" --config "$config" --verbose
  ) </dev/null >/dev/null 2>"$work/report.err" || status=$?
  # Without its own name in front.
  line=$(first_line "$work/report.err")
  line=${line#archnest-docker-agent: }
  case $status in
    0)
      if [[ $line == 'reported to '*' as '* ]]; then line="the first report was taken: this machine is ${line##* } in ArchNest"; fi
      say "$line"
      ;;
    4)
      say "reported, but Docker does not answer: $line" >&2
      return 8
      ;;
    *)
      say "installed, but the first report did not get through: $line" >&2
      return 9
      ;;
  esac
}

# ---------------------------------------------------------------------------------------------

remove() {
  rm -f -- "$1" 2>/dev/null || fail 5 "cannot remove $1; is the disk read-only?"
  say "removed $1"
}

uninstall() {
  local file dirs index removed=false
  mapfile -t dirs < <(recorded dir)
  for file in "$units/$UNIT".{timer,service} "${CRON_NAMES[@]/#/$cron/}" "$root"/{usr/local/bin,opt/archnest}/"$AGENT" "$config"; do
    if [[ -e $file || -L $file ]]; then removed=true; fi
  done
  if ! "$removed"; then
    say 'there is nothing to remove'
  fi
  remove_systemd
  remove_cron "${CRON_NAMES[@]}"
  for file in "$root"/{usr/local/bin,opt/archnest}/"$AGENT" "$config"; do
    if [[ -e $file || -L $file ]]; then remove "$file"; fi
  done
  rm -f -- "$record"
  if [[ -d $locks && ! -L $locks ]]; then
    rm -f -- "$locks"/*.lock
    rmdir -- "$locks" 2>/dev/null || true
  fi
  for ((index = ${#dirs[@]} - 1; index >= 0; index--)); do
    # What somebody else has put in there keeps it.
    if [[ ${dirs[index]} == "$root"/* ]]; then rmdir -- "${dirs[index]}" 2>/dev/null || true; fi
  done
  if "$removed"; then
    say 'the agent is gone; in ArchNest the host stays until you forget it, and its token until you revoke it'
  fi
}

install() {
  local old_version='' outcome=0 file
  require_programs
  choose_bin
  fill_in
  if [[ $url == http:* ]]; then say "note: $url is not encrypted, so whoever listens on the way learns the token; prefer https"; fi
  make_dir "$etc"
  work=$(mktemp -d "$etc/.work.XXXXXX" 2>/dev/null) || fail 5 "cannot write to $etc; is the disk full or read-only?"
  download "$AGENT" "$UNIT.service" "$UNIT.timer"
  check_agent
  check_units
  # All that can go wrong without the code has been tried: it is good only once.
  make_dir "${bin%/*}"
  for file in "${bin%/*}" "$etc"; do
    if [[ ! -w $file ]]; then fail 5 "cannot write to $file; is the disk read-only?"; fi
  done
  if [[ -n $code ]]; then enrol; fi
  committed=true
  save_record
  # A script that came from elsewhere does not turn the reports there, unless that was said.
  if [[ -n $code ]] || "$url_given" || [[ $ca_file != "$(configured ARCHNEST_CA_FILE)" ]]; then write_config; fi
  if [[ -f $bin ]]; then old_version=$(version_of "$bin"); fi
  put "$work/$AGENT" "$bin" 755
  case $old_version in
    '') say "installed the agent $new_version as $bin" ;;
    "$new_version") say "the agent in $bin is $new_version, as before" ;;
    *) say "upgraded the agent in $bin from $old_version to $new_version" ;;
  esac
  first_report || outcome=$?
  start_regularly
  return "$outcome"
}

main() {
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # A token that is set for an agent is none of our children's business.
  unset ARCHNEST_AGENT_TOKEN
  parse_arguments "$@"
  require_root
  set_paths
  if "$uninstall"; then uninstall; else install; fi
}

# One command, read as a whole: half of a download does nothing.
{
  main "$@"
  exit
}
