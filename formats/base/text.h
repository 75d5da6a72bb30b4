// SPDX-License-Identifier: Apache-2.0
/*
 * text.h - text from outside made safe to show, and the encodings that every format needs.
 */
#pragma once

#include "formats/base/bytes.h"

enum { TEXT_ESCAPED_MAX = 160 };

struct escaped {
    char s[TEXT_ESCAPED_MAX];
};

/* Valid UTF-8 (RFC 3629: no overlong forms, no surrogates). */
bool text_is_utf8(struct view v);
/* Valid UTF-8 without control characters (C0, DEL, C1) and without characters that reorder text (bidi). */
bool text_is_clean(struct view v);
/*
 * For messages: clean UTF-8 stays, every other byte becomes \xNN, long text ends in "...".
 * Use as  FAIL(ERR_MISSING, "no such file: %s", text_escape(v).s)  - the value lives to the end of the statement.
 */
struct escaped text_escape(struct view v);
struct escaped text_escape_string(const char *s);
/* The same without a bound on length: the whole text, cleaned, into out. */
void text_put_clean(struct buf *out, struct view v);

/* The same into a fixed field, cut between two characters where it is too long. */
void text_copy_clean(char *out, size_t size, struct view v);
/* How much of UTF-8 text fits into `max` bytes, cut between two characters. */
size_t text_cut(struct view v, size_t max);
/* Takes away the beginning of a character that snprintf has left at the end of a text too long for its room. */
void text_trim_cut(char *s);

void text_put_hex(struct buf *out, struct view v); /* lower case */
/* Even number of hex digits, either case, nothing else. */
MUST status text_get_hex(struct buf *out, struct view hex, struct err *e);
void text_put_base64(struct buf *out, struct view v); /* one line */
/* RFC 4648 with padding; XML white space between characters is skipped (XML Schema base64Binary). */
MUST status text_get_base64(struct buf *out, struct view base64, struct err *e);
