// SPDX-License-Identifier: Apache-2.0
#include "tools/sign_options.h"

static const char *const help[] = {
    "usage: seal sign FILE|FOLDER... -o FILE|DIR --key URI [OPTION...]",
    "  -o, --output PATH     the signed file; a folder for several inputs",
    "  --key URI             the key on its token: pkcs11:token=...;object=... (RFC 7512)",
    "  --profile NAME        official (default), or seal: only on what somebody else has validly signed",
    "  --image PNG           the picture of signature or seal, at its physical size",
    "  --place P,X,Y[,W,H]   page (-1: last), millimetres from its top left (or with pt)",
    "  --anchor TEXT         centred on this text, the last that occurs",
    "  --between TITLE NAME  centred between these two texts",
    "  --into XPATH          XML: the element that gets the signature; --ns P=URI binds a prefix",
    "  --field NAME          the empty signature field of this name, in its own place; else a new field's name",
    "  --certify 1|2|3       the first signature says what may follow: nothing, signing and filling in, comments too",
    "  --lock all|NAME,...   these form fields may not be changed after the signature",
    "  --lock-except NAME,...  all form fields but these",
    "  --final               the last seal: only time-stamps and validation data may follow",
    "  --password-file FILE  opens encrypted PDFs: its first line is the password",
    "  --trust PATH, --crl PATH, --ocsp PATH  anchors, revocation lists and OCSP answers to check with (repeatable)",
    "  --store DIR           the trust store there; without --trust and --store: your own, see seal trust",
    "  --no-store            not your own trust store",
    "  --pin-source SOURCE   a file with the PIN; else it is asked for",
    "  --module PATH         the PKCS#11 module",
    "  --level LEVEL         B-B, B-T, B-LT or B-LTA; without it B-T where --tsa is given (seal: B-LT), else B-B; XML: B-B",
    "  --tsa URL             a time-stamp authority (RFC 3161); several are tried in order",
    "  --tsa-seconds N       the time that each of them has (180)",
    "  --pss                 RSA keys: RSASSA-PSS, in place of PKCS#1 v1.5",
    "  --digest NAME         sha256, sha384 or sha512; without it what fits the key",
    "  --require-status      not unless the own certificate is known not to be revoked",
    "  --evidence DIR        keep there what was known of the own certificate when it signed",
    "  --online              ask the network whether it is revoked; --online-allow HOST[:PORT], --no-cache as in verify",
    "  --offline             do not ask the network, whatever the level",
    "  --packaging enveloped the place of an XML signature",
    "  --jobs N              files at a time; default: as many as there are processors",
    "  --resume              leaves alone what is whole already, and replaces nothing",
    "  --rename safe         the outputs get ASCII names of at most 50 characters",
    "  --quiet               says only what was not signed",
    "  --repair              write a damaged PDF anew before it is signed, if nobody has signed it",
    "  --json                one JSON object a file, one a line",
    "  --json-events         the same, and how far it is, and a summary",
    "  --lang vi|en          language of the messages",
    "exit: 0 all signed, 1 refused by a rule, 2 usage or input not found, 5 unreadable, 6 trust, 7 token or PIN, 8 service, 9 not written",
    "exit: 0 all signed, 1 refused by a rule, 2 usage or input not found, 5 unreadable, 6 trust, 7 token or PIN, 8 time-stamp, 9 not written",
};

int sign_help(const struct session *s)
{
    return command_help(s, help, sizeof help / sizeof help[0]);
}
