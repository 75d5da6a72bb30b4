// SPDX-License-Identifier: Apache-2.0
/* Keys of objects, and their strings and streams, decrypted and encrypted (ISO 32000-2 7.6.2 and 7.6.3). */
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

#include "formats/pdf/pdf_crypt_priv.h"

/* ---- keys and data of objects ---- */

/* = algorithms 1 and 1.A */
static status find_key(struct pdf_crypt *c, struct pdf_ref ref, enum method m, struct err *e)
{
    uint8_t hash[EVP_MAX_MD_SIZE];
    if (m == METHOD_AES_256) {
        c->of_object = c->key;
        c->method = m;
        return OK;
    }
    if (c->method == m && c->ref.number == ref.number && c->ref.generation == ref.generation) return OK;
    const uint8_t salt[] = {(uint8_t)ref.number,
                            (uint8_t)(ref.number >> 8),
                            (uint8_t)(ref.number >> 16),
                            (uint8_t)ref.generation,
                            (uint8_t)(ref.generation >> 8),
                            's',
                            'A',
                            'l',
                            'T'};
    const struct view parts[] = {view_of(c->key.bytes, c->key.len), view_of(salt, m == METHOD_AES_128 ? 9 : 5)};
    TRY(pdf_digest(hash, EVP_md5(), parts, 2, e));
    c->of_object.len = c->key.len + 5 < 16 ? c->key.len + 5 : 16;
    memcpy(c->of_object.bytes, hash, c->of_object.len);
    c->method = m;
    c->ref = ref;
    return OK;
}

/* `out` has room for in.len bytes. */
static status decrypt(size_t *len, uint8_t *out, struct pdf_crypt *c, struct pdf_ref ref, enum method m, struct view in,
                      struct err *e)
{
    *len = in.len;
    if (in.len == 0) return OK;
    if (m == METHOD_IDENTITY) {
        memcpy(out, in.data, in.len);
        return OK;
    }
    TRY(find_key(c, ref, m, e));
    if (m != METHOD_RC4) return pdf_aes_open(len, out, &c->of_object, in, e);
    pdf_rc4(out, &c->of_object, in);
    return OK;
}

/* ---- strings ---- */

struct pass {
    struct pdf_crypt *c;
    struct arena *arena;
    struct pdf_ref ref;
};

static status decrypt_value(const struct pdf_object **out, const struct pass *p, const struct pdf_object *o,
                            struct err *e);

static status copy_of(struct pdf_object **out, const struct pass *p, const struct pdf_object *o, struct err *e)
{
    void *taken;
    TRY(arena_take(&taken, p->arena, 1, sizeof *o, e));
    *out = taken;
    **out = *o;
    return OK;
}

static status decrypt_string(const struct pdf_object **out, const struct pass *p, const struct pdf_object *o,
                             struct err *e)
{
    struct pdf_object *copy;
    void *text;
    size_t len;
    TRY(copy_of(&copy, p, o, e));
    TRY(arena_take(&text, p->arena, o->string.len, 1, e));
    TRY(decrypt(&len, text, p->c, p->ref, p->c->strings, o->string, e));
    copy->string = view_of(text, len);
    *out = copy;
    return OK;
}

/* Copies the array as soon as one of its items is another. */
static status decrypt_array(const struct pdf_object **out, const struct pass *p, const struct pdf_object *o,
                            struct err *e)
{
    struct pdf_object *copy = NULL;
    for (size_t i = 0; i < o->array.count; i++) {
        const struct pdf_object *item;
        void *items;
        TRY(decrypt_value(&item, p, o->array.item[i], e));
        if (item == o->array.item[i]) continue;
        if (copy == NULL) {
            TRY(copy_of(&copy, p, o, e));
            TRY(arena_take(&items, p->arena, o->array.count, sizeof(const struct pdf_object *), e));
            copy->array.item = memcpy(items, o->array.item, o->array.count * sizeof(const struct pdf_object *));
        }
        copy->array.item[i] = item;
    }
    *out = copy == NULL ? o : copy;
    return OK;
}

/* = 7.6.2: "any hexadecimal strings representing the value of the Contents key in a Signature dictionary" */
bool pdf_crypt_is_plain(const struct pdf_object *dictionary, const struct pdf_entry *entry)
{
    return view_equals_string(entry->key, "Contents") && entry->value->type == PDF_STRING &&
           view_starts_with(entry->value->source, "<") && pdf_get(dictionary, "ByteRange") != NULL;
}

static status decrypt_dictionary(const struct pdf_object **out, const struct pass *p, const struct pdf_object *o,
                                 struct err *e)
{
    struct pdf_object *copy = NULL;
    struct pdf_entry *entries = NULL;
    for (size_t i = 0; i < o->dictionary.count; i++) {
        const struct pdf_object *value;
        void *taken;
        if (pdf_crypt_is_plain(o, &o->dictionary.entry[i])) continue;
        TRY(decrypt_value(&value, p, o->dictionary.entry[i].value, e));
        if (value == o->dictionary.entry[i].value) continue;
        if (copy == NULL) {
            TRY(copy_of(&copy, p, o, e));
            TRY(arena_take(&taken, p->arena, o->dictionary.count, sizeof *entries, e));
            entries = memcpy(taken, o->dictionary.entry, o->dictionary.count * sizeof *entries);
            copy->dictionary.entry = entries;
        }
        entries[i].value = value;
    }
    *out = copy == NULL ? o : copy;
    return OK;
}

static bool is_xref(const struct pdf_object *stream)
{
    return pdf_is_name(pdf_get(stream, "Type"), "XRef");
}

static status decrypt_stream(const struct pdf_object **out, const struct pass *p, const struct pdf_object *o,
                             struct err *e)
{
    const struct pdf_object *dictionary = o->stream.dictionary;
    struct pdf_object *copy;
    if (!is_xref(o)) TRY(decrypt_dictionary(&dictionary, p, o->stream.dictionary, e));
    *out = o;
    if (dictionary == o->stream.dictionary) return OK;
    TRY(copy_of(&copy, p, o, e));
    copy->stream.dictionary = dictionary;
    *out = copy;
    return OK;
}

/* As deep as the parser went, at most. */
static status decrypt_value(const struct pdf_object **out, const struct pass *p, const struct pdf_object *o,
                            struct err *e)
{
    switch (o->type) {
    case PDF_STRING:
        return decrypt_string(out, p, o, e);
    case PDF_ARRAY:
        return decrypt_array(out, p, o, e);
    case PDF_DICTIONARY:
        return decrypt_dictionary(out, p, o, e);
    case PDF_STREAM:
        return decrypt_stream(out, p, o, e);
    case PDF_NULL:
    case PDF_BOOLEAN:
    case PDF_INTEGER:
    case PDF_REAL:
    case PDF_NAME:
    case PDF_REFERENCE:
        break;
    }
    *out = o;
    return OK;
}

status pdf_crypt_object(const struct pdf_object **out, struct pdf_crypt *c, struct arena *arena, struct pdf_ref ref,
                        const struct pdf_object *o, struct err *e)
{
    const struct pass p = {c, arena, ref};
    const struct pdf_object *got = o;
    if (c->strings != METHOD_IDENTITY) TRY(decrypt_value(&got, &p, o, e));
    *out = got;
    return OK;
}

/* ---- streams ---- */

static status method_of_stream(enum method *out, const struct pdf_crypt *c, const struct pdf_object *stream,
                               const struct view *filter, struct err *e)
{
    const struct pdf_object *type = pdf_get(stream, "Type");
    *out = METHOD_IDENTITY;
    if (is_xref(stream)) return OK;
    if (filter != NULL) return pdf_crypt_find_filter(out, c, *filter, e);
    if (!c->covers_metadata && c->revision >= 4 && pdf_is_name(type, "Metadata")) return OK;
    *out = pdf_is_name(type, "EmbeddedFile") ? c->files : c->streams;
    return OK;
}

status pdf_crypt_stream(struct buf *out, struct pdf_crypt *c, const struct pdf_object *stream,
                        const struct view *filter, struct err *e)
{
    struct view in = stream->stream.encoded, written;
    enum method m;
    size_t len;
    TRY(method_of_stream(&m, c, stream, filter, e));
    if (in.len == 0) return OK;
    uint8_t *to = buf_extend(out, in.len);
    TRY(buf_done(&written, out, e));
    TRY(decrypt(&len, to, c, stream->stream.owner, m, in, e));
    out->len -= in.len - len;
    return OK;
}

/* ---- the other way ---- */

/* What the header says of it; `nth` is 0 for a stream. */
static status make_iv(uint8_t iv[static PDF_AES_BLOCK], const struct pdf_crypt *c, struct pdf_ref ref, uint32_t nth,
                      struct view text, struct err *e)
{
    uint8_t said[SHA256_DIGEST_LENGTH + 3 * sizeof nth], mac[SHA256_DIGEST_LENGTH];
    const uint32_t place[] = {ref.number, ref.generation, nth};
    TRY(pdf_digest(said, EVP_sha256(), &text, 1, e));
    memcpy(said + SHA256_DIGEST_LENGTH, place, sizeof place);
    ENSURE(HMAC(EVP_sha256(), c->key.bytes, (int)c->key.len, said, sizeof said, mac, NULL) != NULL, ERR_INTERNAL,
           "OpenSSL cannot compute a digest");
    memcpy(iv, mac, PDF_AES_BLOCK);
    return OK;
}

static status encrypt(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, enum method m, uint32_t nth,
                      struct view text, struct err *e)
{
    uint8_t iv[PDF_AES_BLOCK];
    struct view written;
    if (m == METHOD_IDENTITY) {
        buf_put(out, text);
        return buf_done(&written, out, e);
    }
    ENSURE(m == METHOD_AES_128 || m == METHOD_AES_256, ERR_REFUSED, "PDF-06: nothing is encrypted with RC4 here");
    TRY(find_key(c, ref, m, e));
    TRY(make_iv(iv, c, ref, nth, text, e));
    uint8_t *to = buf_extend(out, pdf_aes_sealed_size(text.len));
    TRY(buf_done(&written, out, e));
    return pdf_aes_seal(to, &c->of_object, iv, text, e);
}

status pdf_crypt_put_string(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, uint32_t nth, struct view text,
                            struct err *e)
{
    return encrypt(out, c, ref, c->strings, nth, text, e);
}

status pdf_crypt_put_stream(struct buf *out, struct pdf_crypt *c, const struct pdf_object *stream,
                            const struct view *filter, struct err *e)
{
    enum method m;
    TRY(method_of_stream(&m, c, stream, filter, e));
    return encrypt(out, c, stream->stream.owner, m, 0, stream->stream.encoded, e);
}
