// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_lex.h - the tokens of a PDF (ISO 32000-1 7.2 and 7.3): white space, words, numbers, names, strings.
 *
 * Refuses: numbers outside of int64, malformed #xx and #00 in names, names and strings beyond limits.h.
 * Does not check: what a token means where it stands. A leading "+" is kept in the source for those who mind.
 * Borrows: tokens point into the source; what had to be decoded lives in the arena.
 * After a failure `at` says how far the lexer had read.
 */
#pragma once

#include "formats/base/arena.h"
#include "formats/pdf/pdf_object.h"

struct pdf_lex {
    struct view source; /* the file, or a decoded object stream */
    size_t at;
    struct arena *arena;
    /* pdf_parse.c: how deep it is, and what it has read of arrays and dictionaries that are still open */
    unsigned depth;
    struct pdf_entry *pending;
    size_t pending_count, pending_room;
};

void pdf_lex_clear(struct pdf_lex *x);
#define AUTO_LEX AUTO_CLEAR(pdf_lex_clear) struct pdf_lex

bool pdf_is_space(uint8_t byte);

void pdf_lex_skip(struct pdf_lex *x); /* white space and comments */
/* One end of line (CR LF, LF or CR) if there is one here. */
bool pdf_lex_skip_eol(struct pdf_lex *x);
/* Moves over `word` if it stands here, ended by white space, a delimiter or the end. */
bool pdf_lex_word(struct pdf_lex *x, const char *word);
/* Moves over these bytes if they stand here, whatever follows. */
bool pdf_lex_bytes(struct pdf_lex *x, const char *bytes);
/* Digits alone, without a sign, at most `max`. */
bool pdf_lex_unsigned(uint64_t *out, struct pdf_lex *x, uint64_t max);

/* Each sets type and value of `o`. */
MUST status pdf_lex_number(struct pdf_object *o, struct pdf_lex *x, struct err *e);
MUST status pdf_lex_literal(struct pdf_object *o, struct pdf_lex *x, struct err *e); /* at "(" */
MUST status pdf_lex_hex(struct pdf_object *o, struct pdf_lex *x, struct err *e);     /* at "<" */
MUST status pdf_lex_name(struct view *out, struct pdf_lex *x, struct err *e);        /* at "/" */
