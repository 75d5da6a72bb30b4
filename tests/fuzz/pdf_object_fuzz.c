// SPDX-License-Identifier: Apache-2.0
/* One object after the other from bytes alone: each ends where the next begins, and what it came from reads as the same
 * kind of object again. */
#include "formats/pdf/pdf_parse.h"
#include "tests/fuzz/fuzz.h"

enum { ARENA_MAX = 16 << 20 };

static void check_bytes(struct view part, struct view whole)
{
    if (part.len == 0) return;
    assert(part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

static void check_object(const struct pdf_object *o, struct view whole, int depth)
{
    assert(o != NULL && o->type >= PDF_NULL && o->type <= PDF_REFERENCE && depth <= LIMIT_PDF_DEPTH + 1);
    check_bytes(o->source, whole);
    if (o->type == PDF_NAME) assert(o->name.len <= LIMIT_PDF_NAME);
    if (o->type == PDF_ARRAY)
        for (size_t i = 0; i < o->array.count; i++) check_object(o->array.item[i], whole, depth + 1);
    if (o->type != PDF_DICTIONARY) return;
    for (size_t i = 0; i < o->dictionary.count; i++) check_object(o->dictionary.entry[i].value, whole, depth + 1);
}

/* Its source alone is the same object. */
static void check_again(const struct pdf_object *o)
{
    struct err e = {0};
    const struct pdf_object *again = NULL;
    AUTO(arena_free)
    struct arena *a = arena_new(ARENA_MAX);
    AUTO_LEX x = {.source = o->source, .arena = a};
    assert(a != NULL && pdf_parse(&again, &x, &e) == OK && again->type == o->type);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    const struct pdf_object *o = NULL;
    AUTO(arena_free)
    struct arena *a = arena_new(ARENA_MAX);
    struct view whole = view_of(data, size);
    AUTO_LEX x = {.source = whole, .arena = a};
    assert(a != NULL);
    for (size_t before = 0; succeeds(pdf_parse(&o, &x, &e), &e); before = x.at) {
        assert(x.at > before && x.at <= size);
        check_object(o, whole, 0);
        check_again(o);
    }
    assert(x.at <= size);
    return 0;
}
