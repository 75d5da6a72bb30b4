// SPDX-License-Identifier: Apache-2.0
/*
 * text_page.h - lines for people: a label, its text, colour on a terminal, lines broken at its width.
 *
 * Every text is cleaned on its way out (text_put_clean): what a document says can neither move the cursor nor reorder a
 * line. Colour repeats what the words say. Columns are counted as Unicode characters; combining marks take none.
 */
#pragma once

#include <stdio.h>

#include "formats/base/bytes.h"

enum tone { TONE_PLAIN = 0, TONE_GOOD, TONE_BAD, TONE_DOUBT, TONE_STRONG, TONE_FAINT, TONE_COUNT };

struct text_page {
    FILE *to;
    bool colour;
    unsigned width; /* columns of the terminal; 0: lines are not broken */
};

/* What `to` is: colour and width when it is a terminal, neither when not (or with NO_COLOR, TERM=dumb: no colour). */
struct text_page page_on(FILE *to);
/* `label` (may be "") at column `indent`, the text at indent + label_columns and, when broken, under itself. */
void page_line(const struct text_page *p, unsigned indent, const char *label, unsigned label_columns, enum tone tone,
               const char *text);
