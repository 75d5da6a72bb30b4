#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# timestamp_test.sh - seal sign --tsa, with an authority (tsa_server.c) that has manners and lacks them, on loopback.
. tests/service/state.sh
tsa=$SCRATCH/tsa
pdf=$fixtures/decision.pdf
mkdir -p "$tsa" "$SCRATCH/demo"

# The state's authorities, and certificates of theirs for time-stamps
cp tools/demo/pki.sh "$SCRATCH/demo/"
usage() { # PROFILE EXTENDED-KEY-USAGE
    printf '[ profile_%s ]\nbasicConstraints = critical,CA:false\nkeyUsage = critical,digitalSignature\n' "$1"
    printf 'extendedKeyUsage = %s\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n' "$2"
}
{
    cat tools/demo/pki.cnf
    usage tsa critical,timeStamping
    usage other_usage critical,emailProtection
    usage two_usages critical,timeStamping,emailProtection
    usage not_critical timeStamping
} >"$SCRATCH/demo/pki.cnf"
cp -r "$state/pki" "$SCRATCH/pki"
pki=$SCRATCH/demo/pki.sh

authority() { # NAME PROFILE PKI [FROM TO]
    local key=(-newkey rsa:2048)
    [ "$1" != elliptic ] || key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
    openssl req -new -utf8 "${key[@]}" -nodes -keyout "$tsa/$1.key" -out "$tsa/$1.csr" -subj "/C=VN/O=TSA/CN=TSA $1" 2>/dev/null
    "$pki" issue "$3" "$2" "$tsa/$1.csr" "$tsa/$1.pem" "${@:4}"
}
make_authorities() {
    "$pki" new "$SCRATCH/other"
    authority tsa tsa "$SCRATCH/pki"
    authority elliptic tsa "$SCRATCH/pki"
    authority expired tsa "$SCRATCH/pki" 20200101000000Z 20210101000000Z
    authority revoked tsa "$SCRATCH/pki"
    "$pki" revoke "$SCRATCH/pki" "$tsa/revoked.pem"
    authority untrusted tsa "$SCRATCH/other"
    authority other-usage other_usage "$SCRATCH/pki"
    authority two-usages two_usages "$SCRATCH/pki"
    authority not-critical not_critical "$SCRATCH/pki"
    cp "$state/pki/issuing.pem" "$tsa/issuer.pem"
}
holds "certificates for time-stamps" make_authorities

"$O/tests/tsa_server" "$tsa" 2>"$tsa/errors" &
server=$!
stop() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$SCRATCH"; }
trap stop EXIT
for _ in $(seq 100); do [ -e "$tsa/port" ] || sleep 0.05; done
here=http://127.0.0.1:$(<"$tsa/port")
pki_trust=(--trust "$SCRATCH/pki/root.pem" --crl "$SCRATCH/pki/root.crl" --crl "$SCRATCH/pki/issuing.crl")

says() { # CODE PATTERN NAME COMMAND...
    local expected=$1 pattern=$2 case_name=$3 code
    shift 3
    run "$@"
    if [ "$code" -ne "$expected" ]; then
        echo "ended with $code, not $expected" >>"$SCRATCH/said"
    elif ! grep -qE -- "$pattern" "$SCRATCH/said"; then
        echo "does not say: $pattern" >>"$SCRATCH/said"
        code=-1
    fi
    cat "$SCRATCH/said" >>"${ALLSAID:-/dev/null}"
    tap_result $((code != expected)) "$case_name" "$SCRATCH/said"
}
stamped() { sign official "$pdf" "$SCRATCH/$1.pdf" "${pki_trust[@]}" "${@:2}"; }
level_is() { "$seal" verify --json "${pki_trust[@]}" "$SCRATCH/$1.pdf" | tee "$SCRATCH/json" | grep -q "\"indication\":\"TOTAL-PASSED\".*\"level\":\"$2\"" || { cat "$SCRATCH/json"; return 1; }; }

asked() { cat "$tsa/log" 2>/dev/null || true; }
forget() { rm -f "$tsa/log"; }
untouched() { ! rm "$SCRATCH/refused.pdf" 2>/dev/null; }

# --- good ones, and what others say of them -----------------------------------------------------------------------------
says 0 'PAdES-B-T' "B-T" stamped good --level B-T --tsa "$here/good"
# accepts: TSP-01, TSP-02, TSP-04, TSP-05, TSP-07
holds "the verifier sees B-T" level_is good PAdES-B-T
says 0 'PAdES-B-T' "an authority alone means B-T" stamped default --tsa "$here/good"
says 0 'PAdES-B-B' "B-B where it is asked for" stamped plain --level B-B --tsa "$here/good"
says 0 'PAdES-B-T' "an authority with an elliptic key" stamped elliptic --tsa "$here/elliptic"
says 0 'with modifications' "granted with modifications" stamped mods --tsa "$here/mods"
says 0 'PAdES-B-T' "twenty seconds off" stamped drift --tsa "$here/drift"
seal_on() { sign department "$SCRATCH/good.pdf" "$SCRATCH/sealed.pdf" --profile seal "${pki_trust[@]}" --level B-T --tsa "$here/good"; }
says 0 'PAdES-B-T' "a seal over it" seal_on
holds "both are at B-T" eval '[ "$("$seal" verify --json "${pki_trust[@]}" "$SCRATCH/sealed.pdf" | grep -o PAdES-B-T | wc -l)" -eq 2 ]'
contents() { # FILE: the CMS of its last signature
    perl -0777 -ne 'my @h = /\/Contents\s*<([0-9A-Fa-f]+)>/g; print pack "H*", $h[-1]' "$1"
}
# The token: what follows its attribute's object identifier, less the SET around it
extract() {
    contents "$SCRATCH/good.pdf" >"$SCRATCH/cms"
    perl -0777 -e 'my $d = <STDIN>; my $i = index $d, "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e"; die if $i < 0;
        my $t = substr $d, $i + 13 + 4; my $n = unpack "n", substr $t, 2, 2; print substr $t, 0, $n + 4' <"$SCRATCH/cms" >"$SCRATCH/token"
    value=$(openssl asn1parse -inform DER -in "$SCRATCH/cms" | grep 'OCTET STRING' | grep -E 'l= *256' | head -1 | sed 's/.*\[HEX DUMP\]://')
    printf '%s' "$value" | xxd -r -p >"$SCRATCH/value"
}
holds "its token" extract
# accepts: TSP-03
holds "openssl ts accepts it" openssl ts -verify -token_in -in "$SCRATCH/token" -data "$SCRATCH/value" -CAfile "$SCRATCH/pki/root.pem" -untrusted "$SCRATCH/pki/issuing.pem"
holds "openssl cms, too" openssl cms -verify -inform DER -in "$SCRATCH/token" -purpose timestampsign -CAfile "$SCRATCH/pki/root.pem" -certfile "$SCRATCH/pki/issuing.pem" -out /dev/null
holds "pdfsig sees a valid signature" eval 'pdfsig -nssdir "sql:$state/peer" "$SCRATCH/good.pdf" | tee "$SCRATCH/pdfsig" | grep -q "Signature is Valid"'
holds "qpdf finds nothing wrong" qpdf --check "$SCRATCH/good.pdf"
holds "mutool neither" eval 'mutool sign -v "$SCRATCH/good.pdf" 2>&1 | grep -q "unchanged since signing"'

# --- what is no time-stamp for us: exit 8 with the reason, and nothing is written -----------------------------------------
while IFS='|' read -r manner reason; do
    seconds=20
    case $manner in silent | slow) seconds=2 ;; esac
    forget
    # refuses: TSP-01, TSP-02, TSP-03, TSP-04, TSP-05, TSP-07
    says 8 "no time-stamp: $here/$manner: .*$reason" "$manner" stamped refused --tsa-seconds "$seconds" --tsa "$here/$manner"
    holds "nothing is written: $manner" untouched
    holds "asked no more than twice: $manner" eval '[ "$(asked | wc -l)" -le 2 ] && [ "$(asked | grep -vc "^/$manner$")" -eq 0 ]'
done <<'END'
other-nonce|the nonce of another question
no-nonce|does not repeat our nonce
other-imprint|over something else
longer-imprint|a digest by SHA512, not SHA256
no-certificate|certificate is not there
old|3[56][0-9]{2} s before our clock
future|3[56][0-9]{2} s after our clock
expired|has expired|outside of its certificate's dates
revoked|was revoked|is revoked
untrusted|no path|trust anchor
other-usage|
two-usages|
not-critical|
flipped|signature value does not belong
bad-alg|gives no time-stamp: the authority refuses: .*badAlg.*: as the test wants it
no-time|timeNotAvailable
system|systemFailure
garbage|not a TimeStampResp
trailing|bytes that belong to nothing
indefinite|not a TimeStampResp
token-indefinite|not DER encoded
waiting|has not decided yet
empty-grant|granted, but there is no time-stamp
unknown-status|unknown status
closed|nothing came: the question failed
silent|nothing came: no answer came within 2 seconds
slow|nothing came: no answer came within 2 seconds
huge|the answer is larger than 65536 bytes
error|answers with code 500
redirect|sends us elsewhere
empty|the answer is empty
none|answers with code 404
END

# --- several ------------------------------------------------------------------------------------------------------------
says 0 'note: .*/error: nothing came: the server answers with code 500' "the second helps out, and the note says why" stamped second --tsa "$here/error" --tsa "$here/good"
holds "at B-T" level_is second PAdES-B-T
says 0 'note: .*/silent: nothing came: no answer came within 2 seconds' "for one that is late, too" stamped second --tsa-seconds 2 --tsa "$here/silent" --tsa "$here/good"
forget
says 8 "/bad-alg: .*badAlg.*/old: .*before our clock" "none of them: each is named" stamped refused --tsa "$here/bad-alg" --tsa "$here/old"
holds "each was asked once" eval '[ "$(asked | paste -sd " ")" = "/bad-alg /old" ]'
forget
both_late() { "$seal" sign "$pdf" "$SCRATCH/good.pdf" -o "$SCRATCH/late/" --jobs 1 --key "$(key official)" --tsa-seconds 2 --tsa "$here/silent"; }
says 8 'did not answer in time before' "one that was late is left alone by the next file" both_late
holds "it was asked once" eval '[ "$(asked | wc -l)" -eq 1 ]'
holds "no folder of nothing" [ ! -e "$SCRATCH/late" ]

# --- at once: never more than four --------------------------------------------------------------------------------------
echo 0 >"$tsa/most"
says 0 '^10 of 10$' "ten at once" "$O/tests/stamp_probe" 10 "$here/wait/good"
holds "at most four at a time, but several" eval 'cat "$tsa/most"; grep -qx "[234]" "$tsa/most"'
says 0 '^room for 8192$' "room for what is usual" "$O/tests/stamp_probe" 1 "$here/good"
says 0 '^room for [2345][0-9]{3}$' "then for what came" "$O/tests/stamp_probe" 1 "$here/good"
says 0 'note: without trust anchors nobody can tell who made the time-stamp .TSA tsa.' "who made it, nobody can tell" "$O/tests/stamp_probe" 1 "$here/good"
says 1 'outside of its certificate' "an expired one is refused all the same" "$O/tests/stamp_probe" 1 "$here/expired"
says 1 'not for that alone' "one that is for other things, too" "$O/tests/stamp_probe" 1 "$here/two-usages"

# --- room ---------------------------------------------------------------------------------------------------------------
forget
says 0 'larger than the room left for it: the document was signed once more' "a time-stamp of 14 KB" stamped large --tsa "$here/large"
holds "at B-T, too" level_is large PAdES-B-T
holds "which took two time-stamps" eval '[ "$(asked | wc -l)" -eq 2 ]'
spare() { contents "$1" | perl -0777 -ne 'print /(\0*)$/ ? length $1 : 0'; } # bytes of room that were not needed
holds "no more room than is needed" eval '[ "$(spare "$SCRATCH/large.pdf")" -lt 600 ]'
several() { "$seal" sign "$pdf" "$SCRATCH/good.pdf" -o "$SCRATCH/several/" --jobs 1 --key "$(key official)" "${pki_trust[@]}" --tsa "$here/good"; }
holds "two documents" several
holds "the second has room for what the first needed" eval '[ "$(spare "$SCRATCH/several/decision.pdf")" -gt 3000 ] && [ "$(spare "$SCRATCH/several/good.pdf")" -lt 600 ]'

# --- without anchors, XML, usage ----------------------------------------------------------------------------------------
says 0 'nobody can tell who made the time-stamp' "without anchors" sign official "$pdf" "$SCRATCH/alone.pdf" --tsa "$here/good"
says 0 'the verifier sees PAdES-B-B' "the level is what proves itself" sign official "$pdf" "$SCRATCH/alone.pdf" --tsa "$here/good"
holds "with anchors it is B-T" level_is alone PAdES-B-T
xml=$fixtures/licence.xml
says 1 '--level: XML documents are signed at B-B only' "XML at B-T" sign official "$xml" "$SCRATCH/x.xml" --level B-T --tsa "$here/good"
says 0 'XML documents are signed at B-B only: no time-stamp' "XML, by default" sign official "$xml" "$SCRATCH/x.xml" --tsa "$here/good"
says 2 '--tsa URL' "B-T without an authority" stamped refused --level B-T
says 2 'takes B-B, B-T, B-LT or B-LTA' "a level that there is not" stamped refused --level B-X
says 2 'a number from 1 to 600, not "601"' "too many seconds" stamped refused --tsa "$here/good" --tsa-seconds 601
says 2 'a number from 1 to 600, not "2s"' "no number" stamped refused --tsa "$here/good" --tsa-seconds 2s
says 2 'not the address of a time-stamp authority' "a file" stamped refused --tsa file:///etc/passwd
says 2 'no user name in it' "a password in the address" stamped refused --tsa "http://user:secret@127.0.0.1/"
many() { local all=() i; for i in $(seq 9); do all+=(--tsa "$here/good$i"); done; stamped refused "${all[@]}"; }
says 2 'more than 8 time-stamp authorities' "nine authorities" many
holds "nothing is written" untouched
holds "no helper is left behind" eval '! pgrep -P $$ -x fetch'
finish
