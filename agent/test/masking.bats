#!/usr/bin/env bats
# The vectors and odd values, through the whole script.

load helper

VECTORS=$BATS_TEST_DIRNAME/masking-vectors.json

setup() {
  setup_agent
  fake_docker
  write_config http://127.0.0.1:1
}

# dry_run JQ: the fake Docker has a container per row that the jq expression makes; the report is in
# the file report.
dry_run() {
  jq -c --slurpfile vectors "$VECTORS" -n "$(row_program) def id: \"\(.)\" | \"0\" * (64 - length) + .;
    \$vectors[0] as \$vectors | $1" >"$FAKE/inspect"
  jq -c '[.[0], "Up 3 hours"]' "$FAKE/inspect" >"$FAKE/ps"
  "$AGENT" --config agent.env --dry-run >report
}

# same WANTED GOT: two jq expressions, over the vectors and over the report.
same() {
  jq -n --slurpfile vectors "$VECTORS" "\$vectors[0] | $1" >wanted
  jq "$2" report >got
  diff -u wanted got
}

@test "vectors: the variables and labels" {
  dry_run '$vectors.entries | to_entries[] | .value as $v
    | row(.key | id; ["\($v.key)=\($v.value)"]; null; null; {($v.key): $v.value})'
  same '.entries[].out' '.containers[].env[0].value'
  same '.entries[].out' '.containers[].labels[]'
}

@test "vectors: the texts, as values, as one word and as a script" {
  dry_run '$vectors.texts | to_entries[] | .value as $v
    | row(.key | id; ["V=\($v.text)"]; null; null; {v: $v.text})'
  same '.texts[].out' '.containers[].env[0].value'
  same '.texts[].out' '.containers[].labels.v'
}

@test "vectors: the commands and entrypoints" {
  dry_run '$vectors.words | to_entries[] | row(.key | id; null; .value.words; .value.words; null)'
  same '.words[].out' '.containers[].command'
  same '.words[].out' '.containers[].entrypoint'
}

@test "masking what is masked changes nothing" {
  dry_run '[$vectors.entries[] | {key, value: .out}] + [$vectors.texts[], $vectors.words[] | {key: "V", value: .out}]
    | to_entries[] | .value as $v | row(.key | id; ["\($v.key)=\($v.value)"]; null; null; {})'
  same '(.entries, .texts, .words)[].out' '.containers[].env[0].value'
}

@test "the same texts in one container are masked as in many" {
  dry_run 'row("1" | id; [$vectors.texts[] | "V=\(.text)"]; null; null; {})'
  same '.texts[].out' '.containers[0].env[].value'
}

@test "a rule that runs across two values does not join them" {
  dry_run 'row("1" | id; ["A=-----BEGIN PRIVATE KEY-----x", "B=safe", "C=password=\"x", "D=safe@", "E=it is \"safe\" $"]; null; null; {})'
  [ "$(jq -c '[.containers[0].env[].value]' report)" = '["********","safe","password=\"********","safe@","it is \"safe\" $"]' ]
}

@test "odd values are valid JSON, as they were" {
  dry_run 'row("1" | id; ["Q=\"'"'"'\\", "N=a\nb\u001b[31m\u007f", "X=\"><img src=x onerror=alert(1)>", "E", "F==", "=G", "U=\u2028🙂", "R=a\u001eb"];
    ["a\nb", "c\td"]; null; {"": "empty", "k\"": "x", "__proto__": "y"})'
  [ "$(jq -c '[.containers[0].env[] | [.key, .value]]' report)" = \
    "$(jq -nc '[["Q", "\"\u0027\\"], ["N", "a\nb\u001b[31m\u007f"], ["X", "\"><img src=x onerror=alert(1)>"], ["E", ""], ["F", "="], ["", "G"], ["U", "\u2028🙂"], ["R", "a\u001eb"]]')" ]
  [ "$(jq -r '.containers[0].command' report)" = $'\'a\nb\' \'c\td\'' ]
  [ "$(jq -c '.containers[0].labels' report)" = '{"":"empty","k\"":"********","__proto__":"y"}' ]
}

# Docker itself turns bytes and lone surrogates that are not UTF-8 into U+FFFD; jq would too.
@test "NUL and bytes that are not UTF-8 become U+FFFD" {
  dry_run 'row("1" | id; ["N=a\u0000b", "SAME=plain"]; null; null; {"k\u0000": "v\u0000", "l": "w"})'
  [ "$(jq -c '[.containers[0].env[].value, .containers[0].labels]' report)" = '["a�b","plain",{"k�":"********","l":"w"}]' ]
  sed -i 's/"w"/"\xff\xc3"/; s/plain/a\xffb/' fake/inspect
  "$AGENT" --config agent.env --dry-run >report
  iconv -f UTF-8 -t UTF-8 report >/dev/null
  [ "$(jq -c '.containers[0].env[1].value' report)" = '"a�b"' ]
  [[ "$(jq -c '.containers[0].labels.l' report)" == '"�'* ]]
}

@test "long texts: whole or not at all, and not over the server's limit" {
  dry_run 'row("1" | id; ["A=\("harmless " * 2000)", "B=\("harmless " * 2000) password=x", "C=\("x" * 200000)", "\("K" * 2000)=x"]; null; null; {("L" * 2000): "x"})'
  [ "$(jq -r '.containers[0].env[0].value | length' report)" -eq 18000 ]
  [ "$(jq -r '.containers[0].env[1].value' report)" = '********' ]
  [ "$(jq -r '.containers[0].env[2].value' report)" = '(200000 bytes, too long to report)' ]
  [ "$(jq -r '.containers[0] | .env[3].key, (.labels | keys[0]) | length' report)" = $'259\n259' ]
}

@test "hostile texts of 16 KB end" {
  dry_run '["a", "://", "://a:", "eyJ", "password", "password ", "password=", "\u0027", "\"", "-", " -p", "mysql ", "mysql -", "$2y$", "Basic a", "://a/hook", "pin\"", "key\" "]
    | to_entries[] | .value as $part | row(.key | id; ["V=\($part * (16300 / ($part | length) | floor))"]; null; null; {})'
  [ "$(jq '.containers | length' report)" -eq 18 ]
}
