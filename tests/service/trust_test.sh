#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# trust_test.sh - seal trust: what is refused and why, what is kept, what a damaged store does, many commands at once.
. tests/service/state.sh
work=$SCRATCH
store=$work/store
root=$state/pki/root.pem
fingerprint() { openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f; }
root_print=$(fingerprint "$root")

# authority NAME SUBJECT [OPTION...]: NAME.pem, self-signed
authority() {
    openssl req -x509 -utf8 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/$1.key" -out "$work/$1.pem" \
        -subj "$2" "${@:3}" 2>/dev/null
}
make_authorities() {
    authority one '/C=VN/CN=CA thứ nhất' -days 400
    authority two '/C=VN/CN=CA thứ hai' -days 30
    authority imitation '/C=VN/O=Ban Cơ yếu Chính phủ/CN=Cơ quan chứng thực số Chính phủ' -days 400
    authority hidden '/C=VN/O=MIC National Root CA/CN=Another' -days 400
    authority weak '/C=VN/CN=CA cũ' -days 400 -sha1
    authority person '/C=VN/CN=Người' -days 400 -addext basicConstraints=critical,CA:FALSE
    openssl crl2pkcs7 -nocrl -certfile "$work/one.pem" -certfile "$work/two.pem" -outform DER -out "$work/both.p7b"
    openssl crl2pkcs7 -nocrl -certfile "$work/one.pem" -certfile "$work/two.pem" -out "$work/both-pem.p7b"
    openssl crl2pkcs7 -nocrl -out "$work/none.p7b"
    echo text | openssl smime -sign -nodetach -outform DER -signer "$work/one.pem" -inkey "$work/one.key" -out "$work/signed.p7m"
    cat "$work/one.pem" "$work/one.key" >"$work/with-key.pem"
    cat "$work/one.pem" "$work/two.pem" >"$work/both.pem"
    head -c 300 "$work/one.pem" >"$work/cut.pem"
    openssl x509 -in "$work/one.pem" -outform DER -out "$work/one.der"
    { cat "$work/one.der"; echo; } >"$work/trailing.der"
}
holds "certificates to trust and not to trust" make_authorities

trust_command() { "$seal" trust "$@" </dev/null; }
is_one_line() {
    [ "$(wc -l <"$2")" -eq 1 ] || { echo "not one line:"; cat "$2"; return 1; }
    [ "$1" = en ] || grep -qP '[\x{0102}-\x{01B0}\x{1EA0}-\x{1EF9}à-ý]' "$2" || { echo "not Vietnamese:"; cat "$2"; return 1; }
}
# refused_once LANGUAGE CODE PATTERN ARGUMENT...: this code, one line, in English with this in it, and the store as it was
refused_once() {
    local lang=$1 expected=$2 pattern=$3 got=0 before after
    shift 3
    before=$(ls -l "$store" 2>&1 || true)
    trust_command --lang "$lang" --store "$store" "$@" >"$work/stdout" 2>"$work/stderr" || got=$?
    after=$(ls -l "$store" 2>&1 || true)
    [ "$got" -eq "$expected" ] || { echo "ended with $got, not $expected"; cat "$work/stderr"; return 1; }
    is_one_line "$lang" "$work/stderr"
    [ "$lang" = vi ] || grep -qE -- "$pattern" "$work/stderr" || { echo "not the reason: $pattern"; cat "$work/stderr"; return 1; }
    [ "$before" = "$after" ] || { echo "the store has changed: $after"; return 1; }
}
# refused CODE PATTERN NAME ARGUMENT...: in both languages
refused() {
    local lang
    for lang in en vi; do holds "$3 ($lang)" refused_once "$lang" "$1" "$2" "${@:4}"; done
}

# --- what is refused ----------------------------------------------------------------------------------------------------
refused 1 'is not known' "an unknown authority, and nobody says yes" add "$root"
refused 1 'name of a known authority' "the name of a known one, whatever its diacritics" add --yes "$work/imitation.pem"
refused 1 'name of a known authority' "the name of a known one in another part of the subject" add --yes "$work/hidden.pem"
refused 1 'too weak' "signed with SHA-1" add --yes "$work/weak.pem"
refused 1 'not the certificate of an authority' "a person" add --yes "$work/person.pem"
refused 1 'not the certificate of an authority' "a person, by fingerprint" add --fingerprint "$(fingerprint "$work/person.pem")" "$work/person.pem"
refused 1 'no certificate here has' "another fingerprint" add --fingerprint "$root_print" "$work/one.pem"
refused 1 'is not known' "one of several is not known" add "$work/both.p7b"
refused 1 'is the name of a known' "a known name by hand" add --yes --name 'MIC National Root CA' "$work/one.pem"
refused 2 'several' "one name for two" add --yes --name two "$work/both.p7b"
refused 2 'fingerprint' "a fingerprint that is cut short" add --fingerprint "${root_print:0:62}" "$root"
refused 2 'fingerprint' "a fingerprint that is too long" add --fingerprint "${root_print}00" "$root"
refused 2 'fingerprint' "a fingerprint that is none" add --fingerprint "${root_print:0:62}zz" "$root"
refused 2 'No such file|cannot be opened' "a file that is not there" add "$work/nothing.pem"
refused 2 'ordinary' "a folder" add "$work"
refused 2 'which file' "no file" add
refused 2 'one of add' "no such subcommand" change "$root"
refused 2 'one of add' "nothing at all"
refused 2 'unknown option' "no such option" list --colour
refused 2 'clean UTF-8' "a name with control characters" add --yes --name "$(printf 'a\nb')" "$work/one.pem"
for file in with-key.pem cut.pem trailing.der none.p7b signed.p7m; do
    refused 5 'certificate|bundle' "unreadable: $file" add --yes "$work/$file"
done
refused 5 'is not a certificate' "a document" add --yes "$fixtures/decision.pdf"
refused 2 'no trust anchor is called' "to remove what is not there" remove 0123456789
refused 6 'there is no trust store' "to list what is not there" list

# --- what is kept -------------------------------------------------------------------------------------------------------
ends_with 0 "no store of one's own yet" trust_command list
# listed PATTERN NAME
listed() { holds "$2" eval "trust_command list --store '$store' --json | grep -qE -- '$1'"; }
count() { [ "$(trust_command list --store "$store" --json | grep -o '"name":' | wc -l)" -eq "$1" ]; }
colons=$(sed 's/../&:/g; s/:$//' <<<"${root_print^^}")
ends_with 0 "by fingerprint, as people write it" trust_command add --store "$store" --fingerprint "$colons" "$root"
ends_with 0 "again: nothing to do" trust_command add --store "$store" --fingerprint "$root_print" "$root"
holds "kept once" count 1
listed "\"name\":\"CA gốc dùng thử\",\"fingerprint_sha256\":\"$root_print\".*\"source\":\"$root\",\"added\":\"20..-..-..T..:..:..Z\",\"age_days\":0,\"confirmed\":\"fingerprint\",\"expired\":false" "what is known of it"
ends_with 0 "one of a bundle" trust_command add --store "$store" --fingerprint "$(fingerprint "$work/two.pem")" --name 'Số hai' "$work/both.p7b"
holds "and not the other" count 2
listed '"name":"Số hai".*"subject":"CN=CA thứ hai,C=VN".*"standing":"unknown".*both.p7b' "under the name that it was given"
ends_with 0 "a bundle in PEM, with --yes" trust_command add --store "$store" --yes "$work/both-pem.p7b"
holds "three now" count 3
listed '"confirmed":"accepted"' "and on whose word"
ends_with 0 "a SHA-1 authority by fingerprint" trust_command add --store "$store" --fingerprint "$(fingerprint "$work/weak.pem")" "$work/weak.pem"
ends_with 0 "a renewed one by fingerprint" trust_command add --store "$store" --fingerprint "$(fingerprint "$work/imitation.pem")" "$work/imitation.pem"
listed '"standing":"imitates","known":"Co quan chung thuc so Chinh phu"' "still said to have a known one's name"
holds "it expires soon, and says so" eval "trust_command list --store '$store' --lang en | grep -q 'expires in 29 days'"
holds "in Vietnamese" eval "trust_command list --store '$store' --lang vi | grep -q 'hết hạn sau 29 ngày'"
holds "openssl reads what is kept" openssl x509 -noout -in "$store/$root_print.anchor"

# --- asked at a terminal ------------------------------------------------------------------------------------------------
# answered LANGUAGE ANSWER FILE: at a terminal of its own; what was seen in $work/seen
answered() {
    # shellcheck disable=SC2016 # the inner shell expands them
    SEAL=$seal LANGUAGE_ASKED=$1 STORE=$store FILE=$3 \
        script -qec '"$SEAL" --lang "$LANGUAGE_ASKED" trust add --store "$STORE" "$FILE"' /dev/null <<<"$2" >"$work/seen"
}
authority asked '/C=VN/CN=CA hỏi' -days 400
ends_with 1 "no" answered en no "$work/asked.pem"
ends_with 1 "nothing" answered en '' "$work/asked.pem"
ends_with 1 "almost yes" answered en 'yes, but' "$work/asked.pem"
holds "the question" grep -q 'Type yes:' "$work/seen"
ends_with 1 "an imitation is not asked about" answered en yes "$work/hidden.pem"
holds "so there is no question" eval "! grep -q 'Type yes:' '$work/seen'"
ends_with 0 "yes" answered vi có "$work/asked.pem"
holds "the question in Vietnamese" grep -q 'Hãy gõ có:' "$work/seen"
listed '"name":"CA hỏi".*"confirmed":"accepted"' "on whose word it is kept"

# --- whom seal verify trusts --------------------------------------------------------------------------------------------
sign official "$fixtures/decision.pdf" "$work/signed.pdf"
crls=("${trust[@]:2}")
verify() { "$seal" verify "$@"; }
mine=$XDG_DATA_HOME/second-seal/trust
ends_with 3 "nobody" verify "${crls[@]}" "$work/signed.pdf"
ends_with 0 "the store that is named" verify --store "$store" "${crls[@]}" "$work/signed.pdf"
ends_with 6 "a store that is not there" verify --store "$work/nowhere" "${crls[@]}" "$work/signed.pdf"
ends_with 0 "into one's own store" trust_command add --yes "$root"
ends_with 0 "one's own store" verify "${crls[@]}" "$work/signed.pdf"
ends_with 3 "not one's own store" verify --no-store "${crls[@]}" "$work/signed.pdf"
ends_with 3 "--trust: only those" verify --trust "$work/one.pem" "${crls[@]}" "$work/signed.pdf"
ends_with 0 "--trust and --store: both" verify --trust "$work/one.pem" --store "$store" "${crls[@]}" "$work/signed.pdf"
ends_with 0 "to seal with one's own store" sign department "$work/signed.pdf" "$work/sealed.pdf" --profile seal "${crls[@]}"
ends_with 1 "to seal without it" sign department "$work/signed.pdf" "$work/not.pdf" --profile seal --no-store "${crls[@]}"

# --- a store that cannot be trusted -------------------------------------------------------------------------------------
# unusable NAME PATTERN: list, add, verify and sign end with 6, in both languages, with one line that says it
unusable_once() {
    local lang=$1 pattern=$2 got what
    shift 2
    for what in "trust list" "trust add --yes $work/one.pem" "verify $work/signed.pdf" \
        "sign $fixtures/decision.pdf -o $work/never.pdf --key $OFFICIAL_KEY"; do
        got=0
        # shellcheck disable=SC2086 # no blanks in these
        "$seal" --lang "$lang" $what </dev/null >"$work/stdout" 2>"$work/stderr" || got=$?
        [ "$got" -eq 6 ] || { echo "$what: ended with $got"; cat "$work/stderr"; return 1; }
        is_one_line "$lang" "$work/stderr"
        [ "$lang" = vi ] || grep -qE -- "$pattern" "$work/stderr" || { cat "$work/stderr"; return 1; }
        [ ! -s "$work/stdout" ] || { echo "$what: something on the standard output"; return 1; }
    done
}
unusable() {
    local lang
    for lang in en vi; do holds "$1 ($lang)" unusable_once "$lang" "$2"; done
}
entry=$mine/$root_print.anchor
cp -a "$entry" "$work/entry"
restore() {
    rm -rf "$mine"
    mkdir -m 700 "$mine"
    cp -a "$work/entry" "$entry"
}
# broken NAME PATTERN COMMAND...: after this command the store is unusable
broken() {
    local name=$1 pattern=$2
    shift 2
    restore
    "$@"
    unusable "$name" "$pattern"
}
broken "a folder that the group may write to" 'others may write to the trust store' chmod 770 "$mine"
broken "a folder that all may write to" 'others may write to the trust store' chmod 1777 "$mine"
broken "an entry that others may write to" 'damaged: others may write to it' chmod 646 "$entry"
broken "another name" 'fingerprint' mv "$entry" "$mine/$(tr 0-9a-f 1-9a-f0 <<<"${root_print:0:1}")${root_print:1}.anchor"
broken "a stray file" 'does not belong' cp "$root" "$mine/root.pem"
restore
{ sed -n '/-----BEGIN/q;p' "$work/entry"; cat "$work/one.pem"; } >"$entry"
unusable "the certificate of another" 'another fingerprint'
broken "no certificate" 'is not a certificate' sed -i '/-----BEGIN/,$d' "$entry"
broken "a line that is missing" 'added" is missing' sed -i '/^added/d' "$entry"
broken "a time that is none" 'added" is malformed' sed -i 's/^added: 2/added: x/' "$entry"
broken "a day that is none" 'not as it was written' sed -i 's/^\(added: ....\)-..-../\1-02-31/' "$entry"
broken "a word that nobody gave" 'confirmed" is malformed' sed -i 's/^confirmed: .*/confirmed: none/' "$entry"
broken "another format" 'begin as one of ours' sed -i '1s/1$/2/' "$entry"
broken "a line too many" 'not as it was written|missing' sed -i '2i note: x' "$entry"
broken "something behind its end" 'not as it was written' sed -i '$a # end' "$entry"
broken "two certificates" 'does not hold one' sed -i "\$r $work/one.pem" "$entry"
broken "empty" 'begin as one of ours' truncate -s 0 "$entry"
broken "huge" 'longer than its limit|damaged' truncate -s 100M "$entry"
broken "a link" 'damaged' ln -sf "$work/entry" "$entry"
broken "a folder in its place" 'damaged: is not an ordinary file' eval "rm '$entry' && mkdir '$entry'"
restore
truncate -s 100 "$entry"
ends_with 6 "a damaged one does not go by a name" trust_command remove "CA gốc dùng thử"
ends_with 0 "it goes by its fingerprint" trust_command remove "${root_print:0:8}"
ends_with 0 "and all is well" trust_command list
if [ "$(id -u)" -eq 0 ]; then
    broken "somebody else's folder" 'others may write' chown 65534 "$mine"
    broken "somebody else's entry" 'others may write' chown 65534 "$entry"
else
    skip "a store that belongs to somebody else" "only root can make one"
fi
restore
touch "$mine/.seal-0123456789abcdef"
ends_with 0 "what a command left that was killed does not matter" trust_command list

# --- taking out ---------------------------------------------------------------------------------------------------------
print_of_two=$(fingerprint "$work/two.pem")
refused 2 'no trust anchor is called' "fewer than 8 digits" remove "${root_print:0:7}"
refused 2 'no trust anchor is called' "more digits than there are" remove "${root_print}0"
ends_with 0 "by name" trust_command remove --store "$store" 'Số hai'
ends_with 0 "by the beginning of its fingerprint, in capitals" trust_command remove --store "$store" "$(tr a-f A-F <<<"${root_print:0:12}")"
holds "both are gone" eval "[ ! -e '$store/$root_print.anchor' ] && [ ! -e '$store/$print_of_two.anchor' ]"
ends_with 0 "two of the same name" trust_command add --store "$store" --yes --name 'CA thứ nhất' "$work/two.pem"
refused 1 'not one trust anchor but 2' "and which is meant" remove 'CA thứ nhất'
ends_with 0 "its fingerprint says it" trust_command remove --store "$store" "$print_of_two"

# --- many at once -------------------------------------------------------------------------------------------------------
many() {
    local i jobs=()
    for i in $(seq 12); do authority "many$i" "/C=VN/CN=Many $i" -days 400; done
    mkdir -m 700 "$work/crowd"
    for i in $(seq 12); do
        trust_command add --store "$work/crowd" --yes "$work/many$i.pem" &
        jobs+=($!)
        trust_command add --store "$work/crowd" --yes "$work/many$(((i % 12) + 1)).pem" &
        jobs+=($!)
        trust_command list --store "$work/crowd" >/dev/null &
        jobs+=($!)
    done
    for i in "${jobs[@]}"; do wait "$i"; done
    [ "$(trust_command list --store "$work/crowd" --json | grep -o '"name":"Many' | wc -l)" -eq 12 ]
    jobs=()
    for i in $(seq 1 2 12); do
        trust_command remove --store "$work/crowd" "Many $i" &
        jobs+=($!)
        trust_command list --store "$work/crowd" >/dev/null &
        jobs+=($!)
    done
    for i in "${jobs[@]}"; do wait "$i"; done
    [ "$(trust_command list --store "$work/crowd" --json | grep -o '"name":"Many' | wc -l)" -eq 6 ]
    [ "$(find "$work/crowd" -name '.*' -type f | wc -l)" -eq 0 ]
}
holds "commands at the same time" many
held() {
    flock "$store" sleep 30 &
    local holder=$! got=0
    sleep 0.2
    trust_command list --store "$store" 2>"$work/stderr" || got=$?
    kill "$holder"
    [ "$got" -eq 6 ] && grep -q 'is busy' "$work/stderr"
}
holds "a store that another command holds for too long" held
finish
