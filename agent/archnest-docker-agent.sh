#!/usr/bin/env bash
#
# archnest-docker-agent - report this machine's Docker containers to ArchNest
#
# Usage: archnest-docker-agent.sh [OPTION]...
#
# Reads all containers from the local Docker daemon, masks secrets, and posts one report to the
# ArchNest server. It only reads, and it only connects outwards. Run it every 30 seconds from the
# systemd timer, from cron, or with --interval.
#
# Options:
#   --config FILE   read FILE instead of /etc/archnest/agent.env
#   --dry-run       print the report (masked, as it would be sent) and send nothing
#   --interval N    report every N seconds until SIGTERM or SIGINT; a failed round is not the end
#   --verbose       say what was sent, also when not on a terminal
#   --help          print this text
#   --version       print the version
#
# Configuration, from the environment or from the config file; the environment wins:
#   ARCHNEST_URL               the server, such as https://archnest.example.com (required)
#   ARCHNEST_AGENT_TOKEN       the agent token (this or the next one is required)
#   ARCHNEST_AGENT_TOKEN_FILE  a file whose first line is the token
#   ARCHNEST_HOST_ID           how ArchNest names this machine; default: the short hostname
#   ARCHNEST_CA_FILE           a PEM file with the CA of the server, instead of the system's
#   ARCHNEST_DOCKER_TIMEOUT    seconds that each docker command may take; default 20
#   ARCHNEST_HTTP_TIMEOUT      seconds that sending may take; default 30
#   ARCHNEST_AGENT_CONFIG      the config file (environment only; --config wins)
#   DOCKER_HOST                passed on to docker
# The config file has lines KEY=VALUE, with optional quotes, and comments that start with #. It is
# parsed, never run. The config and token files must belong to root or to you, and nobody else may
# read or write them (chmod 600).
#
# Needs bash 4.2, docker, curl, jq 1.6, gzip and the usual core utilities. With flock (util-linux),
# overlapping runs become one: the second one says so and ends with 0.
#
# Exit status:
#    0  reported; also: another run is active; or a newer report is there already
#    1  unexpected failure
#    2  wrong usage or configuration
#    3  a program that it needs is missing or too old
#    4  Docker did not answer; a report that says so was sent
#   10  the server's name did not resolve         20  redirect (never followed: it would get the token)
#   11  could not connect                         21  400, the report was refused as invalid
#   12  timeout                                   22  401, wrong token
#   13  TLS or certificate problem                23  403, this token may not report this host id
#   19  another problem while sending             24  413, the report is too large
#                                                 25  429, too many reports
#                                                 26  5xx, the server failed or ingest is off
#                                                 29  another answer; is ARCHNEST_URL right?
#  130, 143  ended by SIGINT or SIGTERM (with --interval: 0)
#
# An exit status of 10 to 29 wins over 4: then the server does not know yet that Docker is down.

set -euo pipefail
# A caller's `bash -a` would export the token to every child.
set +a
umask 077

readonly VERSION=1.1.0
readonly DEFAULT_CONFIG=/etc/archnest/agent.env

# The options, and the settings by their names without ARCHNEST_.
config_file='' dry_run=false verbose=false interval='' work=''
url='' host_id='' ca_file='' docker_timeout=20 http_timeout=30 token_file='' hostname=''
# Unset first: a variable of this name that came from outside would stay exported.
unset agent_token
agent_token=''
# Patterns and messages by bytes, whatever the caller's language.
export LC_ALL=C

# ---------------------------------------------------------------------------------------------
# The report, as one jq program

# What `docker container inspect` prints for each container: one JSON array on one line. Every
# value is encoded by Docker. The whole of inspect is six times as much to parse.
inspect_format='[{{json .ID}},{{json .Name}},{{json .Config.Image}},{{json .Image}},'
inspect_format+='{{json .State.Status}},{{json .Created}},{{json .State.StartedAt}},'
inspect_format+='{{json .State.FinishedAt}},{{json .State.ExitCode}},{{json .RestartCount}},'
inspect_format+='{{json .HostConfig.RestartPolicy.Name}},'
inspect_format+='{{with .State.Health}}{{json .Status}}{{else}}null{{end}},'
inspect_format+='{{json .NetworkSettings.Ports}},{{json .Config.ExposedPorts}},'
inspect_format+='{{json .NetworkSettings.Networks}},{{json .Mounts}},{{json .Config.Env}},'
inspect_format+='{{json .Config.Cmd}},{{json .Config.Entrypoint}},{{json .Config.Labels}}]'
readonly inspect_format

# What is masked, by key and by text. The same lines stand in backend/src/containers/masking.ts; a
# test compares them, and both programs pass agent/test/masking-vectors.json.
# (mapfile, because `read` takes a here-document byte by byte, and `cat` is one more process.)
#   let NAME PATTERN      <NAME> in a later line stands for it
#   fold NAME WORDS       the same, in upper and lower case
#   mask LITERAL PATTERN  in a text that contains LITERAL (- for any), what PATTERN matches becomes
#                         its first group and ********
# Oniguruma and JavaScript must read the patterns alike: so no flags (case folds differently), and
# no \w \s \d . ^ $ (neither the classes nor the anchors agree). Every pattern takes linear time, or
# looks ahead by a bounded length.
mapfile lines <<'EOF_RULES'
# A value under a floor key is masked always; under a telling key unless it is only a setting.
fold floor pass|secret|token|key|private|credential
fold telling cookie|webhook|signature|bearer|authorization|mnemonic|connection[_-]?string
fold auth auth
fold dsn dsn
fold pwd pwd
fold short salts?|jwt|psk|pat|pw|pin|otp|totp|creds?|hmac|seed
fold query sig|sid|code|session|sessionid
fold setting methods?|mode|type|enabled?|disabled?|name|domain|samesite|secure|httponly|ttl|timeout|provider|port|address
fold switch true|false|yes|no|on|off|none|null|[01]
fold users (?:basic|digest)[_-]?auth[.]users
let stop (?![\s\S])
let letter A-Za-z
let beyond (?:<telling>|(?<![Oo])<auth>(?![<letter>])|(?:<dsn>|<pwd>)(?![<letter>])|(?<![<letter>])(?:<short>)(?![<letter>]))[^.]*<stop>|<users><stop>
let beyond_words <telling>|<auth>|<dsn>|<pwd>|<short>
let setting_key (?<![<letter>])(?:<setting>)<stop>
let switch_value (?<![\s\S])(?:<switch>)<stop>

# A name in a text that tells of a secret, from the telling word on.
let exact_pwd (?<![A-Za-z0-9_.-])<pwd>(?=[ \t]?=[ \t]?["']?[^/$. \t"'])
let word (?:<floor>|<telling>|(?<![Oo])<auth>(?![<letter>])|(?<=[A-Za-z0-9_.-])(?<!OLD)<pwd>|<exact_pwd>|<dsn>(?![<letter>])|(?<![<letter>])(?:<short>)(?![<letter>]))
let name <word>[A-Za-z0-9_.-]{0,64}
let assign =|[ \t]=[ \t]?|\\?["'][ \t]{0,4}[:=][ \t]{0,4}|:[ \t]{1,4}
# The value after it: in quotes (also in \" and in '\'', as inside of quotes), or bare. Not true, false and the like.
let open (?:'\\''|\\?["'])?
let nested (?<='\\'')[^']+
let double (?<=[^\\]")(?:[^"\\]|\\[\s\S])+
let escaped (?<=\\")[^"\\]+
let single (?<=')[^']+(?:'\\''[^']*)*
let bare (?<!["'])(?!(?:<switch>)(?![^ \t\r\n"'&;,}\]]))(?:[^ \t\r\n"'&;\\]|\\[^"'])+
let value (?:<nested>|<escaped>|<double>|<single>|<bare>)
let short_value (?:(?<=["'])[^"']+|(?<!["'])[^ \t\r\n"']+)
let option (?<![^ \t\r\n"'=])
# Nothing starts right after a mask, or masking twice would go further than once.
let fresh (?<![*]{8})
let word_start <fresh>(?<![A-Za-z0-9])

# Private keys, with or without their end.
mask -----BEGIN ()-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY[A-Z ]{0,8}-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,32}PRIVATE KEY[A-Z ]{0,8}-----|<stop>)
# user:password@ in a URL, also with / in the password; a long token alone before @.
mask :// (://[^ \t\r\n"'<>/:\[]*:)[^ \t\r\n/]+(?=@)
mask :// (://[^ \t\r\n"'<>/:@\[]*:)(?![0-9]{1,5}(?:[/?#]|(?![^ \t\r\n]))|//|[*]{8}@)(?:[^ \t\r\n"'<>:]|:(?!//)){1,256}(?=@)
mask :// (://)[A-Za-z0-9_.~%+-]{20,512}(?=@)
# JWT and other base64 JSON.
mask eyJ ()<fresh>(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:[.][A-Za-z0-9_-]*){1,4}
mask eyJ ()<fresh>(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9+/_-]{40,}={0,2}
# Tokens to which their makers gave a form that can be told.
mask _ ()<word_start>(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}|gsk_[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}|dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}|archnest_(?:pat|agent|host|api|session)_[A-Za-z0-9_-]{16,}|do[opr]_v1_[A-Za-z0-9]{20,}|glsa_[A-Za-z0-9_]{20,}|glc_[A-Za-z0-9+/=]{20,}|shp(?:at|ss|ca|pa)_[A-Za-z0-9]{20,}|lin_api_[A-Za-z0-9]{20,}|ops_eyJ[A-Za-z0-9_-]{20,}|sbp_[A-Za-z0-9]{20,})
mask - ()<word_start>(?:gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[A-Za-z0-9_.-]{16,}|xox[abceoprs][.-][A-Za-z0-9.-]{10,}|xapp-[A-Za-z0-9-]{10,}|sk-[A-Za-z0-9_-]{20,}|xai-[A-Za-z0-9]{20,}|nvapi-[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}|pypi-[A-Za-z0-9_-]{20,}|key-[0-9a-f]{32}|tskey-[A-Za-z0-9-]{10,}|AGE-SECRET-KEY-1[0-9A-Z]{20,})
mask . ()<word_start>(?:ya29[.][A-Za-z0-9_-]{20,}|SG[.][A-Za-z0-9_-]{16,}[.][A-Za-z0-9_-]{16,}|hv[sb][.][A-Za-z0-9_-]{20,}|[MNO][A-Za-z0-9_-]{23,27}[.][A-Za-z0-9_-]{6}[.][A-Za-z0-9_-]{27,})
mask A ()<word_start>(?:(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|ATATT3[A-Za-z0-9_=-]{20,})
mask : ()<word_start>(?:bot)?[0-9]{8,10}:[A-Za-z0-9_-]{35}
# Password hashes; in a compose file $ is doubled.
mask $ ()<fresh>(?<![A-Za-z0-9$])\$\$?(?:2[abxy]?|apr1|1|5|6|y|7|gy|sha1|md5|P|H)\$\$?[A-Za-z0-9./$]{8,}
mask $ ()<fresh>(?<![A-Za-z0-9$])\$\$?(?:argon2(?:id|i|d)|scrypt|s0|pbkdf2[a-z0-9-]{0,16})\$\$?[A-Za-z0-9./+=,$-]{8,}
mask $ ()<word_start>(?:pbkdf2_[a-z0-9]{1,16}|bcrypt_sha256|SCRAM-SHA-(?:1|256))\$[A-Za-z0-9./+=,:$-]{8,}
mask { ()\{(?:SSHA|SHA|SSHA256|SHA256|SSHA512|SHA512|SMD5|MD5|CRYPT|ARGON2|PBKDF2[A-Z0-9-]{0,8})\}[A-Za-z0-9./+=,$-]{8,}
mask md5 ()<word_start>md5[0-9a-f]{32}(?![A-Za-z0-9])
mask * ()(?<![A-Za-z0-9*])\*[0-9A-F]{40}(?![A-Za-z0-9])
# Headers.
fold header authorization|cookie
fold bearer bearer
fold basic basic
mask - ((?:<header>)\\?["']?[ \t]?[:=][ \t]?\\?["']?)(?:[^\r\n"'\\]|\\[^"'])+
mask - (<word_start><bearer>(?:%20|[ +]))[A-Za-z0-9._~+/=-]{6,}
mask - (<word_start><basic>(?:%20|[ +]))(?=[a-z+/]{0,64}[A-Z0-9=])[A-Za-z0-9+/=]{6,}
# A word that the shell quotes as a whole: '--password=a;b'.
mask ' ((?<![^ \t\r\n])'-{0,2}[A-Za-z0-9_.-]{0,64}?<name>=)[^']+(?:'\\''[^']*)*
# name=value, name: value, "name":"value"; in a URL, a connection string, JSON, YAML, a command.
mask - (<name>(?:<assign>)<open>)<value>
mask = ((?<![<letter>])(?:<query>)=<open>)<value>
# --name value
mask - (<option>--?[A-Za-z0-9_.-]{0,64}?<name>[ \t]{1,8}(?!-)<open>)<value>
# Short options, where the program before them leaves no doubt.
mask -u (<option>-u[ \t]{1,8}["']?[A-Za-z0-9_.@-]{1,64}:)(?![0-9]{1,10}(?![^ \t\r\n"']))[^ \t\r\n"']+
mask user (<option>--(?:proxy-)?user(?:[ \t]{1,8}|=)["']?[A-Za-z0-9_.@-]{1,64}:)(?![0-9]{1,10}(?![^ \t\r\n"']))[^ \t\r\n"']+
mask -p (<word_start>(?:mysql|mariadb)[a-z-]{0,16} (?:[^|;&\r\n]{0,256}? )?["']?-p<open>)<short_value>
mask -p (<word_start>mongo[a-z]{0,8} (?:[^|;&\r\n]{0,256}? )?-p <open>)<short_value>
mask -p (<word_start>sshpass -p ?<open>)<short_value>
mask -cli (<word_start>(?:redis|valkey|keydb)-cli (?:[^|;&\r\n]{0,256}? )?-a <open>)<short_value>
# The address of a webhook is its password. Last, as it asks for a length that the masks above change.
mask hooks.slack.com/ (hooks[.]slack[.]com/)[A-Za-z0-9/_-]{8,}
mask hook (://[^ \t\r\n"'<>/]{1,255}(?:/[^ \t\r\n"'<>/:]{1,64}){0,4}?/(?:web)?hooks?/)[^ \t\r\n"'<>?#]{12,}

# Where this finds nothing, no rule above can match. It also reads JSON texts: so no look-around.
fold hook hook
let gate [@$]|eyJ|-----BEGIN|\{(?:SSHA|SHA|SMD5|MD5|CRYPT|ARGON2|PBKDF2)|<basic>|<hook>|<floor>|<telling>|<auth>|<dsn>|<pwd>|(?:<short>|<query>)[A-Za-z0-9_.-]{0,64}[\\"' \tt]{0,8}[:= ]|gh[pousr]_|github_pat|gl[a-z]{1,5}[_-]|xox[abceoprs]|xapp-|[sr]k[_-]|whsec_|xai-|r8_|nvapi-|GOCSPX|hf_|npm_|pypi-|dckr_|archnest_|do[opr]_v1|SG[.]|ya29|hv[sb][.]|shp[a-z]{2}_|lin_api|ops_|sbp_|AKIA|ASIA|AIza|ATATT3|[0-9]{8}:|[MNO][A-Za-z0-9_-]{23,27}[.]|pbkdf2|SCRAM|md5[0-9a-f]|\*[0-9A-F]{40}|u0000|-u[ \t\\]|-user|-cli|mysql|mariadb|mongo
EOF_RULES
printf -v masking_rules '%s' "${lines[@]}"

# Input: what collect() prints. Output: the report.
# jq 1.6 compiles a pattern each time that it is used, which takes 0.1 ms. So the distinct keys and
# texts of all containers are looked at together, as lines, and masked together.
mapfile lines <<'EOF_JQ'
# --- masking

def fold_case: explode | map(if . >= 97 and . <= 122 then [91, . - 32, ., 93] else [.] end) | add | implode;

def expand($names):
  reduce (split("<")[1:][] | split(">")[0]) as $name (.;
    if $names[$name] then split("<\($name)>") | join($names[$name]) else . end);

# {names: {NAME: pattern}, rules: [[literal, pattern]]}
def parse_rules:
  reduce (split("\n")[] | select(. != "" and (startswith("#") | not))) as $line ({names: {}, rules: []};
    ($line | split(" ")) as [$verb, $word]
    | $line[($verb + $word | length) + 2:] as $pattern
    | if $verb == "fold" then .names[$word] = ($pattern | fold_case)
      else .names as $names
        | ($pattern | expand($names)) as $pattern
        | if $verb == "let" then .names[$word] = $pattern
          else .rules += [[(if $word == "-" then "" else $word end), $pattern]] end
      end);

def replace($pattern):
  . as $text
  | [match($pattern; "g")] as $matches
  | if $matches == [] then .
    else reduce $matches[] as $m ({at: 0, out: ""};
           .out += $text[.at:$m.offset] + $m.captures[0].string + "********"
           | .at = $m.offset + $m.length)
         | .out + $text[.at:]
    end;

def apply($rules): reduce $rules[] as [$literal, $pattern] (.; if contains($literal) then replace($pattern) else . end);

# Several times as fast as `unique`, as `map(. + "\n") | add` is beside `join("\n")`.
def distinct: map({(.): 1}) | add // {} | keys_unsorted;

# jq counts the place of a match from the start of the text, each time: so not all in one.
def batches: range(0; length; 64) as $i | .[$i:$i + 64];

# Of an array of texts those in whose JSON the pattern occurs.
def having($pattern):
  "(?<=\\n)[^\\n]*(?:\($pattern))[^\\n]*" as $line
  | [batches | "\n" + (map(tojson + "\n") | add) | match($line; "g").string | fromjson];

# The server refuses NUL, which Docker lets into labels.
def without_nul: if tojson | contains("\\u0000") then split("\u0000") | join("\ufffd") else . end;

# [text, masked text] of each. A rule that ran across the border of two texts shows in the number of
# parts, as no text has a record separator; then each text is masked alone.
def mask_batch($rules):
  . as $texts
  | map(. + "\n\u001e\n") | add | without_nul
  | (if utf8bytelength <= 65536 and (split("\u001e") | length) == ($texts | length) + 1
     then apply($rules) | split("\n\u001e\n") else [] end) as $masked
  | if ($masked | length) == ($texts | length) + 1 then range($texts | length) | [$texts[.], $masked[.]]
    else $texts[] | [., (without_nul | apply($rules))] end;

# {text: masked text} of the texts that change.
def mask_texts($m):
  distinct
  | map(select(utf8bytelength > 16384)) as $long
  | [ (map(select(utf8bytelength <= 16384)) | having($m.names.gate) | batches | mask_batch($m.rules)),
      ($long[] | [., if utf8bytelength > 131072 then "(\(utf8bytelength) bytes, too long to report)"
                     elif tojson | test($m.names.gate) then "********" else . end])
      | select(.[0] != .[1])
      # Also a text that its masks made too long, so that masking twice is masking once.
      | {(.[0]): (.[1] | if utf8bytelength > 16384 then "********" else . end)} ]
  | add // {};

# {key: "always" | "unless_switch"} of the keys that tell of a secret.
def telling_keys($m):
  distinct
  | (map(select(utf8bytelength > 512)) + (map(select(utf8bytelength <= 512)) | having($m.names.floor + "|\\\\"))
     | map({(.): "always"}) | add // {}) as $always
  | map(select($always[.] == null)) | having($m.names.beyond_words)
  | map(select(IN("PWD", "OLDPWD") | not)
        | select(test($m.names.beyond) and (test($m.names.setting_key) | not))
        | {(.): "unless_switch"})
  | $always + (add // {});

# The value under a key: masked for its key, or for what it holds.
def mask_value($m; $telling; $texts):
  if $telling == null or . == "" then $texts[.] // .
  elif $telling == "always" or (test($m.names.switch_value) | not) then "********"
  else . end;

def fit_key: if utf8bytelength > 1024 then .[:256] + "..." else without_nul end;

def env_entry: (split("=")[0] // "") as $key | {key: $key, value: .[($key | length) + 1:]};

# Of arrays of words {JSON: line}, each word as a shell would need it.
def command_lines:
  map(tojson) | distinct | map({json: ., words: fromjson})
  | (map(.words) | add // [] | distinct | having("[^A-Za-z0-9_@%+=:,./\"\n-]") | map({(.): 1}) | add // {}) as $unsafe
  | map({(.json): (.words
      | map(if . == "" or $unsafe[.] then "'" + (split("'") | join("'\\''")) + "'" else . end)
      | join(" "))})
  | add // {};

# Of the arrays of inspect_format: {env: {"KEY=value": entry}, label: {key: telling}, text: {text: masked},
# line: {JSON of words: masked line}}. Containers share most of this, so each is looked at once.
def masks($m):
  (map(.[16] // []) | add // [] | distinct | map([., env_entry])) as $env
  | (map(.[19] // {}) | add // {} | keys_unsorted) as $label_keys
  | ($env | map(.[1].key) + $label_keys | telling_keys($m)) as $keys
  | ($label_keys | map(select(utf8bytelength > 1024)) != [] or (tojson | contains("\\u0000"))) as $odd
  | (map(.[17], .[18] | . // []) | command_lines) as $lines
  | (($env | map(.[1].value)) + map(.[19] // {} | .[]) + [$lines[]] | mask_texts($m)) as $texts
  | { env: ($env | map({(.[0]): (.[1] | {key: (.key | fit_key), value: ($keys[.key] as $telling | .value | mask_value($m; $telling; $texts))})})
            | add // {}),
      label: $keys, odd_labels: $odd, text: $texts,
      line: ($lines | map_values($texts[.] // .)) };

# --- containers

# "1.5GiB" (memory) and "3.2kB" (the rest) in bytes; null for "--".
def bytes:
  try (
    if endswith("iB") then (.[:-3] | tonumber) * {"K": 1024, "M": 1048576, "G": 1073741824, "T": 1099511627776, "P": 1125899906842624}[.[-3:-2]]
    else {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}[.[-2:-1]] as $factor
      | if $factor then (.[:-2] | tonumber) * $factor else .[:-1] | tonumber end
    end
    | . + 0.5 | floor | if . >= 0 and . <= 9007199254740991 then . else null end
  ) catch null;

def number_up_to($max): try (tonumber | if . >= 0 and . <= $max then . else null end) catch null;

def sample:
  [(.MemUsage // "", .NetIO // "", .BlockIO // "") | split(" / ") | [(.[0] | bytes), (.[1] | bytes)]]
    as [[$used, $limit], [$received, $sent], [$read, $written]]
  | { cpuPercent: ((.CPUPerc // "") | rtrimstr("%") | number_up_to(1e6)), memUsage: $used, memLimit: $limit,
      netRxBytes: $received, netTxBytes: $sent, blockReadBytes: $read, blockWriteBytes: $written,
      pids: (.PIDs | number_up_to(1e9)) };

# Docker writes the year 1 for "never".
def time: if type == "string" and length >= 20 and (startswith("0001-") | not) then . else null end;

def or_null: if . == "" then null else . end;

# Published ports, and those that the image exposes and nobody published.
def ports($exposed):
  ((($exposed // {}) | map_values(null)) + (. // {})) | to_entries
  | map((.key | split("/")) as [$port, $proto]
        | {hostIp: null, hostPort: null, containerPort: ($port | tonumber? // empty), proto: ($proto // "tcp")}
          + (.value // [{}] | if . == [] then {} else .[] end
             | {hostIp: (.HostIp | or_null), hostPort: (.HostPort | number_up_to(65535))}))
  | .[:10000];

def state($status):
  if IN("running", "exited", "paused", "created", "restarting", "removing", "dead") then .
  elif ($status // "") | startswith("Up") then "running" else "exited" end;

def container($statuses; $samples; $m; $masks):
  . as [$id, $name, $image, $image_id, $state, $created, $started, $finished, $exit_code, $restarts, $policy, $health,
        $ports, $exposed, $networks, $mounts, $env, $command, $entrypoint, $labels]
  | $statuses[$id] as $status
  | ($state | state($status)) as $state
  | { id: $id, name: ($name | ltrimstr("/")), image: $image, imageId: ($image_id | or_null), state: $state, status: $status,
      createdAt: ($created | time), startedAt: ($started | time), finishedAt: ($finished | time),
      # Docker says 0 for a container that has not ended.
      exitCode: (if $state | IN("running", "paused", "created") then null else $exit_code end),
      restartCount: $restarts, restartPolicy: (if $policy == "" then "no" else $policy end),
      health: (if $health == null or $health == "" then "none"
               else $health | if IN("healthy", "unhealthy", "starting", "none") then . else null end end),
      ports: ($ports | ports($exposed)),
      networks: [$networks // {} | to_entries[:1000][]
                 | {name: .key, ip: ((.value.IPAddress | or_null) // (.value.GlobalIPv6Address | or_null))}],
      mounts: [$mounts // [] | .[:1000][] | {type: .Type, source: (.Source | or_null), destination: .Destination, rw: .RW}],
      env: ($env // [] | .[:10000] | map($masks.env[.])),
      command: $masks.line[$command // [] | tojson], entrypoint: $masks.line[$entrypoint // [] | tojson],
      labels: (reduce ($labels // {} | keys_unsorted[]) as $key ($labels // {};
        $masks.label[$key] as $telling
        | if $telling != null or $masks.text[.[$key]] != null then .[$key] |= mask_value($m; $telling; $masks.text) else . end)
        | if $masks.odd_labels then with_entries(.key |= fit_key) else . end),
      # It may have ended since its sample was taken.
      stats: (if $state | IN("running", "paused", "restarting") then $samples[$id[:12]] else null end) };

[inputs] as $inputs
| ($inputs | map(select(type == "boolean" or . == null))[0]) as $verdict
| ($inputs | map(select(type == "array" and length > 2))) as $inspected
| (if $verdict == null then $inspected != [] else $verdict end) as $healthy
| ($inputs | map(select(type == "array" and length == 2) | {(.[0]): .[1]}) | add // {}) as $statuses
| ($inputs | map(select(type == "object") | {((.ID // .Container)[:12]): sample}) | add // {}) as $samples
| ($rules | parse_rules) as $m
| { hostId: $host_id, hostname: $hostname, agentVersion: $version, reportedAt: (now | floor | todate),
    dockerHealthy: $healthy,
    containers: (if $healthy then ($inspected | masks($m)) as $masks | $inspected | map(container($statuses; $samples; $m; $masks)) else [] end) }
| if $boot_id == "" or $seq == "" then . else . + {bootId: $boot_id, seq: ($seq | tonumber)} end
| if $machine_id == "" then . else . + {machineId: $machine_id} end
EOF_JQ
printf -v report_program '%s' "${lines[@]}"
unset lines
readonly masking_rules report_program

# ---------------------------------------------------------------------------------------------
# Messages and the end

say() { printf 'archnest-docker-agent: %s\n' "$*" >&2; }

# fail STATUS MESSAGE: one line that says what happened and what to do next.
fail() {
  say "$2"
  exit "$1"
}

# The same inside a round, which another round may follow.
give_up() {
  say "$2"
  return "$1"
}

note() { if "$verbose"; then say "$*"; fi; }

# quietly COMMAND...: the only way to touch the token, so that `bash -x` does not print it.
quietly() {
  local flags=$- status=0
  { set +x; } 2>/dev/null
  "$@" || status=$?
  if [[ $flags == *x* ]]; then set -x; fi
  return "$status"
}

print_help() { sed -n '3,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

stop_children() {
  local pid
  for pid in $(jobs -p); do kill "$pid" 2>/dev/null || true; done
}

clean_up() {
  if [[ -n $work ]]; then rm -rf -- "$work"; fi
}

on_signal() {
  stop_children
  if [[ -n $interval ]]; then exit 0; fi
  exit $((128 + $1))
}

# first_line FILE: the first line of an error output, fit to be shown.
first_line() {
  local line=''
  IFS= read -r line <"$1" || true
  line=${line//[^[:print:]]/?}
  printf '%s' "${line:0:300}"
}

# ---------------------------------------------------------------------------------------------
# Configuration

# require_private FD PATH: nobody but root and the caller owns the file that is open as FD, and
# nobody else may read or write it. Asked of the open file: its name may be exchanged meanwhile.
require_private() {
  local fd=$1 path=$2 owner='' mode='' kind=''
  read -r owner mode kind < <(stat -L -c '%u %a %F' "/proc/self/fd/$fd") || true
  if [[ $kind != regular* ]]; then fail 2 "$path is not a regular file"; fi
  if [[ $owner != 0 && $owner != "$EUID" ]]; then
    fail 2 "$path belongs to another user (uid $owner); run: chown root $path"
  fi
  if (((8#$mode & 8#077) != 0)); then
    fail 2 "others may read or write $path (mode $mode); run: chmod 600 $path, and replace the token if they may have read it"
  fi
}

# read_lines PATH CALLBACK: hands each line of a private file to CALLBACK.
read_lines() {
  local path=$1 callback=$2 line number=0 fd
  # A FIFO would block the open.
  if [[ ! -f $path ]]; then fail 2 "$path is not a regular file"; fi
  if [[ ! -r $path ]]; then fail 2 "cannot read $path; run as its owner or as root"; fi
  exec {fd}<"$path"
  require_private "$fd" "$path"
  while IFS= read -r -u "$fd" line || [[ -n $line ]]; do
    number=$((number + 1))
    "$callback" "${line%$'\r'}" "$path:$number"
  done
  exec {fd}<&-
}

# config_line LINE WHERE: one KEY=VALUE. An error names the place, not the text: it may be a secret.
config_line() {
  local line=$1 where=$2 key value
  local quoted='^(["'\''])(.*)(["'\''])[[:space:]]*(#.*)?$'
  if [[ $line =~ ^[[:space:]]*(#.*)?$ ]]; then return; fi
  if [[ ! $line =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]]; then
    fail 2 "$where: expected KEY=VALUE"
  fi
  key=${BASH_REMATCH[2]} value=${BASH_REMATCH[3]}
  if [[ $value =~ $quoted && ${BASH_REMATCH[1]} == "${BASH_REMATCH[3]}" ]]; then
    value=${BASH_REMATCH[2]}
  elif [[ $value == [\"\']* ]]; then
    fail 2 "$where: the quote does not end"
  else
    value=${value%%[[:space:]]#*}
    value=${value%"${value##*[![:space:]]}"}
  fi
  if ! set_value "$key" "$value"; then say "$where: unknown name $key, ignored"; fi
}

# set_value KEY VALUE: returns 1 for a name that this agent does not know.
set_value() {
  case $1 in
    ARCHNEST_URL) url=$2 ;;
    ARCHNEST_AGENT_TOKEN) agent_token=$2 token_file='' ;;
    ARCHNEST_AGENT_TOKEN_FILE) token_file=$2 agent_token='' ;;
    ARCHNEST_HOST_ID) host_id=$2 ;;
    ARCHNEST_CA_FILE) ca_file=$2 ;;
    ARCHNEST_DOCKER_TIMEOUT) docker_timeout=$2 ;;
    ARCHNEST_HTTP_TIMEOUT) http_timeout=$2 ;;
    DOCKER_HOST) export DOCKER_HOST=$2 ;;
    *) return 1 ;;
  esac
}

# Reads the environment after the file, so that it wins; an empty variable counts as unset.
read_environment() {
  local key token=$1
  for key in ARCHNEST_URL ARCHNEST_AGENT_TOKEN_FILE ARCHNEST_HOST_ID ARCHNEST_CA_FILE ARCHNEST_DOCKER_TIMEOUT \
    ARCHNEST_HTTP_TIMEOUT; do
    if [[ -n ${!key:-} ]]; then set_value "$key" "${!key}"; fi
  done
  if [[ -n $token ]]; then set_value ARCHNEST_AGENT_TOKEN "$token"; fi
}

token_line() { if [[ $2 == *:1 ]]; then agent_token=$1; fi; }

# load_config: the settings of this run, in the globals.
load_config() {
  local path=${config_file:-${ARCHNEST_AGENT_CONFIG:-}} docker_host=${DOCKER_HOST:-} token=${ARCHNEST_AGENT_TOKEN:-}
  # The environment of every child can be read in /proc by the same user.
  unset ARCHNEST_AGENT_TOKEN
  if [[ -n $path ]]; then
    if [[ ! -e $path ]]; then fail 2 "there is no config file $path"; fi
    read_lines "$path" config_line
  elif [[ -e $DEFAULT_CONFIG ]]; then
    read_lines "$DEFAULT_CONFIG" config_line
  fi
  if [[ -n $docker_host ]]; then export DOCKER_HOST=$docker_host; fi
  read_environment "$token"
  if [[ -n $token_file ]]; then
    if [[ ! -e $token_file ]]; then fail 2 "there is no token file $token_file"; fi
    read_lines "$token_file" token_line
    if [[ -z $agent_token ]]; then fail 2 "the first line of $token_file is empty; it must be the token"; fi
  fi
  check_token
}

check_token() {
  if [[ -z $agent_token ]]; then
    if "$dry_run"; then return; fi
    fail 2 "ARCHNEST_AGENT_TOKEN is not set; put it into $DEFAULT_CONFIG"
  fi
  if ((${#agent_token} > 4096)) || [[ $agent_token == *[!\!-~]* ]]; then
    fail 2 "the agent token must be printable ASCII without spaces; copy it again"
  fi
}

check_config() {
  if [[ -z $url ]]; then
    "$dry_run" || fail 2 "ARCHNEST_URL is not set; put it into $DEFAULT_CONFIG"
  elif [[ ! $url =~ ^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$ ]]; then
    fail 2 "ARCHNEST_URL must be http(s)://host[:port][/path], without user, password, query or fragment"
  fi
  while [[ $url == */ ]]; do url=${url%/}; done
  if [[ -z $host_id ]]; then
    host_id=${hostname%%.*}
    if ! valid_host_id; then fail 2 "the hostname '$host_id' cannot be a host id; set ARCHNEST_HOST_ID"; fi
  elif ! valid_host_id; then
    fail 2 "ARCHNEST_HOST_ID must be 1 to 63 letters, digits, dots, dashes or underscores, and start with a letter or digit"
  fi
  if [[ -n $ca_file && ! -r $ca_file ]]; then fail 2 "cannot read ARCHNEST_CA_FILE $ca_file"; fi
  check_seconds ARCHNEST_DOCKER_TIMEOUT "$docker_timeout"
  check_seconds ARCHNEST_HTTP_TIMEOUT "$http_timeout"
}

valid_host_id() { [[ $host_id =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$ ]]; }

check_seconds() {
  if [[ ! $2 =~ ^[1-9][0-9]{0,4}$ ]]; then fail 2 "$1 must be a whole number of seconds, 1 to 99999"; fi
}

read_hostname() {
  if ! { IFS= read -r hostname </proc/sys/kernel/hostname; } 2>/dev/null; then hostname=${HOSTNAME:-}; fi
  if [[ -z $hostname ]]; then hostname=unknown; fi
}

require_programs() {
  local program missing=''
  for program in docker curl jq gzip timeout xargs stat mktemp mkdir rm sleep; do
    if ! command -v "$program" >/dev/null; then missing+=" $program"; fi
  done
  if [[ -n $missing ]]; then fail 3 "missing:$missing; install with your package manager, then run again"; fi
}

# ---------------------------------------------------------------------------------------------
# One run at a time

# A directory of our own: in a shared one somebody could put a symlink in the place of the lock.
make_lock_dir() {
  local dir=/tmp/archnest-$EUID
  if ((EUID == 0)) && [[ -w /run ]]; then
    dir=/run/archnest
  elif [[ -n ${XDG_RUNTIME_DIR:-} && -w $XDG_RUNTIME_DIR ]]; then
    dir=$XDG_RUNTIME_DIR/archnest
  fi
  if [[ -n ${RUNTIME_DIRECTORY:-} ]]; then dir=$RUNTIME_DIRECTORY; fi
  if [[ ! -d $dir ]]; then mkdir -m 700 "$dir" 2>/dev/null || true; fi
  if [[ -L $dir || ! -d $dir || ! -O $dir ]]; then fail 2 "$dir is not a directory of this user; remove it"; fi
  lock_dir=$dir
}

# The lock is fd 9 until the process ends. One per server and host id: an agent may report to two.
take_lock() {
  local lock_dir name=${host_id}@${url//[!A-Za-z0-9.-]/_}
  if ! command -v flock >/dev/null; then
    say 'flock (util-linux) is missing: overlapping runs are not prevented'
    exec 9</dev/null
    return
  fi
  make_lock_dir
  exec 9>"$lock_dir/${name:0:200}.lock"
  if ! flock -n 9; then
    say "another run for this server is active; nothing to do"
    exit 0
  fi
}

# ---------------------------------------------------------------------------------------------
# Collecting

# Run it in the background only: it becomes the command, so that a signal reaches it.
docker_call() { exec timeout -k 2 "$docker_timeout" docker "$@"; }

inspect_call() {
  exec timeout -k 2 "$docker_timeout" xargs -r docker container inspect --format "$inspect_format"
}

# collect: prints what the report is made of, as a stream of JSON values: per container the array of
# inspect_format and [id, status], whether Docker is healthy (null: if any container was read), and
# the samples. What was inspected holds secrets: it goes through this
# pipe into jq, and never into a file or a variable. The children run in the background, or bash
# would sit out their deadline before it heeds a signal.
collect() {
  local stats_pid containers ids samples verdict status=0
  trap 'stop_children; exit 1' TERM INT
  docker_call stats --no-stream --no-trunc --format '{{json .}}' >"$work/stats" 2>"$work/stats.err" &
  stats_pid=$!
  docker_call ps --all --no-trunc --format '[{{json .ID}},{{json .Status}}]' >"$work/ps" 2>"$work/ps.err" &
  wait "$!" || status=$?
  if ((status != 0)); then
    docker_failed ps "$status" "$work/ps.err"
    kill "$stats_pid" 2>/dev/null || true
    printf 'false\n'
    return
  fi
  mapfile containers <"$work/ps"
  if ((${#containers[@]} > 0)); then
    # ["<id>","<status>"]
    ids=("${containers[@]#??}")
    inspect_call <<<"${ids[*]%%\"*}" 2>"$work/inspect.err" &
    wait "$!" || status=$?
    printf '%s' "${containers[@]}"
  fi
  verdict=true
  if ((status != 0)); then judge_inspect "$status"; fi
  printf '%s\n' "$verdict"
  status=0
  wait "$stats_pid" || status=$?
  if ((status != 0)); then
    docker_failed stats "$status" "$work/stats.err"
    return
  fi
  mapfile samples <"$work/stats"
  if ((${#samples[@]} > 0)); then printf '%s' "${samples[@]}"; fi
}

# Sets verdict. A container that vanished between ps and inspect is no fault; one that cannot be read
# hides no other.
judge_inspect() {
  local status=$1 line
  if ((status == 124 || status == 137)); then
    docker_failed inspect "$status" "$work/inspect.err"
    verdict=false
    return
  fi
  while IFS= read -r line; do
    if [[ ${line,,} != *'no such container'* ]]; then verdict=null; fi
  done <"$work/inspect.err"
  if [[ $verdict == null ]]; then docker_failed inspect "$status" "$work/inspect.err"; fi
}

docker_failed() {
  if (($2 == 124 || $2 == 137)); then
    say "docker $1 did not answer in $docker_timeout s; see: systemctl status docker"
  else
    say "docker $1 failed: $(first_line "$3")"
  fi
}

# Sets boot_id and seq, which order the reports of this machine without a clock or a state file.
# A restarted LXC guest keeps the boot id of its host while its uptime starts again: so the boot
# is named by the start of process 1 as well.
read_boot() {
  local uptime stat fields
  boot_id='' seq=''
  if { IFS= read -r boot_id </proc/sys/kernel/random/boot_id && read -r uptime _ </proc/uptime; } 2>/dev/null; then
    # "1034.21": hundredths of a second.
    if [[ $uptime =~ ^([0-9]{1,12})\.([0-9]{2})$ ]]; then seq=$((10#${BASH_REMATCH[1]}${BASH_REMATCH[2]})); fi
  fi
  if { IFS= read -r stat </proc/1/stat; } 2>/dev/null; then
    # Field 22; field 2 is a name that may hold spaces and parentheses.
    read -r -a fields <<<"${stat##*) }"
    boot_id+=-${fields[19]:-}
  fi
}

# Sets machine_id, which tells this installation from any other that has the same token: a digest,
# because machine-id(5) asks not to give the id itself away. Empty where the machine has none.
read_machine() {
  local file id
  machine_id=''
  for file in /etc/machine-id /var/lib/dbus/machine-id; do
    if { IFS= read -r id <"$file"; } 2>/dev/null && [[ $id =~ ^[0-9a-f]{32}$ ]]; then
      machine_id=$(printf 'archnest-docker-agent %s' "$id" | sha256sum)
      machine_id=${machine_id:0:32}
      return
    fi
  done
}

# make_report: writes $work/report, in the form of the contract.
make_report() {
  local boot_id seq machine_id status=0
  read_boot
  read_machine
  collect | jq -nc --arg rules "$masking_rules" --arg host_id "$host_id" --arg hostname "$hostname" \
    --arg version "$VERSION" --arg boot_id "$boot_id" --arg seq "$seq" --arg machine_id "$machine_id" "$report_program" \
    >"$work/report" 2>"$work/jq.err" &
  wait "$!" || status=$?
  if ((status != 0)); then
    if [[ $(jq --version) == jq-1.[0-5]* ]]; then give_up 3 "$(jq --version) is too old; install jq 1.6 or later" || return; fi
    give_up 1 "could not make the report: $(first_line "$work/jq.err")"
  fi
}

docker_is_healthy() {
  local head
  IFS= read -r -n 1024 head <"$work/report" || true
  [[ $head == *'"dockerHealthy":true'* ]]
}

# ---------------------------------------------------------------------------------------------
# Sending

# The token reaches curl through a pipe: the arguments of a process are public.
print_curl_config() {
  { set +x; } 2>/dev/null
  local token=${agent_token//\\/\\\\}
  printf 'header = "Authorization: Bearer %s"\n' "${token//\"/\\\"}"
}

# post_report: sets http_status, or returns curl's exit status. -q comes first: no .curlrc. Without
# -L no redirect is followed, which would hand the token to another server.
post_report() {
  local status=0 options
  options=(-q -sS -g --proto '=http,https' --max-redirs 0 --connect-timeout 10 --max-time "$http_timeout"
    --max-filesize 1048576 -A "archnest-docker-agent/$VERSION" -H 'Content-Type: application/json'
    -H 'Content-Encoding: gzip' -H 'Expect:')
  if [[ -n $ca_file ]]; then options+=(--cacert "$ca_file"); fi
  gzip -1 -c "$work/report" >"$work/report.gz"
  curl "${options[@]}" -K <(print_curl_config) -w '%{http_code}' -o "$work/answer" --data-binary @- \
    "$url/api/agents/docker/report" <"$work/report.gz" >"$work/http_status" 2>"$work/curl.err" &
  wait "$!" || status=$?
  if ((status == 0)); then IFS= read -r http_status <"$work/http_status" || true; fi
  return "$status"
}

send_report() {
  local http_status='' status=0
  post_report || status=$?
  case $status in
    0) judge_answer ;;
    5 | 6) give_up 10 "could not resolve the name in ARCHNEST_URL ($url); check it and the DNS" ;;
    7) give_up 11 "could not connect to $url; is the server running, and the port open?" ;;
    28) give_up 12 "$url did not answer in $http_timeout s; the next run tries again" ;;
    35 | 51 | 53 | 54 | 58 | 59 | 60 | 66 | 77 | 80 | 82 | 83 | 90 | 91)
      give_up 13 "TLS with $url failed: $(first_line "$work/curl.err"); for a CA of your own set ARCHNEST_CA_FILE"
      ;;
    *) give_up 19 "sending to $url failed: $(first_line "$work/curl.err")" ;;
  esac
}

# judge_answer: what the server's HTTP status means for the caller.
judge_answer() {
  case $http_status in
    200) judge_receipt ;;
    3??) give_up 20 "$url answered with a redirect ($http_status), which is not followed; set ARCHNEST_URL to the final address" ;;
    400) give_up 21 "the server refused the report as invalid$(server_message); is the agent as new as the server?" ;;
    401) give_up 22 "the server refused the token; check ARCHNEST_AGENT_TOKEN" ;;
    403) give_up 23 "this token may not report the host id $host_id$(server_message); check ARCHNEST_HOST_ID and the token" ;;
    413) give_up 24 "the report is too large for the server or a proxy before it$(server_message)" ;;
    429) give_up 25 "the server asks for fewer reports; run the agent less often" ;;
    503) give_up 26 "the server does not take reports (503)$(server_message); set an agent token on the server" ;;
    5??) give_up 26 "the server failed ($http_status)$(server_message); the next run tries again, its log says more" ;;
    *) give_up 29 "$url answered $http_status, which ArchNest does not; check ARCHNEST_URL" ;;
  esac
}

judge_receipt() {
  local answer=''
  IFS= read -r -n 4096 answer <"$work/answer" || true
  if [[ $answer =~ \"received\"[[:space:]]*:[[:space:]]*true ]]; then
    note "reported to $url as $host_id"
  elif [[ $answer =~ \"received\"[[:space:]]*:[[:space:]]*false ]]; then
    say "the server has a newer report of $host_id; do two machines use this host id?"
  else
    give_up 29 "$url answered 200, but not as ArchNest does; check ARCHNEST_URL"
  fi
}

# server_message: ": <its own words>", or nothing.
server_message() {
  jq -r '.error.message | strings | explode | map(if . < 32 or . == 127 then 63 else . end) | ": " + implode[:300]' \
    "$work/answer" 2>/dev/null || true
}

# ---------------------------------------------------------------------------------------------

# round: one report, made and sent. Called where bash ignores errors, so every step is checked.
round() {
  make_report || return
  if "$dry_run"; then
    jq . "$work/report"
  else
    send_report || return
  fi
  if ! docker_is_healthy; then return 4; fi
}

# repeat: a round every $interval seconds from start to start, whatever became of the last one.
repeat() {
  local started
  while true; do
    started=$SECONDS
    round 9>&- || note "this round ended with $?; the next one in $interval s"
    sleep "$((interval > SECONDS - started ? interval - SECONDS + started : 1))" 9>&- &
    wait "$!"
  done
}

parse_arguments() {
  while (($# > 0)); do
    case $1 in
      --config | --interval)
        if (($# < 2)); then fail 2 "$1 needs a value; see --help"; fi
        if [[ $1 == --config ]]; then config_file=$2; else interval=$2; fi
        shift
        ;;
      --config=*) config_file=${1#*=} ;;
      --interval=*) interval=${1#*=} ;;
      --dry-run) dry_run=true ;;
      --verbose) verbose=true ;;
      --help | -h) print_help && exit 0 ;;
      --version) printf 'archnest-docker-agent %s\n' "$VERSION" && exit 0 ;;
      *) fail 2 "unknown argument $1; see --help" ;;
    esac
    shift
  done
  if [[ -n $interval ]]; then check_seconds --interval "$interval"; fi
}

main() {
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 402)); then fail 3 "bash $BASH_VERSION is too old; it needs 4.2"; fi
  if [[ -t 2 ]]; then verbose=true; fi
  parse_arguments "$@"
  require_programs
  read_hostname
  quietly load_config
  check_config
  trap clean_up EXIT
  trap 'on_signal 15' TERM
  trap 'on_signal 2' INT
  work=$(mktemp -d "${TMPDIR:-/tmp}/archnest-agent.XXXXXX")
  if ! "$dry_run"; then take_lock; fi
  if [[ -n $interval ]]; then
    repeat
  else
    round 9>&-
  fi
}

main "$@"
