// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_seed.h"

void pdf_seed_init(struct pdf_seed *s)
{
    *s = (struct pdf_seed){0};
    for (size_t i = 0; i < PDF_SEED_COUNT; i++) s->value[i].items = BUF_INIT(LIMIT_PDF_SEED);
}

void pdf_seed_clear(struct pdf_seed *s)
{
    for (size_t i = 0; i < PDF_SEED_COUNT; i++) buf_clear(&s->value[i].items);
}

const char *pdf_seed_name(enum pdf_seed_entry entry)
{
    static const char *const names[PDF_SEED_COUNT] = {
        [PDF_SEED_FILTER] = "Filter",
        [PDF_SEED_SUBFILTER] = "SubFilter",
        [PDF_SEED_VERSION] = "V",
        [PDF_SEED_REASONS] = "Reasons",
        [PDF_SEED_ATTESTATIONS] = "LegalAttestation",
        [PDF_SEED_REVOCATION] = "AddRevInfo",
        [PDF_SEED_DIGESTS] = "DigestMethod",
        [PDF_SEED_LOCK_DOCUMENT] = "LockDocument",
        [PDF_SEED_APPEARANCE] = "AppearanceFilter",
        [PDF_SEED_MDP] = "MDP",
        [PDF_SEED_TIMESTAMP] = "TimeStamp",
        [PDF_SEED_SUBJECTS] = "Cert/Subject",
        [PDF_SEED_ISSUERS] = "Cert/Issuer",
        [PDF_SEED_POLICIES] = "Cert/OID",
        [PDF_SEED_NAMES] = "Cert/SubjectDN",
        [PDF_SEED_KEY_USAGES] = "Cert/KeyUsage",
        [PDF_SEED_URL] = "Cert/URL",
        [PDF_SEED_URL_TYPE] = "Cert/URLType",
        [PDF_SEED_SIGNATURE_POLICY] = "Cert/SignaturePolicyOID",
        [PDF_SEED_UNKNOWN] = "Ff",
    };
    return names[entry];
}

void pdf_seed_put(struct buf *out, const struct pdf_seed *s)
{
    for (size_t i = 0; i < PDF_SEED_COUNT; i++) {
        const struct pdf_seed_value *v = &s->value[i];
        wire_put_u8(out, v->is_given);
        wire_put_u8(out, v->is_required);
        wire_put_bytes(out, view_of(v->items.data, v->items.len));
        out->failed |= v->items.failed;
    }
}

/* Whoever reads the items later may rely on their lengths. */
static status check_items(struct view items, struct err *e)
{
    struct view item;
    while (items.len > 0) TRY(wire_get_bytes(&item, &items, LIMIT_PDF_SEED, e));
    return OK;
}

static status get_value(struct pdf_seed_value *v, struct view *in, struct err *e)
{
    struct view items;
    TRY(wire_get_bool(&v->is_given, in, e));
    TRY(wire_get_bool(&v->is_required, in, e));
    TRY(wire_get_bytes(&items, in, LIMIT_PDF_SEED, e));
    TRY(check_items(items, e));
    return buf_copy(&v->items, items, e);
}

status pdf_seed_get(struct pdf_seed *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(pdf_seed_clear) struct pdf_seed got;
    struct view rest = *in;
    pdf_seed_init(&got);
    for (size_t i = 0; i < PDF_SEED_COUNT; i++) TRY(get_value(&got.value[i], &rest, e));
    pdf_seed_clear(out);
    *out = got;
    *in = rest;
    pdf_seed_init(&got);
    return OK;
}

bool pdf_seed_next(struct view *item, struct view *items)
{
    struct err ignored = {0};
    return items->len > 0 && wire_get_bytes(item, items, LIMIT_PDF_SEED, &ignored) == OK;
}
