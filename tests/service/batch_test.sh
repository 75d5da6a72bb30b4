#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# batch_test.sh - seal sign over many files: in what order and with what code, names, one PIN, a token that leaves, runs
# that are killed and go on.
. tests/service/state.sh
work=$SCRATCH
seal=$(realpath "$seal")
pdf=$fixtures/decision.pdf
xml=$fixtures/licence.xml
mock=$(realpath "$O/tests/mock_pkcs11.so")
official=${OFFICIAL_KEY%%\?*} # without module and PIN
pin=$state/pins/official
export work
mkdir "$work/mock" "$work/in" "$work/in/sâu"

many() { "$seal" sign "${@:2}" -o "$1" --key "$OFFICIAL_KEY"; }
many_lines() { many "$@" --json >"$work/lines" 2>/dev/null; }
mocked() { # SCENARIO OUTPUT INPUT...
    ln -sf "$mock" "$work/mock/mock-$1.so"
    : >"$work/mock/mock-$1.so.log"
    "$seal" sign "${@:3}" -o "$2" --key "$official" --pin-source "$pin" --module "$work/mock/mock-$1.so"
}
logged() { grep -cx "$2" "$work/mock/mock-$1.so.log" || true; }
counted() { grep -c "\"status\":\"$1\"" "$work/lines" || true; }

# all_whole FOLDER COUNT: that many files, no others; each valid, with one signature by the official
all_whole() {
    [ -z "$(find "$1" -name '.seal-*')" ]
    [ "$(find "$1" -type f | wc -l)" -eq "$2" ]
    "$seal" verify --json "${trust[@]}" "$1" >"$work/verdicts"
    [ "$(wc -l <"$work/verdicts")" -eq "$2" ]
    [ "$(grep -o '"kind":"signature"' "$work/verdicts" | wc -l)" -eq "$2" ]
    [ "$(grep -c '"common_name":"Nguyễn Văn A"' "$work/verdicts")" -eq "$2" ]
}

# alive COMMAND...: with descriptor 9 on a pipe that is at its end when `seal`, its jobs and its keeper are gone; `gone` waits
mkfifo "$work/pipe"
alive() {
    timeout 20 cat "$work/pipe" &
    reader=$!
    "$@" 9>"$work/pipe"
}
gone() { wait "$reader" || { echo "something is still running"; return 1; }; }
# helpers_gone: nor is a key holder or a worker left (they have our tokens in their environment)
helpers_gone() {
    for _ in $(seq 50); do
        grep -lsz "^SOFTHSM2_CONF=$SCRATCH/" /proc/[0-9]*/environ | sed 's/environ$/exe/' | xargs -r readlink |
            grep -q /libexec/second-seal/ || return 0
        sleep 0.1
    done
    return 1
}

for i in $(seq 11); do cp "$pdf" "$work/in/Quyết định số $i.pdf"; done
cp "$pdf" "$work/in/sâu/giấy phép.pdf"
cp "$xml" "$work/in/sâu/hồ sơ.xml"
cp "$xml" "$work/in/licence.xml"
cp "$fixtures/decision-object-streams.pdf" "$fixtures/scan.pdf" "$work/in"
echo "no document" >"$work/in/readme.txt"
good=16
many "$work/signed.pdf" "$pdf" 2>/dev/null
perl -0777 -pe 's/(%PDF-1\.)(\d)/$1 . ($2 ^ 1)/e' "$work/signed.pdf" >"$work/refused.pdf"
printf '%%PDF-1.4\nnothing else' >"$work/unreadable.pdf"

# --- one after the other, and how it ends -------------------------------------------------------------------------------
holds "a folder" eval 'many "$work/one" "$work/in" --jobs 1 --json >"$work/one.lines" 2>"$work/one.said"'
holds "every result is there and whole" all_whole "$work/one" "$good"
holds "names and sub-folders are those of the inputs" diff <(cd "$work/in" && find . -type f ! -name readme.txt | sort) <(cd "$work/one" && find . -type f | sort)
holds "what is no document is left out, and counted" grep -q "^$good signed, 0 refused, 0 failed, 0 whole already, 0 not tried; 1 in folders" "$work/one.said"
holds "qpdf agrees" qpdf --check "$work/one/Quyết định số 7.pdf"
many "$work/four" "$work/in" --jobs 4 --json >"$work/four.lines" 2>/dev/null
holds "four at a time: the same" all_whole "$work/four" "$good"
holds "and said in the same order" diff <(sed -E 's/"field":"[^"]*"//' "$work/one.lines") <(sed -E 's/"field":"[^"]*"//; s|/four/|/one/|g' "$work/four.lines")

ends_with 1 "refused, unreadable and missing: refused is the worst" many_lines "$work/mixed" "$work/in" "$work/refused.pdf" "$work/unreadable.pdf" "$work/missing.pdf"
holds "the others are signed" all_whole "$work/mixed" "$good"
holds "a line for each" eval '[ "$(wc -l <"$work/lines")" -eq $((good + 3)) ] && [ "$(counted signed)" -eq "$good" ] && [ "$(counted refused)" -eq 1 ] && [ "$(counted failed)" -eq 2 ]'
ends_with 5 "unreadable and missing" many "$work/mixed" "$pdf" "$work/unreadable.pdf" "$work/missing.pdf"
ends_with 2 "missing" many "$work/mixed" "$pdf" "$work/missing.pdf"
says 2 'no PDF or XML file' "a folder without documents" eval 'mkdir "$work/empty"; cp "$work/in/readme.txt" "$work/empty"; many "$work/nothing" "$work/empty"'
says 2 'from 1 to 64' "--jobs has its bounds" many "$work/x" "$pdf" --jobs 65
says 2 'takes safe' "--rename takes safe alone" many "$work/x" "$pdf" --rename nice
holds "--json-events: the last line is the summary" eval 'many "$work/mixed" "$pdf" "$xml" --json-events 2>/dev/null | tail -n 1 |
    grep -q "^{\"event\":\"summary\",\"total\":2,\"signed\":2,.*\"code\":0}$"'
holds "--quiet says nothing when all is well" eval '[ -z "$(many "$work/mixed" "$pdf" "$xml" --quiet 2>&1)" ]'
holds "--quiet says what was not signed" eval '(many "$work/mixed" "$pdf" "$work/unreadable.pdf" --quiet 2>&1 || true) | grep -q unreadable'

# --- names --------------------------------------------------------------------------------------------------------------
mkdir "$work/odd" "$work/a" "$work/b"
names=($'d\xc3\xb2ng\nm\xe1\xbb\x9bi.pdf' $'\xff\xfe.pdf' 'NFC ệ.pdf' $'NFD e\xcc\xa3\xcc\x82.pdf' ' blank .pdf' '-dash.pdf' '$(x) "y".pdf')
for name in "${names[@]}"; do cp "$pdf" "$work/odd/$name"; done
holds "odd names" eval '(cd "$work/odd" && "$seal" sign -o ../odd-out --key "$OFFICIAL_KEY" --json -- * >../lines 2>/dev/null)'
holds "are kept byte for byte" diff <(cd "$work/odd" && find . -type f -print0 | sort -z | od -c) <(cd "$work/odd-out" && find . -type f -print0 | sort -z | od -c)
holds "and are JSON" python3 -c 'import json,sys; [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]' "$work/lines"
cp "$pdf" "$work/a/x.pdf"
cp "$pdf" "$work/b/x.pdf"
says 2 'would both become.*nothing is signed' "two that would be one" many "$work/both" "$work/a" "$work/b"
holds "nothing is signed" test ! -e "$work/both"
holds "--rename safe" eval 'many "$work/safe" "$work/odd" "$work/a" "$work/b" --rename safe 2>/dev/null'
holds "names for portals" diff <(cd "$work/safe" && printf '%s\n' * | sort) <(printf '%s\n' blank.pdf dash.pdf document.pdf dong-moi.pdf NFC-e.pdf NFD-e.pdf x-2.pdf x.pdf x-y.pdf | sort)
holds "the same again with --resume" eval 'many "$work/safe" "$work/b" "$work/a" "$work/odd" --rename safe --resume --json 2>/dev/null >"$work/lines"'
holds "nothing new" eval '[ "$(counted skipped)" -eq 9 ] && [ "$(ls "$work/safe" | wc -l)" -eq 9 ]'

# --- --resume replaces nothing ------------------------------------------------------------------------------------------
in_the_way() { # WHAT REASON: what stands at $work/way/decision.pdf stays
    local was
    was=$(sha256sum "$work/way/decision.pdf")
    says 9 "$2" "in the way: $1" many "$work/way" "$pdf" --resume --json
    holds "it is as it was: $1" [ "$(sha256sum "$work/way/decision.pdf")" = "$was" ]
}
mkdir "$work/way"
cp "$fixtures/scan.pdf" "$work/way/decision.pdf"
in_the_way "another file" 'not this input'
cp "$pdf" "$work/way/decision.pdf"
in_the_way "the input itself" 'not this input'
: >"$work/way/decision.pdf"
in_the_way "an empty file" 'empty'
head -c -100 "$work/signed.pdf" >"$work/way/decision.pdf"
in_the_way "half of it" 'not replaced'
perl -0777 -pe 's{(/Contents <[0-9a-f]+)([1-9a-f])(0*>)}{$1.($2 eq "1" ? "2" : "1").$3}e' "$work/signed.pdf" >"$work/way/decision.pdf"
in_the_way "a signature that is broken" 'not replaced'
sign department "$pdf" "$work/way/decision.pdf" 2>/dev/null
in_the_way "a signature by another key" 'not by this key'
sign department "$work/signed.pdf" "$work/way/decision.pdf" 2>/dev/null
in_the_way "one by another key on top" 'not by this key'
many "$work/way/decision.pdf" "$work/signed.pdf" 2>/dev/null
holds "with two of ours it is whole, for the first as for the second" eval 'many "$work/way" "$pdf" --resume 2>&1 | grep -q "1 whole\|is whole"'
sed 's/150000000/950000000/' "$work/one/licence.xml" >"$work/way/licence.xml"
says 9 'not replaced' "in the way: an XML that was changed" many "$work/way" "$xml" --resume
sed 's/150000000/950000000/' "$xml" >"$work/other.xml"
many "$work/way/licence.xml" "$work/other.xml" 2>/dev/null
says 9 'not this input' "in the way: another XML with our signature" many "$work/way" "$xml" --resume
says 9 'not there|not a folder|cannot be made' "where nothing can be written, the rest is not tried" eval 'many "$pdf/under" "$work/in" 2>&1 | tee "$work/said9"; exit "${PIPESTATUS[0]}"'
holds "and it says so" grep -q 'stopped: the results cannot be written' "$work/said9"

# --- the token ----------------------------------------------------------------------------------------------------------
ends_with 7 "a token that leaves after five signatures" eval 'mocked removed-after-5 "$work/left" "$work/in" --jobs 2 --json >"$work/lines" 2>"$work/left.said"'
holds "five are signed, and whole" all_whole "$work/left" 5
holds "it was not asked for every file" [ "$(logged removed-after-5 C_Sign)" -le 9 ]
holds "the rest was not tried" eval '[ "$(counted not-tried)" -ge $((good - 8)) ] && [ "$(wc -l <"$work/lines")" -eq "$good" ]'
holds "and it says how to go on" grep -q 'stopped: the token failed.*--resume' "$work/left.said"
holds "going on" many_lines "$work/left" "$work/in" --resume
holds "what was there is skipped" [ "$(counted skipped)" -eq 5 ]
holds "all is whole" all_whole "$work/left" "$good"
holds "one login for all" eval 'mocked plain "$work/login" "$work/in" --jobs 4 2>/dev/null && [ "$(logged plain C_Login)" -eq 1 ] && [ "$(logged plain C_Sign)" -eq "$good" ]'
holds "and the token is closed" [ "$(logged plain C_Finalize)" -eq 1 ]

# --- on a terminal ------------------------------------------------------------------------------------------------------
terminal() { # COLUMNS SCRIPT OUTPUT [OPTION...]
    python3 tests/service/terminal.py "$1" "$(<"$pin")" "$2" "$seal" sign "$work/in" -o "$work/$3" --key "$official" \
        --module "$(tools/demo/tokens.sh module)" "${@:4}" >"$work/seen"
    tail -n 1 "$work/seen" >"$work/known"
}
holds "on a terminal" terminal 60 run typed
holds "the PIN is asked for once, the line is never wider than the terminal" grep -qx 'prompts=1 widest=59 echo=on end=0' "$work/known"
holds "the last line is complete" eval 'tr "\r" "\n" <"$work/seen" | grep -E "^\[#+\] 17/17 " | tail -n 1'
holds "no escape sequences" eval '! grep -q $'"'"'\x1b'"'"' "$work/seen"'
holds "in Vietnamese, on a narrow one" eval 'terminal 30 run typed --lang vi && grep -q "prompts=1 widest=29 echo=on end=0" "$work/known" && grep -q "16 đã ký" "$work/seen"'
holds "Ctrl-C at the prompt" terminal 80 interrupt-prompt typed
holds "ends it, and what is typed shows again" grep -qE '^prompts=1 .*echo=on end=-2$' "$work/known"
ln -sf "$mock" "$work/mock/mock-slow-sign.so"
: >"$work/mock/mock-slow-sign.so.log"
interrupted() {
    alive terminal 80 interrupt-work stopped --module "$work/mock/mock-slow-sign.so"
    gone && helpers_gone
}
holds "Ctrl-C at work: nothing is left running" interrupted
holds "ends it by that signal" grep -qE '^prompts=1 .*echo=on end=-2$' "$work/known"
holds "it says how to go on" grep -q 'stopped: interrupted; .* not tried.*--resume' "$work/seen"
holds "the token is closed" [ "$(logged slow-sign C_Finalize)" -eq 1 ]
holds "what is there is whole" all_whole "$work/stopped" "$(find "$work/stopped" -type f | wc -l)"
holds "going on" many "$work/stopped" "$work/in" --resume
holds "all is whole after Ctrl-C" all_whole "$work/stopped" "$good"

# --- killed -------------------------------------------------------------------------------------------------------------
signals=(KILL TERM KILL HUP KILL)
killed() { # at some moment, fifteen times
    local i pid
    for i in $(seq 15); do
        alive start_one
        sleep "0.$((50 + RANDOM % 350))"
        kill -"${signals[i % 5]}" "$pid" 2>/dev/null || true
        wait "$pid" || true
        gone
        [ -z "$(find "$work/killed" -name '.seal-*' 2>/dev/null)" ] || { echo "a temporary file is left"; return 1; }
    done
    helpers_gone
}
start_one() {
    "$seal" sign "$work/in" -o "$work/killed" --key "$OFFICIAL_KEY" --resume --jobs 4 >/dev/null 2>&1 &
    pid=$!
}
holds "killed at fifteen moments: nothing is left behind" killed
many_lines "$work/killed" "$work/in" --resume
holds "going on, some were there and the others come" [ $(($(counted skipped) + $(counted signed))) -eq "$good" ]
holds "every one is whole, with one signature" all_whole "$work/killed" "$good"
ends_with 143 "SIGTERM shows as such" eval 'many "$work/term" "$work/in" >/dev/null 2>&1 & pid=$!; sleep 0.2; kill -TERM $pid; wait $pid'
lets_go() {
    local pid
    : >"$work/mock/mock-slow-sign.so.log"
    "$seal" sign "$work/in" -o "$work/slow" --key "$official" --pin-source "$pin" --module "$work/mock/mock-slow-sign.so" >/dev/null 2>&1 &
    pid=$!
    for _ in $(seq 200); do [ "$(logged slow-sign C_Sign)" -lt 3 ] || break; sleep 0.05; done
    kill -KILL "$pid"
    wait "$pid" || true
    for _ in $(seq 200); do [ "$(logged slow-sign C_Finalize)" -eq 0 ] || return 0; sleep 0.05; done
    return 1
}
holds "a killed run lets its token go" lets_go

# --- two at once --------------------------------------------------------------------------------------------------------
cp -r "$state/tokens" "$work/tokens2"
sed "s|^directories.tokendir.*|directories.tokendir = $work/tokens2|" "$state/softhsm2.conf" >"$work/softhsm2-2.conf"
two() {
    many "$work/two" "$work/in" --resume >"$work/two.said" 2>&1 &
    SOFTHSM2_CONF=$work/softhsm2-2.conf many "$work/two" "$work/in" --resume
    wait $!
}
holds "two runs into one folder" two
holds "neither spoils the other's" all_whole "$work/two" "$good"

# --- a full disk --------------------------------------------------------------------------------------------------------
small() { # COMMAND...: with a file system of 200 KB at $work/small
    mkdir -p "$work/small"
    # shellcheck disable=SC2016 # of the inner shell
    unshare -rm bash -c 'mount -t tmpfs -o size=200k none "$1" && shift && "$@"' bash "$work/small" "$@"
}
full() {
    "$seal" sign "$work/in" -o "$work/small/out" --key "$OFFICIAL_KEY" --json >"$work/lines" 2>/dev/null || code=$?
    "$seal" verify --json "${trust[@]}" "$work/small/out" >"$work/verdicts"
    find "$work/small" -name '.seal-*' >"$work/temporary"
    return "${code:-0}"
}
if small true 2>/dev/null; then
    export -f full
    export seal state OFFICIAL_KEY
    ends_with 9 "a disk that is full" small bash -c "trust=(${trust[*]@Q}); full"
    holds "what is there is whole" eval '[ "$(grep -c TOTAL-PASSED "$work/verdicts")" -eq "$(counted signed)" ] && [ ! -s "$work/temporary" ]'
    holds "the rest was not tried" [ "$(counted not-tried)" -gt 0 ]
else
    skip "a disk that is full" "needs a mount namespace"
fi
finish
