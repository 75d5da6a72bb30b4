#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# appearance_test.sh [--write] - every profile over every kind of page, drawn by poppler and compared with the reviewed
# pictures of tests/fixtures/appearance. With --write those are written anew: look at each of them before they are
# committed.
#
# Times are what changes from one run to the next: the profiles under test have a fixed one in place of {time}.
. tests/service/state.sh
pictures=tests/fixtures/appearance
dpi=40
write=${1:-}
work=$SCRATCH/work
mkdir "$work"

export XDG_CONFIG_HOME=$SCRATCH/config
profiles=$XDG_CONFIG_HOME/second-seal/profiles
mkdir -p "$profiles"
for profile in policies/profiles/*.profile; do
    sed 's|{time}|24/11/2026 08:05:09 +07:00|' "$profile" >"$profiles/${profile##*/}"
done

official=(--image "$fixtures/signature.png" --title 'PHÓ GIÁM ĐỐC')
seal_image=(--image "$fixtures/seal.png")
number=(--number 15/QĐ-STNMT)
date=(--date 2026-11-24)

# compared REFERENCE PDF PAGE X Y W H: that part of the page (millimetres from its top left) is as in the reference
compared() {
    local px=() mm
    for mm in "${@:4:4}"; do px+=($((mm * dpi * 10 / 254))); done
    pdftoppm -cropbox -r "$dpi" -f "$3" -l "$3" -x "${px[0]}" -y "${px[1]}" -W "${px[2]}" -H "${px[3]}" -png -singlefile "$2" "$work/got"
    tests/service/compare_pictures.py "$pictures/$1.png" "$work/got.png"
}

# looks, the same: or the reference is made
looks() {
    if [ "$write" != --write ]; then
        compared "$@"
    else
        compared "$@" || true
        cp "$work/got.png" "$pictures/$1.png"
    fi
}

# no_change PDF PDF: every page looks the same in both
no_change() {
    local i
    for i in 1 2; do pdftoppm -r "$dpi" "${!i}" "$work/page$i"; done
    for page in "$work"/page1-*.ppm; do cmp "$page" "${page/page1/page2}"; done
}

# by OFFICIAL|DEPARTMENT INPUT OUTPUT OPTION...: signed, and every signature holds
by() {
    sign "$1" "$2" "$3" "${@:4}" "${trust[@]}"
    "$seal" verify "${trust[@]}" "$3" >"$work/verdict"
}

# turned ANGLE INPUT OUTPUT: every page rotated by so much more
turned() { qpdf --rotate="+$1" "$2" "$3"; }

# cropped INPUT OUTPUT: what is shown begins 40 points from the left and 10 from the top, and ends 20 from the right
cropped() {
    qpdf --qdf --object-streams=disable "$1" - | perl -0777 -pe \
        's{/MediaBox \[\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*\]}{"/CropBox [ " . ($1 + 40) . " $2 " . ($3 - 20) . " " . ($4 - 10) . " ] " . $&}ge' |
        fix-qdf >"$2"
}

# --- official, seal, issue: on the decision in all its forms ---------------------------------------------------------------
for sample in decision decision-object-streams decision-linearized decision-pdfa2b; do
    signed=$work/$sample.signed.pdf sealed=$work/$sample.sealed.pdf issued=$work/$sample.issued.pdf
    holds "$sample: signed" by official "$fixtures/$sample.pdf" "$signed" "${official[@]}"
    holds "$sample: the signature between title and name" looks official "$signed" 2 95 140 105 65
    holds "$sample: nothing else on its first page" looks untouched "$signed" 1 25 38 175 9
    holds "$sample: sealed" by department "$signed" "$sealed" --profile seal "${seal_image[@]}"
    holds "$sample: the seal over the left third of the signature" looks seal "$sealed" 2 95 140 105 65
    holds "$sample: issued" by department "$signed" "$issued" --profile issue "${seal_image[@]}" "${number[@]}" "${date[@]}"
    holds "$sample: number and date in their places" looks issue "$issued" 1 25 38 175 9
    holds "$sample: and the seal" looks seal "$issued" 2 95 140 105 65
done

# --- texts: in the top right corner of pages of several kinds -----------------------------------------------------------
for sample in decision appendix scan; do
    holds "$sample: as an attachment" by department "$fixtures/$sample.pdf" "$work/$sample.pdf" --profile attachment "${number[@]}"
    at=(88 5 122 20)
    [ "$sample" != appendix ] || at=(132 5 165 20)
    holds "$sample: number and time" looks "attachment-$sample" "$work/$sample.pdf" 1 "${at[@]}"
    holds "$sample: as an appendix" by department "$fixtures/$sample.pdf" "$work/$sample.pdf" --profile appendix "${number[@]}"
    holds "$sample: which looks the same" looks "attachment-$sample" "$work/$sample.pdf" 1 "${at[@]}"
    holds "$sample: as a copy" by department "$fixtures/$sample.pdf" "$work/$sample.pdf" --profile copy --copy-form 'SAO LỤC' \
        --organisation 'Trung tâm Phục vụ hành chính công tỉnh Quảng Mẫu'
    holds "$sample: form, organisation and time on two lines" looks "copy-$sample" "$work/$sample.pdf" 1 "${at[@]}"
    holds "$sample: without anything" by department "$fixtures/$sample.pdf" "$work/$sample.pdf" --profile invisible
    holds "$sample: which changes no page" no_change "$fixtures/$sample.pdf" "$work/$sample.pdf"
done
holds "a copy of a copy" by department "$work/decision.pdf" "$work/once.pdf" --profile copy --copy-form 'SAO Y'
holds "a copy of it" by department "$work/once.pdf" "$work/twice.pdf" --profile copy --copy-form 'SAO LỤC'
holds "the second below the first" looks copy-twice "$work/twice.pdf" 1 88 5 122 20

# --- a coloured scan: the paper shows through -----------------------------------------------------------------------------
holds "scan: signed" by official "$fixtures/scan.pdf" "$work/scan.signed.pdf" --image "$fixtures/signature.png" --place 1,120,30
holds "scan: sealed" by department "$work/scan.signed.pdf" "$work/scan.sealed.pdf" --profile seal "${seal_image[@]}"
holds "scan: transparent over what is there" looks seal-scan "$work/scan.sealed.pdf" 1 95 10 105 65

# --- pages that are turned, and pages that are not shown whole ------------------------------------------------------------
for angle in 90 180 270; do
    turned "$angle" "$fixtures/decision.pdf" "$work/turned.pdf"
    holds "turned by $angle: an attachment" by department "$work/turned.pdf" "$work/text.pdf" --profile attachment "${number[@]}"
    at=(88 5 122 20)
    [ "$angle" = 180 ] || at=(132 5 165 20)
    holds "turned by $angle: upright, in the corner as displayed" looks "attachment-$angle" "$work/text.pdf" 1 "${at[@]}"
    holds "turned by $angle: signed" by official "$work/turned.pdf" "$work/signed.pdf" --image "$fixtures/signature.png" --place 2,30,30
    holds "turned by $angle: sealed" by department "$work/signed.pdf" "$work/sealed.pdf" --profile seal "${seal_image[@]}"
    holds "turned by $angle: the seal upright over the signature" looks "seal-$angle" "$work/sealed.pdf" 2 5 15 100 55
done
# upright ANGLE INPUT OUTPUT: looks as the input, and its pages say that they are turned
upright() {
    turned "$1" "$2" "$work/1.pdf"
    pdftocairo -pdf "$work/1.pdf" "$work/2.pdf"
    turned $((360 - $1)) "$work/2.pdf" "$3"
}
for angle in 90 180 270; do
    upright "$angle" "$fixtures/decision.pdf" "$work/upright.pdf"
    holds "drawn turned by $angle: signed" by official "$work/upright.pdf" "$work/signed.pdf" "${official[@]}"
    holds "drawn turned by $angle: issued" by department "$work/signed.pdf" "$work/issued.pdf" --profile issue "${seal_image[@]}" "${number[@]}" "${date[@]}"
    holds "drawn turned by $angle: number and date" looks "upright-issue-$angle" "$work/issued.pdf" 1 25 38 175 9
done
holds "signature and seal there" looks upright-seal "$work/issued.pdf" 2 95 140 105 65

cropped "$fixtures/decision.pdf" "$work/cropped.pdf"
holds "cropped: signed" by official "$work/cropped.pdf" "$work/signed.pdf" "${official[@]}"
holds "cropped: issued" by department "$work/signed.pdf" "$work/issued.pdf" --profile issue "${seal_image[@]}" "${number[@]}" "${date[@]}"
holds "cropped: number and date" looks issue-cropped "$work/issued.pdf" 1 11 34 175 9
holds "cropped: signature and seal" looks seal-cropped "$work/issued.pdf" 2 80 136 105 65
holds "cropped: an attachment" by department "$work/cropped.pdf" "$work/text.pdf" --profile attachment "${number[@]}"
holds "cropped: in the corner of what is shown" looks attachment-cropped "$work/text.pdf" 1 67 5 122 20

# --- a signature at the edge ----------------------------------------------------------------------------------------------
holds "at the edge: signed" by official "$fixtures/decision.pdf" "$work/edge.pdf" --image "$fixtures/signature.png" --place 1,2,2
holds "at the edge: the seal stays on the page" by department "$work/edge.pdf" "$work/edge2.pdf" --profile seal "${seal_image[@]}"
holds "at the edge: and is whole" looks seal-edge "$work/edge2.pdf" 1 0 0 80 45

# --- the comparison can fail ----------------------------------------------------------------------------------------------
ends_with 1 "no seal is another picture" compared seal "$work/decision.signed.pdf" 2 95 140 105 65
ends_with 1 "a seal somewhere else is another picture" compared seal "$work/decision.sealed.pdf" 2 93 140 105 65
ends_with 1 "no number and date are another picture" compared issue "$work/decision.signed.pdf" 1 25 38 175 9
ends_with 1 "no text is another picture" compared attachment-decision "$fixtures/decision.pdf" 1 88 5 122 20
holds "the pictures are small" eval '[ "$(cat "$pictures"/*.png | wc -c)" -lt 150000 ]'
finish
