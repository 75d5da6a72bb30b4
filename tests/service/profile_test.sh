#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# profile_test.sh - profiles of signatures: which are refused and why, what each asks for, what each writes and where.
# How they look is appearance_test.sh's business.
. tests/service/state.sh
export work=$SCRATCH/work
mkdir "$work"
pdf=$fixtures/decision.pdf
export XDG_CONFIG_HOME=$SCRATCH/config
mine=$XDG_CONFIG_HOME/second-seal/profiles
mkdir -p "$mine"
export official=(--image "$fixtures/signature.png" --title 'PHÓ GIÁM ĐỐC')
seal_image=(--image "$fixtures/seal.png")
number=(--number 15/QĐ-STNMT)
date=(--date 2026-11-24)

department() { sign department "$1" "$2" "${@:3}" "${trust[@]}"; }
# has_text PDF PAGE PATTERN: on that page, as text
has_text() { pdftotext -f "$2" -l "$2" "$1" "$work/text" && { grep -qE "$3" "$work/text" || { cat "$work/text"; return 1; }; }; }
# box PDF PAGE WORD: its xMin yMin xMax yMax in points as displayed, rounded; of the last such word in the
# uppermost 5 cm
box() {
    pdftotext -cropbox -bbox -f "$2" -l "$2" "$1" - | grep -F ">$3<" | awk -F'"' '$4 < 142' | tail -n 1 |
        sed -E 's/.*xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)".*/\1 \2 \3 \4/' | xargs printf '%.0f %.0f %.0f %.0f\n'
}
# stands PDF PAGE WORD "X Y X Y"
stands() {
    local got
    got=$(box "$1" "$2" "$3")
    [ "$got" = "$4" ] || { echo "$3 stands at $got, not $4"; return 1; }
}
# rect PDF FIELD: the box of its widget
rect() { grep -aoE "/T <$(printf %s "$2" | od -An -tx1 | tr -d ' \n')>.*/Rect \[[^]]*\]" "$1" | sed 's/.*\[//'; }
# sized W H: the decision on paper of that size
sized() { qpdf --qdf --object-streams=disable "$pdf" - | perl -0777 -pe "s{/MediaBox \\[[^]]*\\]}{/MediaBox [ 0 0 $1 $2 ]}g" | fix-qdf; }
peers_agree() { qpdf --check "$1" && pdfsig -nssdir "sql:$state/peer" "$1" >"$work/pdfsig" && ! grep -E 'Validation: (Signature is Invalid|Digest)' "$work/pdfsig"; }

# --- files ----------------------------------------------------------------------------------------------------------------
says 2 'there is no profile "boss"; there are: appendix, attachment, copy, invisible, issue, official, seal$' "a profile that nobody knows" \
    sign official "$pdf" "$work/x.pdf" --profile boss
says 2 'boss.profile cannot be used: .*No such file' "a file that is not there" sign official "$pdf" "$work/x.pdf" --profile ./boss.profile
# refused FILE-CONTENT PATTERN NAME
refused() {
    printf '%s\n' "$1" >"$mine/mine.profile"
    says 2 "$2" "$3" sign official "$pdf" "$work/x.pdf" --profile mine
}
refused 'rule = "official"; check = false;' 'mine.profile:1: nothing in a profile is called "check"' "a line that nobody knows"
refused $'\nrule = "none";' 'mine.profile:2: rule is official, seal or copy, not "none"' "a rule that nobody knows"
refused 'rule "official"' 'mine.profile:1: not of the form name = value' "a line that is none"
refused 'text = "{pin}";' 'mine.profile:1: text has \{pin\}, which nothing fills' "a place that nothing fills"
refused 'time = "HH:mm +00:00";' 'mine.profile:1: time is that of Vietnam' "a time of somewhere else"
refused 'text = "{time}";' 'mine.profile: a picture or a text that is invisible' "lines that do not fit together"
refused 'font_size = 3;' 'mine.profile:1: font_size is a number from 6 to 72' "letters that nobody can read"
printf 'rule = "copy"; place = "top-right"; text = "Của tôi";' >"$mine/copy.profile"
holds "one's own comes before the shipped one" eval 'department "$pdf" "$work/own.pdf" --profile copy && has_text "$work/own.pdf" 1 "Của tôi"'
holds "by its path" eval 'mv "$mine/copy.profile" "$work/other.profile" && department "$pdf" "$work/own.pdf" --profile "$work/other.profile" && has_text "$work/own.pdf" 1 "Của tôi"'
says 2 '--copy-form is missing' "the shipped one is back" department "$pdf" "$work/x.pdf" --profile copy

# --- what is given and what is shown --------------------------------------------------------------------------------------
says 2 '--number is missing' "an attachment without a number" department "$pdf" "$work/x.pdf" --profile attachment
says 2 '--number is missing' "issuing without a number" department "$pdf" "$work/x.pdf" --profile issue
says 2 '--copy-form is missing' "a copy without its form" department "$pdf" "$work/x.pdf" --profile copy
says 2 '--number is too much' "a number that is not shown" sign official "$pdf" "$work/x.pdf" "${number[@]}"
says 2 '--copy-form is too much' "a form that is not shown" department "$pdf" "$work/x.pdf" --profile appendix "${number[@]}" --copy-form 'SAO Y'
says 2 '--date is too much' "a date that is not written" department "$pdf" "$work/x.pdf" --profile appendix "${number[@]}" --date 2026-01-01
says 2 '--image is too much' "a picture where only text belongs" department "$pdf" "$work/x.pdf" --profile appendix "${number[@]}" "${seal_image[@]}"
for bad in 15 QĐ 0/QĐ 015/QĐ '1 5/QĐ' 15/ '15/Q Đ' $'15/QĐ\n' '123456789012/QĐ'; do
    says 2 '--number' "no number of a document: ${bad@Q}" department "$pdf" "$work/x.pdf" --profile appendix --number "$bad"
done
for bad in 2026-13-01 2026-02-30 24/11/2026 2026-1-1 now ''; do
    says 2 '--date takes a day' "no day: ${bad@Q}" department "$pdf" "$work/x.pdf" --profile issue "${number[@]}" --date "$bad"
done
says 2 '--copy-form takes' "no form of a copy" department "$pdf" "$work/x.pdf" --profile copy --copy-form 'bản sao'
copy=(--profile copy --copy-form 'SAO Y')
says 2 'characters that reorder text' "an organisation that reorders text" department "$pdf" "$work/x.pdf" "${copy[@]}" --organisation $'Sở \u202eMẫu'
says 2 'control characters' "an organisation with control characters" department "$pdf" "$work/x.pdf" "${copy[@]}" --organisation $'Sở\e[31m'
says 2 'control characters' "an organisation on two lines" department "$pdf" "$work/x.pdf" "${copy[@]}" --organisation $'Sở\nMẫu'
says 2 'longer than 255 bytes' "an organisation without end" department "$pdf" "$work/x.pdf" "${copy[@]}" --organisation "$(printf 'a%.0s' {1..300})"
says 1 'lacks the character U\+1F600' "an organisation the font cannot show" department "$pdf" "$work/x.pdf" "${copy[@]}" --organisation 'Sở 😀'

# --- what must hold -------------------------------------------------------------------------------------------------------
for profile in attachment appendix; do
    says 1 'is a person' "$profile: not with a person's certificate" sign official "$pdf" "$work/x.pdf" --profile "$profile" "${number[@]}"
done
says 1 'is a person' "copy: not with a person's certificate" sign official "$pdf" "$work/x.pdf" "${copy[@]}"
says 1 'must sign the document first' "issue: somebody must have signed" department "$pdf" "$work/x.pdf" --profile issue "${number[@]}"
says 2 'neither picture nor text' "a text for an XML" department "$fixtures/licence.xml" "$work/x.xml" "${copy[@]}"
says 2 'names no title' "a picture, and no title to stand under" sign official "$pdf" "$work/x.pdf" --image "$fixtures/signature.png"
says 2 'nowhere does "Nguyễn Văn A" stand under' "a title that stands nowhere over the name" \
    sign official "$pdf" "$work/x.pdf" --image "$fixtures/signature.png" --title 'QUYẾT ĐỊNH'
holds "none of these made a file" eval '[ ! -e "$work/x.pdf" ] && [ ! -e "$work/x.xml" ]'

# --- official and seal ----------------------------------------------------------------------------------------------------
export signed=$work/signed.pdf sealed=$work/sealed.pdf
holds "official: between title and name of the certificate" sign official "$pdf" "$signed" "${official[@]}"
holds "invisible" eval 'sign official "$pdf" "$work/invisible.pdf" --profile invisible && judged "$work/invisible.pdf" TOTAL-PASSED'
holds "seal" eval 'department "$signed" "$sealed" --profile seal "${seal_image[@]}" && judged "$sealed" TOTAL-PASSED TOTAL-PASSED'
holds "the seal adds at most 100 KB" eval '[ $(($(stat -c %s "$sealed") - $(stat -c %s "$signed"))) -le 102400 ]'
ends_with 1 "nothing is smoothed by the viewer" grep -aq '/Interpolate true' "$sealed"
holds "its transparency is kept" grep -aq /SMask "$sealed"
holds "peers agree" peers_agree "$sealed"
says 1 'no signature of a person can be seen' "a seal, and nobody is seen to have signed" department "$work/invisible.pdf" "$work/x.pdf" --profile seal "${seal_image[@]}"
holds "beside an anchor then" eval 'department "$work/invisible.pdf" "$work/beside.pdf" --profile seal "${seal_image[@]}" --anchor "Nguyễn Văn A" && judged "$work/beside.pdf" TOTAL-PASSED TOTAL-PASSED'
holds "where a signature is seen, the anchor does not count" eval 'department "$signed" "$work/anchor.pdf" --profile seal "${seal_image[@]}" --anchor "QUYẾT ĐỊNH" && rect "$work/anchor.pdf" Signature2 >"$work/a" && rect "$sealed" Signature2 | cmp - "$work/a"'

# Two bodies seal one decision: both over the person's signature, not the second over the first seal
another() {
    cp -r "$state" "$work/state"
    sed -i "s|^directories.tokendir.*|directories.tokendir = $SCRATCH/tokens|" "$work/state/softhsm2.conf"
    tools/demo/tokens.sh enrol "$O" "$work/state" ministry organisation rsa:2048 '/C=VN/O=Bộ Mẫu/CN=Cục Mẫu/UID=MST:0100000002'
}
holds "another organisation" another
sign_as_ministry() { "$seal" sign "$1" -o "$2" --key "$(tools/demo/tokens.sh uri "$work/state" ministry)" "${@:3}"; }
holds "its seal beside" sign_as_ministry "$signed" "$work/two.pdf" "${seal_image[@]}" --profile seal --place 2,10,200 "${trust[@]}"
holds "the second seal goes over the person's signature" eval 'department "$work/two.pdf" "$work/three.pdf" --profile seal "${seal_image[@]}" && rect "$work/three.pdf" Signature3 | cmp - "$work/a"'

# --- issue ----------------------------------------------------------------------------------------------------------------
export issued=$work/issued.pdf
issue() { department "$signed" "$issued" --profile issue "$@"; }
says 1 'the symbol in the document is "/QĐ-STNMT", and --number says "/QĐ-SXD"' "another symbol" issue --number 15/QĐ-SXD "${date[@]}"
says 1 '"12345" needs 33 points, and the place left blank for it has 29' "a number too long for its place" issue --number 12345/QĐ-STNMT "${date[@]}"
says 1 'is after the day of signing' "a date to come" issue "${number[@]}" --date 9999-12-31
says 1 'the year in the document is "2026", and the date is of 2025' "a date of another year" issue "${number[@]}" --date 2025-12-31
says 1 'no place is left blank for the number' "a document without a place for a number" eval 'sign official "$fixtures/appendix.pdf" "$work/appendix.pdf" --profile invisible && department "$work/appendix.pdf" "$issued" --profile issue "${number[@]}" "${date[@]}"'
says 1 'no place is left blank' "a scan has no text" eval 'sign official "$fixtures/scan.pdf" "$work/scan.pdf" --profile invisible && department "$work/scan.pdf" "$issued" --profile issue "${number[@]}" "${date[@]}"'
holds "none of these made a file" test ! -e "$issued"
holds "number, date and seal" issue --number 5/QĐ-STNMT --date 2026-03-02 "${seal_image[@]}"
holds "four signatures, all hold" judged "$issued" TOTAL-PASSED TOTAL-PASSED TOTAL-PASSED TOTAL-PASSED
holds "peers agree" peers_agree "$issued"
holds "it begins with what was signed" cmp -n "$(stat -c %s "$signed")" "$signed" "$issued"
holds "the number is text, with its zero" has_text "$issued" 1 '^Số: 05 ?/QĐ-STNMT$'
holds "the date: a zero before the day, none before March" has_text "$issued" 1 'ngày 02 tháng 3 năm 2026$'
holds "number and day stand on the line of their words" eval 'stands "$issued" 1 05 "157 115 170 129" && stands "$issued" 1 02 "414 115 427 129"'
says 1 'the place for it is taken: the signature Signature2 stands there' "it cannot be issued twice" department "$issued" "$work/x.pdf" --profile issue --number 5/QĐ-STNMT "${date[@]}"
says 0 'signatures 2 to 4 were made together' "one act in the report" "$seal" verify --lang en "${trust[@]}" "$issued"
holds "one act for programs" eval '[ "$("$seal" verify --json "${trust[@]}" "$issued" | grep -o "\"one_act\":\[\"Signature2\",\"Signature3\",\"Signature4\"\]" | wc -l)" -eq 3 ]'
ends_with 1 "a seal alone is no such act" eval '"$seal" verify --json "${trust[@]}" "$sealed" >"$work/report"; grep one_act "$work/report"'
holds "the field's name is the seal's" eval 'department "$signed" "$work/named.pdf" --profile issue "${number[@]}" "${date[@]}" --field SecondSeal-15 && "$seal" verify --json "$work/named.pdf" >"$work/report" || true; grep -q "\"one_act\":\[\"Signature2\",\"Signature3\",\"SecondSeal-15\"\]" "$work/report"'
export year
year=$(TZ=UTC-7 date +%Y)
today() {
    if [ "$year" = 2026 ]; then
        issue "${number[@]}" && has_text "$issued" 1 "ngày $(TZ=UTC-7 date +%d) tháng .* năm 2026$"
    else
        issue "${number[@]}" && return 1
        return 0
    fi
}
holds "without --date the day of signing, in Vietnam" today

# --- texts ----------------------------------------------------------------------------------------------------------------
export time_now='[0-3][0-9]/[01][0-9]/20[0-9]{2} [0-2][0-9]:[0-5][0-9]:[0-5][0-9] \+07:00'
export zoned=$work/zoned.pdf
holds "attachment: number and time" eval 'TZ=America/New_York department "$pdf" "$zoned" --profile attachment --number 5/QĐ-STNMT && has_text "$zoned" 1 "^Số: 05/QĐ-STNMT; $time_now$"'
near_now() {
    local shown
    pdftotext -l 1 "$zoned" "$work/text"
    shown=$(sed -nE 's|^Số: 05/QĐ-STNMT; (..)/(..)/(....) (..:..:..) \+07:00$|\3-\2-\1T\4+07:00|p' "$work/text")
    [ $(($(date +%s) - $(date -d "$shown" +%s))) -lt 600 ]
}
holds "the time is Vietnam's, wherever the computer is" near_now
holds "copy: form, organisation of the certificate, time" eval 'department "$pdf" "$work/copy.pdf" "${copy[@]}" && has_text "$work/copy.pdf" 1 "^SAO Y; Sở Tài nguyên và Môi trường; $time_now$"'
holds "copy: another organisation" eval 'department "$pdf" "$work/copy.pdf" "${copy[@]}" --organisation "Sở Ưu Đãi Ễ" && has_text "$work/copy.pdf" 1 "^SAO Y; Sở Ưu Đãi Ễ; "'
holds "copy: it is embedded, as a subset" eval 'pdffonts "$work/copy.pdf" >"$work/fonts" && grep -E "LiberationSerif .* yes yes yes" "$work/fonts"'
holds "peers agree" peers_agree "$work/copy.pdf"
right_edge() { # PDF WIDTH: 15 mm of the last word's end from the right, 10 mm from the top, or a line further down
    local at
    read -r -a at < <(box "$1" 1 +07:00)
    [ $(($2 - at[2])) -ge 42 ] && [ $(($2 - at[2])) -le 43 ] && [ "${at[1]}" -ge 27 ] && [ "${at[1]}" -le 40 ]
}
holds "A4: inside the margins" right_edge "$work/copy.pdf" 595
holds "A4 landscape" eval 'department "$fixtures/appendix.pdf" "$work/copy.pdf" "${copy[@]}" && right_edge "$work/copy.pdf" 842'
for size in '420 595' '842 1191'; do
    holds "paper of $size points" eval 'sized '"$size"' >"$work/paper.pdf" && department "$work/paper.pdf" "$work/copy.pdf" "${copy[@]}" && right_edge "$work/copy.pdf" '"${size% *}"
done
holds "several files, one text" eval '"$seal" sign "$pdf" "$fixtures/appendix.pdf" -o "$work/many/" --key "$DEPARTMENT_KEY" --profile appendix "${number[@]}" && has_text "$work/many/appendix.pdf" 1 "^Số: 15/QĐ-STNMT; "'
finish
