// SPDX-License-Identifier: Apache-2.0
/*
 * An /Encrypt dictionary and an object after it, from bytes alone, and what is left as a stream's data: whatever opens
 * with the empty password decrypts to no more than there was, twice to the same, and changes no kind of object.
 */
#include "formats/pdf/pdf_crypt.h"
#include "formats/pdf/pdf_parse.h"
#include "tests/fuzz/fuzz.h"

enum { ARENA_MAX = 16 << 20 };

static const uint8_t id[] = {0x31, 0x41, 0x59, 0x26, 0x53, 0x58, 0x97, 0x93,
                             0x23, 0x84, 0x62, 0x64, 0x33, 0x83, 0x27, 0x95};

static void check_strings(const struct pdf_object *before, const struct pdf_object *after)
{
    assert(after->type == before->type && view_equal(after->source, before->source));
    if (before->type == PDF_STRING) assert(after->string.len <= before->string.len);
    if (before->type == PDF_ARRAY) {
        assert(after->array.count == before->array.count);
        for (size_t i = 0; i < before->array.count; i++) check_strings(before->array.item[i], after->array.item[i]);
    }
    if (before->type != PDF_DICTIONARY) return;
    assert(after->dictionary.count == before->dictionary.count);
    for (size_t i = 0; i < before->dictionary.count; i++) {
        assert(view_equal(after->dictionary.entry[i].key, before->dictionary.entry[i].key));
        check_strings(before->dictionary.entry[i].value, after->dictionary.entry[i].value);
    }
}

static void check_stream(struct pdf_crypt *c, const struct pdf_object *dictionary, struct view data)
{
    struct err e = {0};
    const struct pdf_object stream = {.type = PDF_STREAM, .stream = {dictionary, data, {4, 0}}};
    const struct pdf_object *filter = pdf_get(dictionary, "Filter");
    AUTO_BUF out = BUF_INIT(data.len), again = BUF_INIT(data.len);
    if (dictionary->type != PDF_DICTIONARY) return;
    const struct view *name = pdf_is(filter, PDF_NAME) ? &filter->name : NULL;
    if (!succeeds(pdf_crypt_stream(&out, c, &stream, name, &e), &e)) return;
    assert(out.len <= data.len);
    assert(pdf_crypt_stream(&again, c, &stream, name, &e) == OK && view_equal(bytes_of(&out), bytes_of(&again)));
}

static void check_object(struct pdf_crypt *c, struct arena *a, struct pdf_lex *x)
{
    struct err e = {0};
    const struct pdf_object *o, *once, *twice;
    if (!succeeds(pdf_parse(&o, x, &e), &e)) return;
    check_stream(c, o, view_part(x->source, x->at, x->source.len - x->at));
    if (!succeeds(pdf_crypt_object(&once, c, a, (struct pdf_ref){4, 0}, o, &e), &e)) return;
    check_strings(o, once);
    assert(pdf_crypt_object(&twice, c, a, (struct pdf_ref){4, 0}, o, &e) == OK && pdf_equal(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    const struct pdf_object *encrypt, string = {.type = PDF_STRING, .string = view_of(id, sizeof id)}, *first = &string;
    const struct pdf_object ids = {.type = PDF_ARRAY, .array = {&first, 1}};
    enum pdf_crypt_state state;
    AUTO(arena_free)
    struct arena *a = arena_new(ARENA_MAX);
    AUTO_LEX x = {.source = view_of(data, size), .arena = a};
    AUTO(pdf_crypt_free)
    struct pdf_crypt *c = NULL;
    assert(a != NULL);
    if (!succeeds(pdf_parse(&encrypt, &x, &e), &e)) return 0;
    if (!succeeds(pdf_crypt_new(&c, &state, encrypt, &ids, view_of(NULL, 0), &e), &e)) return 0;
    assert((c != NULL) == (state == PDF_CRYPT_OPEN));
    if (c != NULL) check_object(c, a, &x);
    return 0;
}
