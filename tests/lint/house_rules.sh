#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# house_rules.sh - rules that a machine can keep, one row each: name, where it does not hold, pattern, reason.
#
# Comments and string literals are blanked before the patterns look. A line that must break a rule says so in a comment:
# "lint: NAME reason".
set -euo pipefail

# name, where it does not hold, pattern (Perl), reason; two blanks and more between them
rules='
heap         formats/base/mem\.c|signer/render/memory\.c|pkcs11/(key_uri|module)\.c  \b(malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf)\s*\(  the heap only through mem.h; p11-kit gives strings away
unbounded    -  \b(strcpy|strcat|sprintf|vsprintf|gets|alloca)\s*\(  no bound on what is written
scanning     -  \b(atoi|atol|atoll|atof|strtok|[fsv]*scanf)\s*\(  its errors go unseen
exit         .*_main\.c|signer/process\.c|signer/render/memory\.c  \b(exit|_exit|_Exit|abort|quick_exit)\s*\(  nobody but a main (and the child of a fork, and who is out of memory in render) ends the process
environment  tools/.*|signer/process\.c|signer/allowance\.c|signer/storage\.c  \b(getenv|secure_getenv|setenv|putenv)\s*\(  read in tools/, by the starter of helpers, and for where files are kept
goto         -  \bgoto\b  AUTO frees, so every return is safe
shell        -  \b(system|popen|wordexp)\s*\(  no shell
clock        tools/.*|signer/.*  \b(time|gettimeofday|clock_gettime)\s*\(  the time comes in as a parameter
'

# Files of our own, comments and the insides of literals blanked
blanked() {
    perl -0777 -pe '
        s{(/\*.*?\*/|//[^\n]*)|"((?:[^"\\\n]|\\.)*)"|\x27((?:[^\x27\\\n]|\\.)*)\x27}
         {my ($c, $all) = ($1, $&);
          if (defined $c) { $c =~ s/(?!lint: [a-z]+)[^\n]/ /g unless $c =~ /lint: [a-z]+/; $c }
          else { my $q = substr($all, 0, 1); $q . ("x" x (length($all) - 2)) . $q }}gse' "$1"
}

failed=0
complain() { echo "$*"; failed=1; }
files() { git ls-files --cached --others --exclude-standard "$@" | while read -r f; do [ ! -e "$f" ] || echo "$f"; done; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
files '*.c' '*.h' | grep -v '^tests/' >"$scratch/sources"
while read -r file; do
    mkdir -p "$scratch/${file%/*}"
    blanked "$file" >"$scratch/$file"
done <"$scratch/sources"

while IFS=$'\t' read -r name except pattern reason; do
    hits=$(grep -vxE "$except" "$scratch/sources" | (cd "$scratch" && xargs grep -nP -- "$pattern" /dev/null) |
        grep -v "lint: $name" || true)
    [ -z "$hits" ] || complain "$name: $reason"$'\n'"$hits"
done < <(sed -E '/^$/d; s/  +/\t/g' <<<"$rules")

while read -r file; do
    head -n 1 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || complain "$file: its first line is no SPDX line"
    case $file in *.h) grep -qx '#pragma once' "$file" || complain "$file: no #pragma once" ;; esac
done < <(files '*.c' '*.h')

hits=$(files '*.c' '*.h' '*.sh' Makefile README.md '*.1' '*.cnf' | xargs grep -nE '\b(TODO|FIXME|XXX)\b' -- | grep -v '^tests/lint/house_rules.sh:' || true)
[ -z "$hits" ] || complain "left for later: say it in an issue"$'\n'"$hits"
hits=$(files | grep -v '^tests/fixtures/' | xargs grep -nIE '(^|[^A-Za-z}I])/(work|home|root)/[a-z]' -- | grep -v '^tests/lint/house_rules.sh:' || true)
[ -z "$hits" ] || complain "a path of one machine"$'\n'"$hits"
hits=$(files '*.c' '*.h' | grep -E '(^|/)(utils?|misc|common|helpers?|manager)\.[ch]$' || true)
[ -z "$hits" ] || complain "a file is about one thing with a name"$'\n'"$hits"

if [ "$failed" -eq 0 ]; then echo "ok - house rules"; else echo "not ok - house rules"; fi
exit "$failed"
