// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_seed_read.h"

#include <math.h>

#include "formats/pdf/pdf_text.h"

/* --- the entries --- */

enum shape {
    NAME,
    NAMES,   /* of an array; strings are taken, too */
    NUMBER,  /* as the next whole one */
    BOOLEAN, /* "true" or "false" */
    TEXT,
    TEXTS,
    BYTE_STRINGS,
    DICTIONARIES /* of an array */
};

enum holder { SEED, CERTIFICATE, MDP, TIMESTAMP };

/* `flag`: the bit of the holder's /Ff that makes it a must (tables 234 and 235); 0: none does. */
static const struct row {
    enum pdf_seed_entry entry;
    enum holder holder;
    const char *key;
    enum shape shape;
    uint32_t flag;
} rows[] = {
    {PDF_SEED_FILTER, SEED, "Filter", NAME, 1 << 0},
    {PDF_SEED_SUBFILTER, SEED, "SubFilter", NAMES, 1 << 1},
    {PDF_SEED_VERSION, SEED, "V", NUMBER, 1 << 2},
    {PDF_SEED_REASONS, SEED, "Reasons", TEXTS, 1 << 3},
    {PDF_SEED_ATTESTATIONS, SEED, "LegalAttestation", TEXTS, 1 << 4},
    {PDF_SEED_REVOCATION, SEED, "AddRevInfo", BOOLEAN, 1 << 5},
    {PDF_SEED_DIGESTS, SEED, "DigestMethod", NAMES, 1 << 6},
    {PDF_SEED_LOCK_DOCUMENT, SEED, "LockDocument", NAME, 1 << 7},
    {PDF_SEED_APPEARANCE, SEED, "AppearanceFilter", TEXT, 1 << 8},
    {PDF_SEED_MDP, MDP, "P", NUMBER, 0},
    {PDF_SEED_TIMESTAMP, TIMESTAMP, "URL", TEXT, 1 << 0},
    {PDF_SEED_SUBJECTS, CERTIFICATE, "Subject", BYTE_STRINGS, 1 << 0},
    {PDF_SEED_ISSUERS, CERTIFICATE, "Issuer", BYTE_STRINGS, 1 << 1},
    {PDF_SEED_POLICIES, CERTIFICATE, "OID", TEXTS, 1 << 2},
    {PDF_SEED_NAMES, CERTIFICATE, "SubjectDN", DICTIONARIES, 1 << 3},
    {PDF_SEED_KEY_USAGES, CERTIFICATE, "KeyUsage", TEXTS, 1 << 5},
    {PDF_SEED_URL, CERTIFICATE, "URL", TEXT, 1 << 6},
    {PDF_SEED_URL_TYPE, CERTIFICATE, "URLType", NAME, 1 << 6},
    {PDF_SEED_SIGNATURE_POLICY, CERTIFICATE, "SignaturePolicyOID", TEXT, 0},
};

static const struct {
    const char *key; /* in /SV; NULL: /SV itself */
    uint32_t flags;  /* that have a meaning */
    const char *const known[16];
} holders[] = {
    [SEED] = {NULL,
              0x1ff,
              {"Type", "Ff", "Filter", "SubFilter", "V", "Reasons", "LegalAttestation", "AddRevInfo", "DigestMethod",
               "LockDocument", "AppearanceFilter", "MDP", "TimeStamp", "Cert"}},
    [CERTIFICATE] = {"Cert",
                     0x7f,
                     {"Type", "Ff", "Subject", "Issuer", "OID", "SubjectDN", "KeyUsage", "URL", "URLType",
                      "SignaturePolicyOID", "SignaturePolicyHashValue", "SignaturePolicyHashAlgorithm",
                      "SignaturePolicyCommitmentType"}},
    [MDP] = {"MDP", 0, {"P"}},
    [TIMESTAMP] = {"TimeStamp", 1, {"URL", "Ff"}},
};

/* --- items --- */

struct reading {
    struct pdf_file *file;
    size_t revision;
    struct pdf_seed *out;
};

static void put_text(struct buf *out, struct view string)
{
    AUTO_BUF text = BUF_INIT(LIMIT_PDF_SEED);
    pdf_text_decode(&text, string);
    wire_put_bytes(out, view_of(text.data, text.len));
    out->failed |= text.failed;
}

/* Versions and levels: small, and nobody has half a level. */
static void put_number(struct buf *out, double value)
{
    AUTO_BUF text = BUF_INIT(16);
    buf_printf(&text, "%d", fabs(value) < 1000 ? (int)ceil(value) : 1000);
    wire_put_bytes(out, view_of(text.data, text.len));
}

static status put_dictionary(struct buf *out, const struct reading *r, const struct pdf_object *o, struct err *e)
{
    AUTO_BUF pairs = BUF_INIT(LIMIT_PDF_SEED);
    const struct pdf_object *value;
    for (size_t i = 0; i < o->dictionary.count; i++) {
        TRY(pdf_file_resolve(&value, r->file, o->dictionary.entry[i].value, r->revision, e));
        wire_put_bytes(&pairs, o->dictionary.entry[i].key);
        put_text(&pairs, value->type == PDF_STRING ? value->string : view_of(NULL, 0));
    }
    wire_put_bytes(out, view_of(pairs.data, pairs.len));
    out->failed |= pairs.failed;
    return OK;
}

/* One that has another type than it should is left out. */
static status put_item(struct buf *out, const struct reading *r, enum shape shape, const struct pdf_object *o,
                       struct err *e)
{
    double number;
    switch (shape) {
    case NAME:
    case NAMES:
        if (o->type == PDF_NAME) wire_put_bytes(out, o->name);
        if (o->type == PDF_STRING && shape == NAMES) put_text(out, o->string);
        return OK;
    case NUMBER:
        if (pdf_number(&number, o)) put_number(out, number);
        return OK;
    case BOOLEAN:
        if (o->type == PDF_BOOLEAN) wire_put_string(out, o->boolean ? "true" : "false");
        return OK;
    case TEXT:
    case TEXTS:
        if (o->type == PDF_STRING) put_text(out, o->string);
        return OK;
    case BYTE_STRINGS:
        if (o->type == PDF_STRING) wire_put_bytes(out, o->string);
        return OK;
    case DICTIONARIES:
        return o->type == PDF_DICTIONARY ? put_dictionary(out, r, o, e) : OK;
    }
    return OK;
}

static bool is_list(enum shape shape)
{
    return shape == NAMES || shape == TEXTS || shape == BYTE_STRINGS || shape == DICTIONARIES;
}

static status put_items(struct buf *out, const struct reading *r, enum shape shape, const struct pdf_object *o,
                        struct err *e)
{
    const struct pdf_object *item;
    if (!is_list(shape)) return put_item(out, r, shape, o, e);
    if (o->type != PDF_ARRAY) return OK;
    ENSURE(o->array.count <= LIMIT_PDF_SEED_ITEMS, ERR_LIMIT, "the field asks for too much: a seed value of %zu items",
           o->array.count);
    for (size_t i = 0; i < o->array.count; i++) {
        TRY(pdf_file_resolve(&item, r->file, o->array.item[i], r->revision, e));
        TRY(put_item(out, r, shape, item, e));
    }
    return OK;
}

/* --- dictionaries --- */

static status read_row(const struct reading *r, const struct row *row, const struct pdf_object *holder, uint32_t flags,
                       struct err *e)
{
    const struct pdf_object *o;
    struct view done;
    struct pdf_seed_value *v = &r->out->value[row->entry];
    TRY(pdf_file_get(&o, r->file, holder, row->key, r->revision, e));
    v->is_given = o->type != PDF_NULL;
    v->is_required = (flags & row->flag) != 0;
    TRY(put_items(&v->items, r, row->shape, o, e));
    return buf_done(&done, &v->items, e);
}

static bool is_known(enum holder h, struct view key)
{
    for (size_t i = 0; i < sizeof holders[h].known / sizeof holders[h].known[0] && holders[h].known[i] != NULL; i++)
        if (view_equals_string(key, holders[h].known[i])) return true;
    return false;
}

/* Flags that say that something must be, and nobody knows what. Those that are no number ask for everything. */
static status read_flags(uint32_t *out, const struct reading *r, enum holder h, const struct pdf_object *holder,
                         struct err *e)
{
    const struct pdf_object *flags;
    struct pdf_seed_value *unknown = &r->out->value[PDF_SEED_UNKNOWN];
    TRY(pdf_file_get(&flags, r->file, holder, "Ff", r->revision, e));
    *out = flags->type == PDF_NULL ? 0 : UINT32_MAX;
    if (flags->type == PDF_INTEGER && flags->integer >= 0 && flags->integer <= UINT32_MAX)
        *out = (uint32_t)flags->integer;
    unknown->is_required |= (*out & ~holders[h].flags) != 0;
    unknown->is_given |= unknown->is_required;
    for (size_t i = 0; i < holder->dictionary.count; i++) {
        struct view key = holder->dictionary.entry[i].key;
        if (is_known(h, key)) continue;
        unknown->is_given = true;
        wire_put_bytes(&unknown->items, key);
    }
    return OK;
}

static status read_holder(const struct reading *r, enum holder h, const struct pdf_object *seed, struct err *e)
{
    const struct pdf_object *holder = seed;
    uint32_t flags;
    if (holders[h].key != NULL) TRY(pdf_file_get(&holder, r->file, seed, holders[h].key, r->revision, e));
    if (holder->type == PDF_NULL) return OK;
    ENSURE(holder->type == PDF_DICTIONARY, ERR_REFUSED,
           "ISO 32000-1 table 234: the seed values of the field are malformed: nobody knows what they ask for");
    TRY(read_flags(&flags, r, h, holder, e));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].holder == h) TRY(read_row(r, &rows[i], holder, flags, e));
    return OK;
}

status pdf_seed_read(struct pdf_seed *out, struct pdf_file *file, const struct pdf_object *seed, struct err *e)
{
    struct reading r = {file, pdf_file_revision_count(file) - 1, out};
    for (int h = SEED; h <= TIMESTAMP; h++) TRY(read_holder(&r, (enum holder)h, seed, e));
    struct pdf_seed_value *level = &out->value[PDF_SEED_MDP], *timestamp = &out->value[PDF_SEED_TIMESTAMP];
    level->is_required = level->is_given;          /* no flag makes it a wish */
    timestamp->is_given |= timestamp->is_required; /* from anywhere */
    return OK;
}
