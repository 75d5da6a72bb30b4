// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_crypt_priv.h"

#include <openssl/crypto.h>
#include <string.h>

#include "formats/base/text.h"

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

status pdf_crypt_find_filter(enum method *out, const struct pdf_crypt *c, struct view name, struct err *e)
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
    return name == NULL ? OK : pdf_crypt_find_filter(out, c, name->name, e);
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

static status open_lock(struct pdf_crypt *c, const struct pdf_password_lock *l, struct view password, struct err *e)
{
    c->revision = l->revision;
    c->permissions = l->permissions;
    c->covers_metadata = l->covers_metadata;
    pdf_password_encode(&c->password, l->revision, password);
    TRY(pdf_password_try(&c->opener, &c->key, l, &c->password, e));
    if (c->opener != PDF_OPENED_BY_NONE || password.len == 0) return OK;
    c->password = (struct pdf_password){0}; /* among files with a password there may be one without */
    return pdf_password_try(&c->opener, &c->key, l, &c->password, e);
}

/* = table 21: 16 bytes. Whoever only reads needs none. */
static struct view perms_of(const struct pdf_object *encrypt)
{
    enum { SIZE = 16 };
    const struct pdf_object *perms = pdf_get(encrypt, "Perms");
    return pdf_is(perms, PDF_STRING) ? view_part(perms->string, 0, SIZE) : view_of(NULL, 0);
}

status pdf_crypt_new(struct pdf_crypt **out, enum pdf_crypt_state *state, const struct pdf_object *encrypt,
                     const struct pdf_object *id, struct view password, struct err *e)
{
    AUTO(pdf_crypt_free)
    struct pdf_crypt *c = mem_new(sizeof *c);
    struct pdf_password_lock lock;
    size_t i;
    MEM_ENSURE(c);
    ENSURE(pdf_is(encrypt, PDF_DICTIONARY), ERR_SYNTAX, "PDF-06: /Encrypt is not a dictionary");
    TRY(find_known(&i, encrypt, e));
    *state = PDF_CRYPT_UNSUPPORTED;
    if (!pdf_is_name(pdf_get(encrypt, "Filter"), "Standard") || i == KNOWN) return OK;
    TRY(read_lock(&lock, encrypt, id, i, e));
    TRY(read_methods(c, encrypt, known[i].version, e));
    TRY(open_lock(c, &lock, password, e));
    c->perms = perms_of(encrypt);
    *state = c->opener == PDF_OPENED_BY_NONE ? PDF_CRYPT_LOCKED : PDF_CRYPT_OPEN;
    if (*state == PDF_CRYPT_OPEN) *out = TAKE(c);
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

/* ---- what it lets whoever opened it do ---- */

bool pdf_crypt_is_owner(const struct pdf_crypt *c)
{
    return c->opener == PDF_OPENED_BY_OWNER;
}

bool pdf_crypt_allows(const struct pdf_crypt *c, unsigned bit)
{
    return (c->permissions >> (bit - 1) & 1) != 0;
}

bool pdf_crypt_writes_rc4(const struct pdf_crypt *c)
{
    return c->strings == METHOD_RC4 || c->streams == METHOD_RC4 || c->files == METHOD_RC4;
}

/* = algorithm 13 */
status pdf_crypt_confirm(bool *out, const struct pdf_crypt *c, struct err *e)
{
    static const uint8_t no_iv[PDF_AES_BLOCK];
    uint8_t said[PDF_AES_BLOCK];
    *out = true;
    if (c->revision < 5) return OK;
    *out = false;
    if (c->perms.len != sizeof said) return OK;
    TRY(pdf_aes_decrypt(said, &c->key, no_iv, c->perms, e));
    uint32_t p = said[0] | (uint32_t)said[1] << 8 | (uint32_t)said[2] << 16 | (uint32_t)said[3] << 24;
    *out = memcmp(said + 9, "adb", 3) == 0 && p == c->permissions && said[8] == (c->covers_metadata ? 'T' : 'F');
    return OK;
}
