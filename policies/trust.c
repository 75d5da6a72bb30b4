// SPDX-License-Identifier: Apache-2.0
#include "policies/trust.h"

#include <string.h>

#include "policies/trust_priv.h"

struct trust *trust_new(void)
{
    struct trust *t = mem_new(sizeof *t);
    if (t == NULL) return NULL;
    t->anchors = sk_X509_new_null();
    if (t->anchors != NULL) return t;
    trust_free(t);
    return NULL;
}

void trust_free(struct trust *t)
{
    if (t == NULL) return;
    sk_X509_pop_free(t->anchors, X509_free);
    mem_free(t->infos);
    answers_clear(&t->answers);
    mem_free(t);
}

size_t trust_anchor_count(const struct trust *t)
{
    return (size_t)sk_X509_num(t->anchors);
}

/* Room for one more of what stands beside the certificates. */
static status reserve(struct trust *t, struct err *e)
{
    size_t used = trust_anchor_count(t);
    ENSURE(used < LIMIT_ANCHORS, ERR_TRUST, "more than %d certificates to trust", LIMIT_ANCHORS);
    if (used < t->info_capacity) return OK;
    size_t capacity = t->info_capacity == 0 ? 4 : 2 * t->info_capacity;
    struct anchor_info *infos = mem_resize_array(t->infos, t->info_capacity, capacity, sizeof *infos);
    MEM_ENSURE(infos);
    t->infos = infos;
    t->info_capacity = capacity;
    return OK;
}

static bool has_anchor(const struct trust *t, const X509 *c)
{
    for (int i = 0; i < sk_X509_num(t->anchors); i++)
        if (X509_cmp(sk_X509_value(t->anchors, i), c) == 0) return true;
    return false;
}

static status push(struct trust *t, X509 *c, const struct anchor_info *i, struct err *e)
{
    if (has_anchor(t, c)) return OK;
    TRY(reserve(t, e));
    t->infos[trust_anchor_count(t)] = *i;
    ENSURE(sk_X509_push(t->anchors, c) > 0, ERR_INTERNAL, "out of memory");
    X509_up_ref(c);
    return OK;
}

static status add_anchor(struct trust *t, X509 *c, const char *source, struct err *e)
{
    struct anchor_info i;
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(OSSL_DER(&der, X509, c, e));
    TRY(anchor_info_of_x509(&i, c, view_of(der.data, der.len), source, e));
    return push(t, c, &i, e);
}

static status add_anchors(struct trust *t, STACK_OF(X509) * all, const char *source, struct err *e)
{
    for (int i = 0; i < sk_X509_num(all); i++) TRY(add_anchor(t, sk_X509_value(all, i), source, e));
    return OK;
}

void trust_drop_anchors(struct trust *t, size_t keep)
{
    while (trust_anchor_count(t) > keep) X509_free(sk_X509_pop(t->anchors));
}

status trust_add_anchors(struct trust *t, struct view bytes, const char *name, struct err *e)
{
    size_t before = trust_anchor_count(t);
    STACK_OF(X509) *all = sk_X509_new_null();
    MEM_ENSURE(all);
    status r = trust_read_certificates(all, bytes, name, e);
    if (r == OK) r = add_anchors(t, all, name, e);
    if (r != OK) trust_drop_anchors(t, before); /* a file that is bad in its middle leaves nothing behind */
    sk_X509_pop_free(all, X509_free);
    return r;
}

/* One anchor has one spelling: what its fields and its certificate say, written again, must be these bytes. */
static status check_spelling(const struct anchor_info *stored, struct view der, struct view entry, struct err *e)
{
    AUTO_BUF again = BUF_INIT(LIMIT_TRUST_ENTRY);
    TRY(anchor_entry_write(&again, stored, der, e));
    ENSURE(view_equal(view_of(again.data, again.len), entry), ERR_TRUST, "it is not as it was written");
    return OK;
}

static status add_one_entry(struct trust *t, STACK_OF(X509) * all, const struct anchor_info *stored, struct view entry,
                            const char *fingerprint, struct err *e)
{
    struct anchor_info i;
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    ENSURE(sk_X509_num(all) == 1, ERR_TRUST, "it does not hold one certificate");
    X509 *c = sk_X509_value(all, 0);
    TRY(OSSL_DER(&der, X509, c, e));
    TRY(anchor_info_of_x509(&i, c, view_of(der.data, der.len), stored->source, e));
    bool same = strcmp(i.names.fingerprint_sha256, fingerprint) == 0 &&
                strcmp(stored->names.fingerprint_sha256, fingerprint) == 0;
    ENSURE(same, ERR_TRUST, "its certificate has another fingerprint than its name says");
    TRY(check_spelling(stored, view_of(der.data, der.len), entry, e));
    memcpy(i.name, stored->name, sizeof i.name);
    i.added = stored->added;
    i.confirmation = stored->confirmation;
    return push(t, c, &i, e);
}

status trust_add_entry(struct trust *t, struct view entry, const char *fingerprint, struct err *e)
{
    struct anchor_info stored;
    struct view pem;
    TRY(anchor_entry_read(&stored, &pem, entry, e));
    STACK_OF(X509) *all = sk_X509_new_null();
    MEM_ENSURE(all);
    status r = trust_read_certificates(all, pem, fingerprint, e);
    if (r == OK) r = add_one_entry(t, all, &stored, entry, fingerprint, e);
    sk_X509_pop_free(all, X509_free);
    return r;
}

const struct anchor_info *trust_anchor(const struct trust *t, size_t i)
{
    return &t->infos[i];
}

const struct anchor_info *trust_anchor_by_fingerprint(const struct trust *t, const char *sha256_hex)
{
    for (size_t i = 0; i < trust_anchor_count(t); i++)
        if (strcmp(t->infos[i].names.fingerprint_sha256, sha256_hex) == 0) return &t->infos[i];
    return NULL;
}

status trust_anchor_certificate(struct buf *out, const struct trust *t, size_t i, struct err *e)
{
    return OSSL_DER(out, X509, sk_X509_value(t->anchors, (int)i), e);
}
