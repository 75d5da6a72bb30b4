#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# manuals.sh - every option of a command stands on its page, every option on the page is one of the command, and the pages
# are well made.
set -euo pipefail
failed=0
say() { if [ "$1" -eq 0 ]; then echo "ok - $2"; else echo "not ok - $2"; failed=1; fi }

for source in tools/command_*.c; do
    command=${source#tools/command_} command=${command%.c}
    page=tools/man/seal-$command.1
    code=0
    sources=("$source")
    for more in "tools/${command}_options.c" "tools/${command}_options.def"; do
        if [ -e "$more" ]; then sources+=("$more"); fi
    done
    if grep -q '^ *OPTIONS_TRUST,' "${sources[@]}"; then sources+=(tools/options.h); fi # the rows that commands share
    if grep -q '^ *OPTIONS_LEVEL,' "${sources[@]}"; then sources+=(tools/level_choice.h); fi
    in_code=$(sed -nE 's/^ *(\{|OPTION\([a-z_]+, )"([a-z-]+)", (required|no|optional)_argument.*/\2/p' "${sources[@]}" | sort -u)
    on_page=$(grep -oE 'Fl -[a-z-]+|, -[a-z-]+$|, -[a-z-]+ ' "$page" | sed -E 's/^(Fl|,) -//; s/ $//' | sort -u)
    for option in $(comm -23 <(printf '%s\n' "$in_code") <(printf '%s\n' "$on_page")); do
        [ "$option" = help ] && continue # seal(1) has it for all
        echo "# --$option of seal $command is not in $page"
        code=1
    done
    for option in $(comm -13 <(printf '%s\n' "$in_code") <(printf '%s\n' "$on_page")); do
        echo "# --$option in $page is no option of seal $command"
        code=1
    done
    say "$code" "the options of seal $command and its manual page"
done

code=0
mandoc -T lint -W warning tools/man/*.1 || code=1
say "$code" "manual pages"
exit "$failed"
