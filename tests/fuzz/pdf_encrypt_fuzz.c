// SPDX-License-Identifier: Apache-2.0
/*
 * An /Encrypt dictionary, and behind it an object as a writer of an update writes it: what opens with the empty
 * password encrypts it so that it decrypts to the same, twice to the same bytes, and nothing but strings, data and
 * /Length is other than it was.
 */
#include "formats/pdf/pdf_encrypt.h"
#include "formats/pdf/pdf_parse.h"
#include "tests/fuzz/fuzz.h"

enum { ARENA_MAX = 16 << 20, TEXT_MAX = 1 << 20 };

static const uint8_t id[] = {0x31, 0x41, 0x59, 0x26, 0x53, 0x58, 0x97, 0x93,
                             0x23, 0x84, 0x62, 0x64, 0x33, 0x83, 0x27, 0x95};
static const struct pdf_ref ref = {4, 0};

/* An object of ours, and the data behind its dictionary. */
struct text {
    const struct pdf_object *object;
    struct view bytes, data;
    bool is_stream;
};

/* What pdf_encrypt_object took must be such a text. */
static void read_text(struct text *t, struct view bytes, struct arena *a)
{
    static const char begin[] = "\nstream\n", end[] = "\nendstream";
    struct err e = {0};
    AUTO_LEX x = {.source = bytes, .arena = a};
    *t = (struct text){.bytes = bytes};
    assert(pdf_parse(&t->object, &x, &e) == OK);
    size_t at = view_find(bytes, x.at, view_of_string(begin + 1));
    t->is_stream = t->object->type == PDF_DICTIONARY && at != SIZE_MAX;
    if (t->is_stream) {
        at += sizeof begin - 2;
        assert(bytes.len >= at + sizeof end - 1);
        t->data = view_part(bytes, at, (size_t)pdf_get(t->object, "Length")->integer);
    }
}

/* The text without its strings, and without a stream's /Length. */
static void strip(struct buf *out, const struct pdf_object *o, const struct text *t, size_t *at)
{
    if (o->type == PDF_STRING || (t->is_stream && o == pdf_get(t->object, "Length"))) {
        size_t start = (size_t)(o->source.data - t->bytes.data);
        buf_put(out, view_part(t->bytes, *at, start - *at));
        *at = start + o->source.len;
    }
    for (size_t i = 0; o->type == PDF_ARRAY && i < o->array.count; i++) strip(out, o->array.item[i], t, at);
    for (size_t i = 0; o->type == PDF_DICTIONARY && i < o->dictionary.count; i++)
        strip(out, o->dictionary.entry[i].value, t, at);
}

static void check_rest(const struct text *a, const struct text *b)
{
    const struct text *const both[] = {a, b};
    struct buf stripped[2] = {BUF_INIT(TEXT_MAX), BUF_INIT(TEXT_MAX)};
    for (size_t i = 0; i < 2; i++) {
        size_t at = 0, end = (size_t)(both[i]->object->source.data + both[i]->object->source.len - both[i]->bytes.data);
        strip(&stripped[i], both[i]->object, both[i], &at);
        buf_put(&stripped[i], view_part(both[i]->bytes, at, end - at));
    }
    /* spaces that an edit puts around /Length aside */
    assert(a->is_stream || view_equal(bytes_of(&stripped[0]), bytes_of(&stripped[1])));
    assert(stripped[1].len <= stripped[0].len + 2);
    for (size_t i = 0; i < 2; i++) buf_clear(&stripped[i]);
}

static const struct view *crypt_filter(const struct pdf_object *o, struct view *room)
{
    const struct pdf_object *filter = pdf_get(o, "Filter"), *parms = pdf_get(o, "DecodeParms");
    if (pdf_is(filter, PDF_ARRAY) && filter->array.count > 0) filter = filter->array.item[0];
    if (pdf_is(parms, PDF_ARRAY) && parms->array.count > 0) parms = parms->array.item[0];
    const struct pdf_object *name = pdf_get(parms, "Name");
    *room = pdf_is(name, PDF_NAME) ? name->name : view_of_string("Identity");
    return pdf_is_name(filter, "Crypt") ? room : NULL;
}

static void check_data(struct pdf_crypt *c, const struct text *before, const struct text *after)
{
    struct err e = {0};
    struct view room;
    AUTO_BUF back = BUF_INIT(TEXT_MAX);
    const struct pdf_object stream = {.type = PDF_STREAM, .stream = {after->object, after->data, ref}};
    assert(pdf_crypt_stream(&back, c, &stream, crypt_filter(after->object, &room), &e) == OK);
    assert(view_equal(bytes_of(&back), before->data));
}

static void check_values(struct pdf_crypt *c, struct arena *a, const struct text *before, const struct text *after)
{
    struct err e = {0};
    const struct pdf_object *back;
    const struct pdf_object stream = {.type = PDF_STREAM, .stream = {after->object, after->data, ref}};
    if (!after->is_stream) {
        assert(pdf_crypt_object(&back, c, a, ref, after->object, &e) == OK && pdf_equal(before->object, back));
        return;
    }
    assert(pdf_crypt_object(&back, c, a, ref, &stream, &e) == OK);
    const struct pdf_object *dictionary = back->stream.dictionary;
    assert(dictionary->dictionary.count == before->object->dictionary.count);
    for (size_t i = 0; i < dictionary->dictionary.count; i++) {
        const struct pdf_entry *entry = &before->object->dictionary.entry[i];
        assert(view_equals_string(entry->key, "Length") ||
               pdf_equal(entry->value, pdf_get_near(dictionary, i, entry->key)));
    }
    check_data(c, before, after);
}

static void check_text(struct pdf_crypt *c, struct arena *a, struct view bytes)
{
    struct err e = {0};
    struct text before, after;
    AUTO_BUF out = BUF_INIT(TEXT_MAX), again = BUF_INIT(TEXT_MAX);
    if (!succeeds(pdf_encrypt_object(&out, c, ref, bytes, &e), &e)) return;
    assert(!out.failed);
    assert(pdf_encrypt_object(&again, c, ref, bytes, &e) == OK && view_equal(bytes_of(&out), bytes_of(&again)));
    read_text(&before, bytes, a);
    read_text(&after, bytes_of(&out), a);
    assert(before.is_stream == after.is_stream);
    check_values(c, a, &before, &after);
    check_rest(&before, &after);
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
    pdf_lex_skip(&x);
    if (c != NULL) check_text(c, a, view_part(x.source, x.at, x.source.len - x.at));
    return 0;
}
