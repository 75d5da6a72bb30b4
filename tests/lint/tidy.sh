#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tidy.sh - clang-tidy (.clang-tidy) and cppcheck over the sources; CLANG_FLAGS are the compiler's, from the Makefile.
set -euo pipefail
: "${CLANG_FLAGS:=-std=gnu17 -D_GNU_SOURCE -I.}"
failed=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT
say() { if [ "$1" -eq 0 ]; then echo "ok - $2"; else echo "not ok - $2"; failed=1; fi }

mapfile -t sources < <(git ls-files '*.c' | grep -v '^tests/')
read -ra flags <<<"$CLANG_FLAGS"

code=0
printf '%s\0' "${sources[@]}" | xargs -0 -P 2 -n 4 sh -c '
    flags=$1
    shift
    clang-tidy --quiet "$@" -- $flags 2>/dev/null' clang-tidy "${flags[*]}" >"$said" || code=1
grep -E ' (error|warning): ' "$said" | sed "s|^$PWD/||" | sort -u || true # clang-tidy FILE -- FLAGS shows how it comes there
say "$code" clang-tidy

# ctunullpointer does not see that a call with NULL is never reached with OK
code=0
cppcheck --quiet --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --std=c11 -D_GNU_SOURCE \
    -D__linux__ -D__x86_64__ -I. --suppress=missingIncludeSystem \
    --suppress=ctunullpointer "${sources[@]}" || code=1
say "$code" cppcheck
exit "$failed"
