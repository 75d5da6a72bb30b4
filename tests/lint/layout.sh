#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# layout.sh - C as clang-format writes it (`make format`), scripts as shellcheck likes them.
set -euo pipefail
failed=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT
say() { if [ "$1" -eq 0 ]; then echo "ok - $2"; else echo "not ok - $2"; failed=1; fi }

code=0
git ls-files -z '*.c' '*.h' | xargs -0 clang-format --dry-run --Werror 2>"$said" || code=1
sed -nE 's/^([^: ]+):[0-9]+:[0-9]+: error.*/\1/p' "$said" | sort | uniq -c
say "$code" clang-format

code=0
git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck || code=1
say "$code" shellcheck
exit "$failed"
