// SPDX-License-Identifier: Apache-2.0
#include "formats/evidence.h"

/* ---- proofs ---- */

static size_t largest(enum proof_kind kind)
{
    static const size_t sizes[PROOF_KIND_COUNT] = {
        [PROOF_CERTIFICATE] = LIMIT_CERTIFICATE, [PROOF_CRL] = LIMIT_PROOF_CRL, [PROOF_OCSP] = LIMIT_OCSP};
    return kind < PROOF_KIND_COUNT ? sizes[kind] : 0;
}

status proofs_add(struct proofs *p, enum proof_kind kind, struct view der, uint32_t since, struct err *e)
{
    ENSURE(p->count < LIMIT_PROOFS, ERR_LIMIT, "more than %d certificates and status answers came along", LIMIT_PROOFS);
    ENSURE(der.len > 0 && der.len <= largest(kind), ERR_LIMIT,
           "a certificate or status answer of %zu bytes is too large", der.len);
    if (p->item == NULL) p->item = mem_new_array(LIMIT_PROOFS, sizeof *p->item);
    MEM_ENSURE(p->item);
    struct proof *next = &p->item[p->count];
    *next = (struct proof){.kind = kind, .der = BUF_INIT(largest(kind)), .since = since};
    TRY(buf_copy(&next->der, der, e));
    p->count++;
    return OK;
}

bool proofs_have(const struct proofs *p, enum proof_kind kind, struct view der)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->item[i].kind == kind && view_equal(view_of(p->item[i].der.data, p->item[i].der.len), der)) return true;
    return false;
}

void proofs_clear(struct proofs *p)
{
    for (size_t i = 0; i < p->count; i++) buf_clear(&p->item[i].der);
    mem_free(p->item);
    *p = (struct proofs){0};
}

static void put_buf(struct buf *out, const struct buf *b)
{
    wire_put_bytes(out, view_of(b->data, b->len));
    out->failed |= b->failed;
}

static status get_buf(struct buf *out, struct view *in, struct err *e)
{
    struct view v;
    TRY(wire_get_bytes(&v, in, out->max, e));
    return buf_copy(out, v, e);
}

void proofs_put(struct buf *out, const struct proofs *p)
{
    wire_put_u32(out, (uint32_t)p->count);
    for (size_t i = 0; i < p->count; i++) {
        wire_put_u32(out, p->item[i].kind);
        wire_put_u32(out, p->item[i].since);
        put_buf(out, &p->item[i].der);
    }
}

static status get_proof(struct proofs *p, struct view *in, struct err *e)
{
    uint32_t kind, since;
    struct view der;
    TRY(wire_get_below(&kind, in, PROOF_KIND_COUNT, e));
    TRY(wire_get_u32(&since, in, e));
    TRY(wire_get_bytes(&der, in, largest((enum proof_kind)kind), e));
    return proofs_add(p, (enum proof_kind)kind, der, since, e);
}

status proofs_get(struct proofs *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(proofs_clear) struct proofs p = {0};
    uint32_t count;
    TRY(wire_get_below(&count, in, LIMIT_PROOFS + 1, e));
    for (uint32_t i = 0; i < count; i++) TRY(get_proof(&p, in, e));
    *out = p;
    p = (struct proofs){0};
    return OK;
}

/* ---- evidence ---- */

void evidence_init(struct evidence *v)
{
    *v = (struct evidence){.signer = BUF_INIT(LIMIT_CERTIFICATE), .value_octets = BUF_INIT(LIMIT_SIGNATURE_VALUE)};
    for (size_t i = 0; i < LIMIT_CERTIFICATES; i++) v->certificates[i] = BUF_INIT(LIMIT_CERTIFICATE);
}

void evidence_clear(struct evidence *v)
{
    buf_clear(&v->signer);
    buf_clear(&v->value_octets);
    for (size_t i = 0; i < LIMIT_CERTIFICATES; i++) buf_clear(&v->certificates[i]);
    for (size_t i = 0; i < v->timestamp_count; i++) timestamp_clear(&v->timestamps[i]);
    mem_free(v->timestamps);
    proofs_clear(&v->proofs);
    *v = (struct evidence){0};
}

/* What a time-stamp token has as well as a signature. */
static void put_core(struct buf *out, const struct evidence *v)
{
    wire_put_u8(out, (uint8_t)v->digest);
    wire_put_u8(out, (uint8_t)v->value);
    wire_put_u8(out, (uint8_t)v->binding);
    wire_put_u32(out, v->digest_algorithm);
    wire_put_u32(out, v->scheme);
    put_buf(out, &v->signer);
    wire_put_u32(out, (uint32_t)v->certificate_count);
    for (size_t i = 0; i < v->certificate_count; i++) put_buf(out, &v->certificates[i]);
    put_buf(out, &v->value_octets);
    proofs_put(out, &v->proofs);
    findings_put(out, &v->findings);
}

static status get_check(enum check *out, struct view *in, struct err *e)
{
    uint8_t v;
    TRY(wire_get_u8(&v, in, e));
    ENSURE(v == CHECK_NOT_DONE || v == CHECK_PASSED || v == CHECK_FAILED, ERR_INTERNAL,
           "a message between processes holds a number out of range");
    *out = (enum check)v;
    return OK;
}

static status get_core(struct evidence *v, struct view *in, struct err *e)
{
    uint32_t digest, scheme, count;
    TRY(get_check(&v->digest, in, e));
    TRY(get_check(&v->value, in, e));
    TRY(get_check(&v->binding, in, e));
    TRY(wire_get_below(&digest, in, DIGEST_COUNT, e));
    TRY(wire_get_below(&scheme, in, SIGNATURE_COUNT, e));
    TRY(get_buf(&v->signer, in, e));
    TRY(wire_get_below(&count, in, LIMIT_CERTIFICATES + 1, e));
    for (uint32_t i = 0; i < count; i++) TRY(get_buf(&v->certificates[i], in, e));
    TRY(get_buf(&v->value_octets, in, e));
    TRY(proofs_get(&v->proofs, in, e));
    TRY(findings_get(&v->findings, in, e));
    v->digest_algorithm = (enum digest_algorithm)digest;
    v->scheme = (enum signature_scheme)scheme;
    v->certificate_count = count;
    return OK;
}

void evidence_put(struct buf *out, const struct evidence *v)
{
    put_core(out, v);
    wire_put_u32(out, (uint32_t)v->timestamp_count);
    for (size_t i = 0; i < v->timestamp_count; i++) timestamp_put(out, &v->timestamps[i]);
}

status evidence_get(struct evidence *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(evidence_clear) struct evidence v;
    uint32_t count;
    evidence_init(&v);
    TRY(get_core(&v, in, e));
    TRY(wire_get_below(&count, in, LIMIT_TIMESTAMPS + 1, e));
    v.timestamps = mem_new_array(LIMIT_TIMESTAMPS, sizeof *v.timestamps);
    MEM_ENSURE(v.timestamps);
    for (; v.timestamp_count < count; v.timestamp_count++) TRY(timestamp_get(&v.timestamps[v.timestamp_count], in, e));
    evidence_clear(out);
    *out = v;
    evidence_init(&v);
    return OK;
}

/* ---- time-stamps ---- */

void timestamp_init(struct timestamp *t)
{
    *t = (struct timestamp){0};
    evidence_init(&t->evidence);
}

void timestamp_clear(struct timestamp *t)
{
    evidence_clear(&t->evidence);
    *t = (struct timestamp){0};
}

void timestamp_put(struct buf *out, const struct timestamp *t)
{
    put_core(out, &t->evidence);
    wire_put_u8(out, (uint8_t)t->imprint);
    wire_put_u32(out, t->imprint_algorithm);
    wire_put_u64(out, (uint64_t)t->time);
    wire_put_u32(out, t->accuracy);
    wire_put_string(out, t->policy);
}

status timestamp_get(struct timestamp *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(timestamp_clear) struct timestamp t;
    uint32_t algorithm;
    uint64_t time;
    timestamp_init(&t);
    TRY(get_core(&t.evidence, in, e));
    TRY(get_check(&t.imprint, in, e));
    TRY(wire_get_below(&algorithm, in, DIGEST_COUNT, e));
    TRY(wire_get_u64(&time, in, e));
    ENSURE(time <= (uint64_t)LIMIT_TIME, ERR_INTERNAL, "a message between processes holds a number out of range");
    TRY(wire_get_u32(&t.accuracy, in, e));
    TRY(wire_get_string(t.policy, sizeof t.policy, in, e));
    t.imprint_algorithm = (enum digest_algorithm)algorithm;
    t.time = (int64_t)time;
    timestamp_clear(out);
    *out = t;
    timestamp_init(&t);
    return OK;
}
