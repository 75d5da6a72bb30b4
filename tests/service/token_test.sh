#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# token_test.sh - the real programs with SoftHSM tokens, and with a module that misbehaves (tests/mock_pkcs11).
#
# Makes its own tokens. The two cases in which a token never answers take LIMIT_TOKEN_SECONDS and run beside the others.
: "${O:=${BUILD:-build}}"
. tests/tap.sh
seal=$(realpath "$O/bin/seal")
sign_digest=$(realpath "$O/tests/sign_digest")
mock=$(realpath "$O/tests/mock_pkcs11.so")
softhsm=/usr/lib/softhsm/libsofthsm2.so
export LC_ALL=C.UTF-8
work=$SCRATCH/work
mkdir -p "$work/tokens" "$work/mock"
cat >"$work/softhsm2.conf" <<EOF
directories.tokendir = $work/tokens
objectstore.backend = file
log.level = ERROR
EOF
export SOFTHSM2_CONF=$work/softhsm2.conf
cd "$work"

echo 123456 >official.pin
echo 654321 >department.pin
echo 999999 >wrong.pin
echo 'what is signed' >content
official='pkcs11:token=official;object=sign?pin-source=file:official.pin'
department='pkcs11:token=department;object=seal?pin-source=file:department.pin'

# says CODE PATTERN NAME COMMAND...: ends with the code, and says one line on standard error that matches
says() {
    local expected=$1 pattern=$2 name=$3 code=0
    shift 3
    "$@" >"$SCRATCH/out" 2>"$SCRATCH/said" || code=$?
    if [ "$code" -eq "$expected" ] && [ "$(wc -l <"$SCRATCH/said")" -eq 1 ] && grep -qE -- "$pattern" "$SCRATCH/said"; then
        tap_result 0 "$name"
    else
        echo "ended with $code, not $expected; or the text is not one line with: $pattern" >>"$SCRATCH/said"
        tap_result 1 "$name" "$SCRATCH/said"
    fi
}

# The mock under the name of a scenario
mock() {
    ln -sf "$mock" "mock/mock-$1.so"
    echo "$work/mock/mock-$1.so"
}

sign() { "$sign_digest" content "$@" >signed.cms; }
attempts() { grep -cx "$2" "mock/mock-$1.so.log" || true; }
new_token() { softhsm2-util --init-token --free --label "$1" --pin "$2" --so-pin 12345678; }
verifies() { openssl cms -verify -inform DER -in signed.cms -content content -binary -CAfile ca.pem -purpose any -out /dev/null; }
issue() { openssl x509 -req -in "$1" -CA "${3:-ca.pem}" -CAkey "${4:-ca.key}" -CAcreateserial -days 30 -out "$2"; }

# --- a custodian's work -------------------------------------------------------------------------------------------------
holds "SoftHSM tokens" eval 'new_token official 123456 && new_token department 654321'
says 0 '' "init makes an EC key" eval '"$seal" token init --module "$softhsm" --key "$official" --type ec:p256; echo >&2'
holds "init makes an RSA key with a given id" "$seal" token init --key "$department" --module "$softhsm" --type rsa:2048 --id 0a0b
says 7 'already has an object called sign' "init refuses a label that is taken" \
    "$seal" token init --module "$softhsm" --key "$official"
says 7 'no certificate on token official' "a key without certificate does not sign" sign "$official" "$softhsm"
holds "csr of the EC key" "$seal" token csr --module "$softhsm" --key "$official" -o official.csr \
    --subject '/C=VN/O=Sở Tư pháp/CN=Nguyễn Văn Ánh/UID=CCCD:012345678901'
holds "csr of the RSA key" "$seal" token csr --module "$softhsm" --key "$department" -o department.csr \
    --subject '/C=VN/CN=Sở Tư pháp'
holds "openssl verifies the EC request" eval 'openssl req -in official.csr -verify -noout 2>&1 | grep -c "verify OK"'
holds "openssl verifies the RSA request" eval 'openssl req -in department.csr -verify -noout 2>&1 | grep -c "verify OK"'
holds "the subject is in UTF8String, with UID" eval \
    'openssl asn1parse -in official.csr | grep -A1 userId | grep -c "UTF8STRING *:CCCD:012345678901"'
says 2 'unknown attribute in the subject' "csr refuses a subject that it does not know" \
    "$seal" token csr --module "$softhsm" --key "$official" --subject '/C=VN/XY=1'
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=root -days 100 2>/dev/null
openssl req -new -newkey rsa:2048 -nodes -keyout sub.key -out sub.csr -subj /CN=issuing 2>/dev/null
openssl x509 -req -in sub.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -out sub.pem \
    -extfile <(echo basicConstraints=critical,CA:TRUE) 2>/dev/null
issue official.csr official.pem 2>/dev/null
issue department.csr department.pem sub.pem sub.key 2>/dev/null
says 7 'belongs to another key' "import refuses the certificate of another key" \
    "$seal" token import --module "$softhsm" --key "$official" --certificate department.pem
says 5 'not a certificate' "import refuses what is no certificate" \
    "$seal" token import --module "$softhsm" --key "$official" --certificate content
says 2 'content.missing|no such' "import says that a file is missing" \
    "$seal" token import --module "$softhsm" --key "$official" --certificate content.missing
holds "import takes PEM" "$seal" token import --module "$softhsm" --key "$official" --certificate official.pem
openssl x509 -in department.pem -outform DER -out department.der
holds "import takes DER" "$seal" token import --module "$softhsm" --key "$department" --certificate department.der
says 7 'already on token' "import does not put it there twice" \
    "$seal" token import --module "$softhsm" --key "$department" --certificate department.der
holds "import takes an issuer's certificate" "$seal" token import --module "$softhsm" --key "$department" --certificate sub.pem

pkcs11-tool --module "$softhsm" --token-label department --login --pin 654321 --list-objects --type privkey >objects 2>/dev/null
holds "pkcs11-tool sees a key that cannot leave" grep -q 'Access: *sensitive, always sensitive, never extractable, local' objects
holds "and can sign, nothing else" grep -qE 'Usage: *sign$' objects

# --- list ---------------------------------------------------------------------------------------------------------------
"$seal" token list --module "$softhsm" --json >list.json
holds "list --json names both tokens" eval \
    'grep -q "\"token\":\"official\"" list.json && grep -q "\"token\":\"department\"" list.json'
for field in '"serial":"' '"manufacturer":"SoftHSM project"' '"model":"SoftHSM v2"' '"pin":"ok"' '"type":"key"' \
    '"type":"certificate"' '"uri":"pkcs11:' '"label":"sign"' '"id":"0a0b"' '"algorithm":"EC P-256"' '"algorithm":"RSA"' \
    '"bits":2048' 'Nguyễn Văn Ánh' '"not_after":"20[0-9-]*T[0-9:]*Z"' '"flags":\['; do
    holds "list --json has $field" grep -q -- "$field" list.json
done
holds "list for people" eval '"$seal" token list --module "$softhsm" | grep -c "Nguyễn Văn Ánh"'
holds "without --module the registered modules are searched" eval '"$seal" token list 2>/dev/null | grep -c official'
holds "list --key logs in and shows the private key" eval \
    '"$seal" token list --json --module "$softhsm" --key "$official" | grep -c "\"private\":true.*\"never-extractable\""'
holds "list without --key does not log in" eval '! grep -q "\"private\":true" list.json'
says 7 'cannot load the PKCS#11 module' "list says that a module is none" "$seal" token list --module "$work/content"

# --- the two tokens that never answer, in the background, with a store of their own -------------------------------------
cp -r tokens silent-tokens
sed 's|/tokens$|/silent-tokens|' softhsm2.conf >silent.conf
touch mock/mock-hang-sign.so.log
silent() { # NAME COMMAND...
    local name=$1 code=0
    shift
    SOFTHSM2_CONF=$work/silent.conf "$@" >"$name.out" 2>"$name.said" || code=$?
    echo "$code" >"$name.code"
}
silent hang-sign "$sign_digest" content "$official" "$(mock hang-sign)" &
silent hang-open "$seal" token list --json --module "$(mock hang-open)" &

# --- signing ------------------------------------------------------------------------------------------------------------
for key in official department; do
    holds "$key signs" sign "${!key}" "$softhsm"
    cp signed.cms "$key.cms"
    holds "openssl verifies what $key signed" verifies
done
holds "the issuer on the token is in the CMS" eval \
    '[ "$(openssl cms -cmsout -print -inform DER -in department.cms | grep -c "subject: CN=issuing\|subject: CN = issuing")" -eq 1 ]'
holds "a certificate's URI is enough" sign 'pkcs11:token=official;object=sign;type=cert?pin-source=file:official.pin' "$softhsm"
holds "an id is enough" sign 'pkcs11:token=department;id=%0A%0B?pin-source=file:department.pin' "$softhsm"
holds "the module-path of the URI" sign "$official&module-path=$softhsm"
holds "no module: the registered ones" sign "$official"
holds "--pin-source wins over the URI's" sign 'pkcs11:token=official;object=sign?pin-source=file:wrong.pin' "$softhsm" file:official.pin

# --- which key ----------------------------------------------------------------------------------------------------------
says 7 'no token matches.*official' "a missing token names those that are there" sign 'pkcs11:token=nobody;object=sign' "$softhsm"
says 7 'matches no key.*object=sign' "a missing key names those that are there" \
    sign 'pkcs11:token=official;object=nothing?pin-source=file:official.pin' "$softhsm"
says 7 'several tokens match' "a URI that fits two tokens" sign 'pkcs11:manufacturer=SoftHSM%20project' "$softhsm"
says 2 'pin-value' "a PIN in the URI" sign 'pkcs11:token=official;object=sign?pin-value=123456' "$softhsm"
says 2 'unknown attribute' "an attribute that nobody knows" sign 'pkcs11:token=official;colour=red' "$softhsm"
says 2 'not a PKCS#11 URI' "no URI at all" sign 'file:sign' "$softhsm"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out second.key 2>/dev/null
holds "a second key with the same label" softhsm2-util --import second.key --token department --label seal --id 0c --pin 654321
says 7 'several keys.*add an id' "a label that fits two keys" sign "$department" "$softhsm"
holds "the id tells them apart" sign 'pkcs11:token=department;object=seal;id=%0A%0B?pin-source=file:department.pin' "$softhsm"
department='pkcs11:token=department;object=seal;id=%0A%0B?pin-source=file:department.pin'
says 7 'certificate has no private key' "a certificate without key" \
    sign 'pkcs11:token=department;object=issuing;type=cert?pin-source=file:department.pin' "$softhsm"

# --- the PIN ------------------------------------------------------------------------------------------------------------
says 7 'there is no terminal' "no PIN and no terminal" setsid -w "$sign_digest" content 'pkcs11:token=official;object=sign' "$softhsm"
says 7 'cannot open the PIN file' "a PIN file that is missing" sign "$official" "$softhsm" missing.pin
says 7 'is not a file' "a PIN file that is a folder" sign "$official" "$softhsm" "$work"
: >empty.pin
says 7 'PIN is empty' "an empty PIN file" sign "$official" "$softhsm" empty.pin
head -c 300 /dev/zero | tr '\0' 1 >long.pin
says 7 'longer than' "a PIN that is too long" sign "$official" "$softhsm" long.pin
touch mock/mock-wrong-pin.so.log
says 7 'wrong PIN for token official' "a wrong PIN" sign "$official" "$(mock wrong-pin)"
holds "one attempt was made, no more" [ "$(attempts wrong-pin C_Login)" -eq 1 ]
says 7 'wrong PIN for token official .PIN state now: low' "a wrong PIN on SoftHSM" sign "$official" "$softhsm" wrong.pin
says 7 'a wrong PIN was given.*seal token pin --check' "after it the right PIN is not tried by itself" sign "$official" "$softhsm"
holds "list shows it" eval '"$seal" token list --json --module "$softhsm" | grep -c "\"pin\":\"low\""'
says 7 'a wrong PIN was given' "nor for a custodian's work" "$seal" token csr --module "$softhsm" --key "$official" --subject /CN=x
holds "pin --check is a person's try" "$seal" token pin --check --module "$softhsm" --key "$official"
holds "and clears it" sign "$official" "$softhsm"
for state in low final locked; do
    touch "mock/mock-$state.so.log"
    says 7 'PIN' "PIN state $state: no automatic login" sign "$official" "$(mock $state)"
    holds "PIN state $state: no attempt was made" [ "$(attempts $state 'C_Login.*')" -eq 0 ]
    holds "PIN state $state is listed" eval '"$seal" token list --json --module mock/mock-$state.so | grep -c "\"pin\":\"$state\""'
done
for state in final locked; do
    says 7 'one try is left|is locked' "PIN state $state: no stored PIN even for pin --check" \
        "$seal" token pin --check --module "$(mock $state)" --key "$official"
    holds "PIN state $state: still no attempt" [ "$(attempts $state 'C_Login.*')" -eq 0 ]
done
holds "PIN state low: pin --check tries once" "$seal" token pin --check --module "$(mock low)" --key "$official"
# typed TEXT COMMAND...: the command on a terminal of its own, TEXT typed when the prompt is there; prints what is seen
typed() {
    local text=$1
    shift
    (sleep 2; echo "$text"; sleep 1) | script -qefc "$*" /dev/null
}
typed 123456 "$sign_digest content 'pkcs11:token=official;object=sign' $softhsm >signed.cms" >seen || true
holds "a typed PIN" verifies
holds "is asked for, with the token's name" grep -q 'PIN.*token official' seen
holds "and does not show" eval '! grep -q 123456 seen'
typed 123456 "$sign_digest content 'pkcs11:token=official;object=sign' $(mock final) >signed.cms" >seen || true
holds "PIN state final: a person may type, and is warned" eval 'verifies && grep -q "LAST TRY" seen'
holds "PIN state final: that was one attempt" [ "$(attempts final C_Login)" -eq 1 ]
rm -f signed.cms
typed 123456 "$sign_digest content 'pkcs11:token=official;object=sign' $(mock locked) >signed.cms" >seen || true
holds "PIN state locked: not even a person is asked" eval '! grep -q "mã PIN, token" seen && grep -q "is locked" seen'
holds "a reader with its own keys" sign 'pkcs11:token=official;object=sign' "$(mock pad)"
holds "is listed as such" eval '"$seal" token list --json --module mock/mock-pad.so | grep -c "\"pin\":\"pad\""'
echo 111222 >new.pin
holds "pin --change" "$seal" token pin --change --module "$softhsm" --key "$official" --new-pin-source new.pin
holds "the new PIN works" sign "$official" "$softhsm" new.pin
echo 12 >short.pin
says 7 'takes PINs of' "a new PIN that is too short" "$seal" token pin --change --module "$softhsm" --key "$official" \
    --pin-source new.pin --new-pin-source short.pin
holds "and back" "$seal" token pin --change --module "$softhsm" --key "$official" --pin-source new.pin --new-pin-source official.pin

# --- keys that are not used (P11-01) ------------------------------------------------------------------------------------
says 7 'is extractable.*P11-01' "an extractable key" sign "$official" "$(mock extractable)"
says 7 'not sensitive.*P11-01' "a key that can be read" sign "$official" "$(mock not-sensitive)"
says 7 'does not tell.*P11-01' "a key whose token does not tell" sign "$official" "$(mock silent-key)"
touch mock/mock-always-authenticate.so.log
holds "a key that asks for the PIN at every signature" sign "$official" "$(mock always-authenticate)"
holds "and the module is closed in the end" [ "$(attempts always-authenticate C_Finalize)" -eq 1 ]
holds "was given it between C_SignInit and C_Sign" [ "$(attempts always-authenticate 'C_Login context')" -eq 1 ]

# --- tokens that leave --------------------------------------------------------------------------------------------------
says 7 'does not open' "removed before the session" sign "$official" "$(mock removed-open)"
touch mock/mock-removed-sign.so.log
says 7 'did not sign' "removed while signing, for good" sign "$official" "$(mock removed-sign)"
holds "it was looked for once more, and no more" [ "$(attempts removed-sign C_Sign)" -eq 2 ]
for once in removed-once session-once; do
    touch "mock/mock-$once.so.once"
    holds "$once: signs in a new process" sign "$official" "$(mock $once)"
    holds "$once: and right" verifies
    holds "$once: it did happen" [ ! -e "mock/mock-$once.so.once" ]
done
holds "a broken token hides no other" eval \
    '"$seal" token list --json --module "$(mock broken-neighbour)" | grep "does not answer" | grep -c "Nguyễn Văn Ánh"'
holds "nor keeps another from signing" sign "$official" "$(mock broken-neighbour)"
says 70 'killed by signal' "a module that crashes" sign "$official" "$(mock crash-sign)"

# --- tokens that lie ----------------------------------------------------------------------------------------------------
says 7 'claims 1000000000 tokens' "a billion slots" sign "$official" "$(mock slots)"
says 7 'does not list its tokens' "more slots than there was room for" sign "$official" "$(mock slots-late)"
says 7 'more than|does not list' "more objects than there was room for" sign "$official" "$(mock too-many-objects)"
says 7 'more than 256|does not list' "objects without end" sign "$official" "$(mock endless-objects)"
for scenario in huge-certificate huge-label growing raw-label; do
    says 7 'token' "$scenario" sign "$department" "$(mock $scenario)"
done
says 7 'size of the key is not known' "a key without modulus" sign "$department" "$(mock unavailable)"
for scenario in long-signature short-signature empty-signature; do
    says 7 'a signature of [0-9]+ bytes' "$scenario" sign "$official" "$(mock $scenario)"
done
says 7 'signature that does not fit its key' "a wrong signature (EC)" sign "$official" "$(mock wrong-signature)"
says 7 'signature that does not fit its key' "a wrong signature (RSA)" sign "$department" "$(mock wrong-signature)"
says 7 'did not sign' "a buffer that is never large enough" sign "$official" "$(mock small-buffer)"
holds "a module that prints" sign "$official" "$(mock prints)"
holds "list survives a label that is no text" eval '"$seal" token list --json --module "$(mock raw-label)" | grep -c xff'

# --- usage --------------------------------------------------------------------------------------------------------------
says 2 'takes one of list' "no subcommand" "$seal" token
says 2 'unknown option' "an unknown option" "$seal" token list --colour
says 2 'key URI is missing' "no key" "$seal" token init
says 2 'unknown kind of key' "an unknown kind of key" "$seal" token init --module "$softhsm" --key 'pkcs11:token=official;object=n?pin-source=official.pin' --type rsa:512
says 2 'one of --check and --change' "pin without a verb" "$seal" token pin --key "$official"
holds "--help" eval '"$seal" token --help | grep -c "seal token import"'

# --- and the two from above ---------------------------------------------------------------------------------------------
wait
holds "a token that hangs while signing is given up" eval \
    '[ "$(cat hang-sign.code)" -eq 7 ] && [ "$(wc -l <hang-sign.said)" -eq 1 ] && grep -q "did not answer within" hang-sign.said'
holds "after one signature, not two" [ "$(attempts hang-sign C_Sign)" -eq 1 ]
holds "a token that hangs hides no other" eval \
    '[ "$(cat hang-open.code)" -eq 0 ] && grep "did not answer within" hang-open.out | grep -c "Nguyễn Văn Ánh"'
finish
