// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_crypt.h"

#include <openssl/crypto.h>
#include <string.h>

#include "formats/base/text.h"

enum method { METHOD_IDENTITY = 1, METHOD_RC4, METHOD_AES_128, METHOD_AES_256, METHOD_OTHER };

/* A crypt filter of /CF (table 25). */
struct filter {
    struct view name;
    enum method method;
};

struct pdf_crypt {
    struct pdf_key key; /* the file's */
    struct pdf_password password;
    unsigned revision;
    bool covers_metadata;
    struct filter filter[LIMIT_PDF_CRYPT_FILTERS];
    size_t filter_count;
    enum method strings, streams, files;
    /* The object whose key is at hand */
    struct pdf_ref ref;
    enum method method;
    struct pdf_key of_object;
};

/* ---- what /Encrypt says ---- */

static status get_integer(int64_t *out, const struct pdf_object *dictionary, const char *key, int64_t otherwise,
                          struct err *e)
{
    const struct pdf_object *o = pdf_get(dictionary, key);
    ENSURE(o == NULL || o->type == PDF_INTEGER, ERR_SYNTAX, "PDF-06: /Encrypt with an unusable /%s", key);
    *out = o == NULL ? otherwise : o->integer;
    return OK;
}

/* The first `len` bytes: some producers fill up with zeros. */
static status get_string(struct view *out, const struct pdf_object *dictionary, const char *key, size_t len,
                         struct err *e)
{
    const struct pdf_object *o = pdf_get(dictionary, key);
    ENSURE(pdf_is(o, PDF_STRING) && o->string.len >= len, ERR_SYNTAX, "PDF-06: /Encrypt with an unusable /%s", key);
    *out = view_part(o->string, 0, len);
    return OK;
}

/* Versions and revisions that go together (tables 20 and 21), and the only key length where there is one. */
static const struct {
    int64_t version, revision;
    size_t key_len; /* 0: /Length says */
} known[] = {{1, 2, 5}, {1, 3, 5}, {2, 2, 5}, {2, 3, 0}, {4, 4, 16}, {5, 5, 32}, {5, 6, 32}};

enum { KNOWN = sizeof known / sizeof known[0] };

static status get_key_len(size_t *out, const struct pdf_object *encrypt, size_t i, struct err *e)
{
    int64_t bits;
    *out = known[i].key_len;
    if (*out != 0) return OK;
    TRY(get_integer(&bits, encrypt, "Length", 40, e));
    ENSURE(bits >= 40 && bits <= 128 && bits % 8 == 0, ERR_SYNTAX, "PDF-06: /Encrypt with an unusable /%s", "Length");
    *out = (size_t)bits / 8;
    return OK;
}

static status get_flag(bool *out, const struct pdf_object *dictionary, const char *key, bool otherwise, struct err *e)
{
    const struct pdf_object *o = pdf_get(dictionary, key);
    ENSURE(o == NULL || o->type == PDF_BOOLEAN, ERR_SYNTAX, "PDF-06: /Encrypt with an unusable /%s", key);
    *out = o == NULL ? otherwise : o->boolean;
    return OK;
}

/* /P is a signed number of 32 bits; some producers write it unsigned. */
static status get_permissions(uint32_t *out, const struct pdf_object *encrypt, struct err *e)
{
    int64_t p;
    TRY(get_integer(&p, encrypt, "P", INT64_MAX, e));
    ENSURE(p >= INT32_MIN && p <= UINT32_MAX, ERR_SYNTAX, "PDF-06: /Encrypt with an unusable /%s", "P");
    *out = (uint32_t)(p & UINT32_MAX);
    return OK;
}

static status get_values(struct pdf_password_lock *l, const struct pdf_object *encrypt, const struct pdf_object *id,
                         struct err *e)
{
    size_t len = l->revision >= 5 ? 48 : 32;
    TRY(get_string(&l->o, encrypt, "O", len, e));
    TRY(get_string(&l->u, encrypt, "U", len, e));
    if (l->revision >= 5) {
        TRY(get_string(&l->oe, encrypt, "OE", 32, e));
        return get_string(&l->ue, encrypt, "UE", 32, e);
    }
    bool usable = pdf_is(id, PDF_ARRAY) && id->array.count > 0 && id->array.item[0]->type == PDF_STRING;
    ENSURE(id == NULL || usable, ERR_SYNTAX, "PDF-06: an encrypted file with an unusable /ID");
    l->id = usable ? id->array.item[0]->string : view_of(NULL, 0);
    return OK;
}

/* *i: KNOWN where there is no such pair. */
static status find_known(size_t *i, const struct pdf_object *encrypt, struct err *e)
{
    int64_t version, revision;
    TRY(get_integer(&version, encrypt, "V", 0, e));
    TRY(get_integer(&revision, encrypt, "R", 0, e));
    for (*i = 0; *i < KNOWN; ++*i)
        if (known[*i].version == version && known[*i].revision == revision) return OK;
    return OK;
}

static status read_lock(struct pdf_password_lock *l, const struct pdf_object *encrypt, const struct pdf_object *id,
                        size_t i, struct err *e)
{
    *l = (struct pdf_password_lock){.revision = (unsigned)known[i].revision};
    TRY(get_key_len(&l->key_len, encrypt, i, e));
    TRY(get_permissions(&l->permissions, encrypt, e));
    TRY(get_flag(&l->covers_metadata, encrypt, "EncryptMetadata", true, e));
    return get_values(l, encrypt, id, e);
}

/* ---- crypt filters ---- */

static enum method method_of(const struct pdf_object *filter, int64_t version)
{
    static const struct {
        const char *name;
        int64_t version;
        enum method method;
    } methods[] = {{"V2", 4, METHOD_RC4}, {"AESV2", 4, METHOD_AES_128}, {"AESV3", 5, METHOD_AES_256}};
    const struct pdf_object *name = pdf_get(filter, "CFM");
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (methods[i].version == version && pdf_is_name(name, methods[i].name)) return methods[i].method;
    return METHOD_OTHER;
}

/* In bytes or, by some, in bits: readers that believe another length would see another document. */
static status check_length(const struct pdf_object *filter, enum method m, struct err *e)
{
    int64_t length;
    TRY(get_integer(&length, filter, "Length", 16, e));
    ENSURE(m != METHOD_RC4 || length == 16 || length == 128, ERR_REFUSED,
           "PDF-06: a crypt filter with a key of another length than 128 bits is not supported");
    return OK;
}

static status read_filters(struct pdf_crypt *c, const struct pdf_object *encrypt, int64_t version, struct err *e)
{
    const struct pdf_object *all = pdf_get(encrypt, "CF");
    if (all == NULL) return OK;
    ENSURE(all->type == PDF_DICTIONARY && all->dictionary.count <= LIMIT_PDF_CRYPT_FILTERS, ERR_SYNTAX,
           "PDF-06: /Encrypt with an unusable /%s", "CF");
    for (size_t i = 0; i < all->dictionary.count; i++) {
        const struct pdf_entry *entry = &all->dictionary.entry[i];
        ENSURE(entry->value->type == PDF_DICTIONARY, ERR_SYNTAX, "PDF-06: /Encrypt with an unusable /%s", "CF");
        struct filter *f = &c->filter[c->filter_count++];
        *f = (struct filter){entry->key, method_of(entry->value, version)};
        TRY(check_length(entry->value, f->method, e));
    }
    return OK;
}

static status find_filter(enum method *out, const struct pdf_crypt *c, struct view name, struct err *e)
{
    *out = METHOD_IDENTITY;
    if (view_equals_string(name, "Identity")) return OK;
    for (size_t i = 0; i < c->filter_count; i++) {
        if (!view_equal(c->filter[i].name, name)) continue;
        *out = c->filter[i].method;
        ENSURE(*out != METHOD_OTHER, ERR_REFUSED, "PDF-06: the crypt filter %s is of a kind that is not supported",
               text_escape(name).s);
        return OK;
    }
    FAIL(ERR_SYNTAX, "PDF-06: there is no crypt filter %s", text_escape(name).s);
}

static status choose_filter(enum method *out, const struct pdf_crypt *c, const struct pdf_object *encrypt,
                            const char *key, enum method otherwise, struct err *e)
{
    const struct pdf_object *name = pdf_get(encrypt, key);
    ENSURE(name == NULL || name->type == PDF_NAME, ERR_SYNTAX, "PDF-06: /Encrypt with an unusable /%s", key);
    *out = otherwise;
    return name == NULL ? OK : find_filter(out, c, name->name, e);
}

/* = table 20 */
static status read_methods(struct pdf_crypt *c, const struct pdf_object *encrypt, int64_t version, struct err *e)
{
    c->strings = c->streams = c->files = METHOD_RC4;
    if (version < 4) return OK;
    TRY(read_filters(c, encrypt, version, e));
    TRY(choose_filter(&c->strings, c, encrypt, "StrF", METHOD_IDENTITY, e));
    TRY(choose_filter(&c->streams, c, encrypt, "StmF", METHOD_IDENTITY, e));
    return choose_filter(&c->files, c, encrypt, "EFF", c->streams, e);
}

/* ---- opening ---- */

static status open_lock(bool *opens, struct pdf_crypt *c, const struct pdf_password_lock *l, struct view password,
                        struct err *e)
{
    c->revision = l->revision;
    c->covers_metadata = l->covers_metadata;
    pdf_password_encode(&c->password, l->revision, password);
    TRY(pdf_password_try(opens, &c->key, l, &c->password, e));
    if (*opens || password.len == 0) return OK;
    c->password = (struct pdf_password){0}; /* among files with a password there may be one without */
    return pdf_password_try(opens, &c->key, l, &c->password, e);
}

status pdf_crypt_new(struct pdf_crypt **out, enum pdf_crypt_state *state, const struct pdf_object *encrypt,
                     const struct pdf_object *id, struct view password, struct err *e)
{
    AUTO(pdf_crypt_free)
    struct pdf_crypt *c = mem_new(sizeof *c);
    struct pdf_password_lock lock;
    bool opens;
    size_t i;
    MEM_ENSURE(c);
    ENSURE(pdf_is(encrypt, PDF_DICTIONARY), ERR_SYNTAX, "PDF-06: /Encrypt is not a dictionary");
    TRY(find_known(&i, encrypt, e));
    *state = PDF_CRYPT_UNSUPPORTED;
    if (!pdf_is_name(pdf_get(encrypt, "Filter"), "Standard") || i == KNOWN) return OK;
    TRY(read_lock(&lock, encrypt, id, i, e));
    TRY(read_methods(c, encrypt, known[i].version, e));
    TRY(open_lock(&opens, c, &lock, password, e));
    *state = opens ? PDF_CRYPT_OPEN : PDF_CRYPT_LOCKED;
    if (opens) *out = TAKE(c);
    return OK;
}

void pdf_crypt_free(struct pdf_crypt *c)
{
    if (c == NULL) return;
    OPENSSL_cleanse(c, sizeof *c);
    mem_free(c);
}

bool pdf_crypt_uses_id(const struct pdf_crypt *c)
{
    return c->revision <= 4;
}

const char *pdf_crypt_password(const struct pdf_crypt *c)
{
    return c->password.bytes;
}

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
static bool is_plain(const struct pdf_object *dictionary, const struct pdf_entry *entry)
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
        if (is_plain(o, &o->dictionary.entry[i])) continue;
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
    if (filter != NULL) return find_filter(out, c, *filter, e);
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
