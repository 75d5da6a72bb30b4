// SPDX-License-Identifier: Apache-2.0
/*
 * profile_text.h - the text that a signature shows: a template with places for values, and the form of its time.
 *
 * "{number}" and its like are replaced; "{{" is "{". Refuses (ERR_USAGE): places that nobody fills, a "{" without its
 * "}", text that is not clean UTF-8 (a line break aside), a form of time without a time or with another offset than
 * +07:00. Vietnam has no daylight saving time: the time zone of the machine never counts.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/bytes.h"
#include "formats/base/limits.h"

struct profile_text {
    char lines[LIMIT_PROFILE_TEXT]; /* the template */
    char time[LIMIT_PROFILE_TIME];  /* "dd/MM/yyyy HH:mm:ss +07:00": dd MM yyyy HH mm ss, the rest as it stands */
};

/* The values; NULL or empty: there is none. */
struct profile_values {
    const char *number;       /* {number}: number and symbol of the document, "15/QĐ-SXD"; {symbol}: "QĐ-SXD" */
    const char *copy_form;    /* {copy_form}: "SAO Y", "SAO LỤC", "TRÍCH SAO" */
    const char *organisation; /* {organisation} */
    const char *signer;       /* {signer} */
    const char *title;        /* {title} */
    int64_t time;             /* {time}, {date} ("24/11/2026"): seconds since 1970 */
};

MUST status profile_text_set_lines(struct profile_text *t, const char *lines, struct err *e);
MUST status profile_text_set_time(struct profile_text *t, const char *form, struct err *e);
/* Is there such a place in the text? `place` without its braces. */
bool profile_text_has(const struct profile_text *t, const char *place);
/*
 * The text, at the end of `out`, without a NUL. ERR_USAGE names the place whose value is missing, and what gives it; a
 * value that is not clean (controls, characters that reorder text) or longer than LIMIT_TEXT is refused.
 */
MUST status profile_text_fill(struct buf *out, const struct profile_text *t, const struct profile_values *v,
                              struct err *e);
/* Time in Vietnam as the form says. */
void profile_time(struct buf *out, const char *form, int64_t time);

/*
 * The number and symbol of a document as they are written (annex I, II.2): "5/QĐ-SXD" as "05/QĐ-SXD". Refuses what is
 * not 1 to 11 digits, "/" and a symbol of up to 30 characters without white space (annex VI: CodeNumber,
 * CodeNotation); leading zeros beyond the one.
 */
MUST status profile_number(char out[static LIMIT_TEXT], const char *given, struct err *e);
