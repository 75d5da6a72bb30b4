// SPDX-License-Identifier: Apache-2.0
/*
 * fuzz.h - what the targets share. Each is one LLVMFuzzerTestOneInput: no clock, no chance, nothing kept from one input
 * to the next, and assertions that say what must hold of every input. `make fuzz` links it with libFuzzer, `make test`
 * with replay.c.
 */
#pragma once

#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "formats/base/finding.h"
#include "formats/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* "Now" of everything that is judged: 2026-12-01T00:00:00Z. */
#define FUZZ_NOW INT64_C(1796083200)

static inline struct view bytes_of(const struct buf *b)
{
    return view_of(b->data, b->len);
}

/* A failed call says why, in both languages, and its text can be shown as it is. */
static inline void check_refusal(const struct err *e)
{
    assert(e->code > ERR_NONE && e->code < ERR_CODE_COUNT);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        assert(e->text[lang][0] != '\0' && text_is_clean(view_of_string(e->text[lang])));
}

/* The call succeeds, or says why not. */
static inline bool succeeds(status s, const struct err *e)
{
    if (s != OK) check_refusal(e);
    return s == OK;
}

static inline void check_findings(const struct findings *f)
{
    assert(f->count <= LIMIT_FINDINGS);
    for (size_t i = 0; i < f->count; i++)
        for (int lang = 0; lang < LANG_COUNT; lang++) assert(text_is_clean(view_of_string(f->item[i].text[lang])));
}

/* The first bytes of an input choose, the rest is what is read. 0 when there is none. */
static inline uint8_t take_byte(struct view *in)
{
    if (in->len == 0) return 0;
    uint8_t b = in->data[0];
    *in = view_of(in->data + 1, in->len - 1);
    return b;
}

static inline uint16_t take_number(struct view *in)
{
    uint8_t high = take_byte(in);
    return (uint16_t)(high << 8 | take_byte(in));
}

/* The first `len` bytes, or all that there are. */
static inline struct view take_part(struct view *in, size_t len)
{
    struct view part = view_of(in->data, len < in->len ? len : in->len);
    if (part.len > 0) *in = view_of(in->data + part.len, in->len - part.len);
    return part;
}
