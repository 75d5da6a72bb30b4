// SPDX-License-Identifier: Apache-2.0
/* The messages of xades_build.h and xml.h between processes. Reads nothing but them: no XML parser is linked for it. */
#include "formats/xml/xml.h"

#include <string.h>

/* --- facts for the key holder
 * ----------------------------------------------------------------------------------------- */

void xades_facts_put(struct buf *out, const struct xades_facts *f)
{
    wire_put_string(out, f->signature_id);
    wire_put_string(out, f->claimed_time);
    wire_put_u32(out, f->digest_algorithm);
    wire_put_u32(out, (uint32_t)f->reference_count);
    for (size_t i = 0; i < f->reference_count; i++) {
        const struct xades_reference *r = &f->reference[i];
        wire_put_u32(out, r->kind);
        wire_put_string(out, r->target);
        wire_put_bytes(out, view_of(r->digest, digest_size(f->digest_algorithm)));
    }
}

static status get_reference(struct xades_reference *r, size_t size, struct view *in, struct err *e)
{
    uint32_t kind;
    struct view digest;
    TRY(wire_get_below(&kind, in, XADES_REFERENCE_KIND_COUNT, e));
    TRY(wire_get_string(r->target, sizeof r->target, in, e));
    TRY(wire_get_bytes(&digest, in, sizeof r->digest, e));
    ENSURE(digest.len == size, ERR_INTERNAL, "a digest of %zu bytes where %zu belong", digest.len, size);
    r->kind = (enum xades_reference_kind)kind;
    memcpy(r->digest, digest.data, digest.len);
    return OK;
}

static status get_facts(struct xades_facts *f, struct view *in, struct err *e)
{
    uint32_t digest, count;
    TRY(wire_get_string(f->signature_id, sizeof f->signature_id, in, e));
    TRY(wire_get_string(f->claimed_time, sizeof f->claimed_time, in, e));
    TRY(wire_get_below(&digest, in, DIGEST_COUNT, e));
    TRY(wire_get_below(&count, in, LIMIT_XML_REFERENCES + 1, e));
    f->digest_algorithm = (enum digest_algorithm)digest;
    f->reference_count = count;
    ENSURE(digest_size(f->digest_algorithm) > 0, ERR_INTERNAL, "a message without a digest algorithm");
    for (size_t i = 0; i < count; i++) TRY(get_reference(&f->reference[i], digest_size(f->digest_algorithm), in, e));
    return OK;
}

status xades_facts_get(struct xades_facts *out, struct view *in, struct err *e)
{
    AUTO(mem_free)
    struct xades_facts *f = mem_new(sizeof *f);
    struct view rest = *in;
    MEM_ENSURE(f);
    TRY(get_facts(f, &rest, e));
    *out = *f;
    *in = rest;
    return OK;
}

/* --- one signature that was read
 * -------------------------------------------------------------------------------------- */

/* What a check looks like on the wire, so that a flipped byte is no other outcome. */
static const enum check checks[] = {CHECK_NOT_DONE, CHECK_PASSED, CHECK_FAILED};

static void put_check(struct buf *out, enum check c)
{
    wire_put_u8(out, (uint8_t)c);
}

static status get_check(enum check *out, struct view *in, struct err *e)
{
    uint8_t v;
    TRY(wire_get_u8(&v, in, e));
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if ((uint8_t)checks[i] != v) continue;
        *out = checks[i];
        return OK;
    }
    FAIL(ERR_INTERNAL, "a message between processes holds an unknown outcome");
}

static void put_buf(struct buf *out, const struct buf *b)
{
    wire_put_bytes(out, view_of(b->data, b->len));
    out->failed |= b->failed;
}

static status get_buf(struct buf *out, struct view *in, size_t max, struct err *e)
{
    struct view v;
    *out = BUF_INIT(max);
    TRY(wire_get_bytes(&v, in, max, e));
    return buf_copy(out, v, e);
}

static void put_signature(struct buf *out, const struct xml_signature *s)
{
    wire_put_string(out, s->name);
    wire_put_u8(out, s->is_xades);
    wire_put_u8(out, s->is_counter_signature);
    wire_put_u32(out, s->coverage);
    wire_put_u32(out, (uint32_t)s->covered_count);
    for (size_t i = 0; i < s->covered_count; i++) wire_put_string(out, s->covered[i]);
    wire_put_string(out, s->claimed_time);
    put_check(out, s->digest);
    put_check(out, s->binding);
    wire_put_u32(out, s->digest_algorithm);
    wire_put_u32(out, s->value_digest);
    wire_put_u32(out, s->scheme);
    put_buf(out, &s->signed_info);
    put_buf(out, &s->value);
    put_buf(out, &s->signer);
    wire_put_u32(out, (uint32_t)s->certificate_count);
    for (size_t i = 0; i < s->certificate_count; i++) put_buf(out, &s->certificates[i]);
    findings_put(out, &s->findings);
}

static status get_coverage(struct xml_signature *s, struct view *in, struct err *e)
{
    uint32_t coverage, count;
    TRY(wire_get_below(&coverage, in, XML_COVERAGE_COUNT, e));
    TRY(wire_get_below(&count, in, LIMIT_XML_REFERENCES + 1, e));
    s->coverage = (enum xml_coverage)coverage;
    s->covered_count = count;
    for (size_t i = 0; i < count; i++) TRY(wire_get_string(s->covered[i], sizeof s->covered[i], in, e));
    return OK;
}

static status get_algorithms(struct xml_signature *s, struct view *in, struct err *e)
{
    uint32_t digest, value_digest, scheme;
    TRY(wire_get_below(&digest, in, DIGEST_COUNT, e));
    TRY(wire_get_below(&value_digest, in, DIGEST_COUNT, e));
    TRY(wire_get_below(&scheme, in, SIGNATURE_COUNT, e));
    s->digest_algorithm = (enum digest_algorithm)digest;
    s->value_digest = (enum digest_algorithm)value_digest;
    s->scheme = (enum signature_scheme)scheme;
    return OK;
}

static status get_signature(struct xml_signature *s, struct view *in, struct err *e)
{
    uint32_t certificates;
    TRY(wire_get_string(s->name, sizeof s->name, in, e));
    TRY(wire_get_bool(&s->is_xades, in, e));
    TRY(wire_get_bool(&s->is_counter_signature, in, e));
    TRY(get_coverage(s, in, e));
    TRY(wire_get_string(s->claimed_time, sizeof s->claimed_time, in, e));
    TRY(get_check(&s->digest, in, e));
    TRY(get_check(&s->binding, in, e));
    TRY(get_algorithms(s, in, e));
    TRY(get_buf(&s->signed_info, in, LIMIT_XML_SIGNED_INFO, e));
    TRY(get_buf(&s->value, in, LIMIT_SIGNATURE_VALUE, e));
    TRY(get_buf(&s->signer, in, LIMIT_CERTIFICATE, e));
    TRY(wire_get_below(&certificates, in, LIMIT_CERTIFICATES + 1, e));
    s->certificate_count = certificates;
    for (size_t i = 0; i < certificates; i++) TRY(get_buf(&s->certificates[i], in, LIMIT_CERTIFICATE, e));
    return findings_get(&s->findings, in, e);
}

void xml_facts_put(struct buf *out, const struct xml_facts *f)
{
    wire_put_u32(out, (uint32_t)f->signature_count);
    for (size_t i = 0; i < f->signature_count; i++) put_signature(out, &f->signatures[i]);
    findings_put(out, &f->findings);
}

status xml_facts_get(struct xml_facts *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    struct view rest = *in;
    uint32_t count;
    TRY(wire_get_below(&count, &rest, LIMIT_XML_SIGNATURES + 1, e));
    if (count > 0) {
        f.signatures = mem_new_array(count, sizeof *f.signatures);
        MEM_ENSURE(f.signatures);
    }
    f.signature_count = count;
    for (size_t i = 0; i < count; i++) TRY(get_signature(&f.signatures[i], &rest, e));
    TRY(findings_get(&f.findings, &rest, e));
    *out = f;
    *in = rest;
    f = (struct xml_facts){0}; // NOLINT(clang-analyzer-deadcode.DeadStores): given away, not to be cleared
    return OK;
}

void xml_facts_clear(struct xml_facts *f)
{
    for (size_t i = 0; i < f->signature_count; i++) {
        struct xml_signature *s = &f->signatures[i];
        buf_clear(&s->signed_info);
        buf_clear(&s->value);
        buf_clear(&s->signer);
        for (size_t k = 0; k < LIMIT_CERTIFICATES; k++) buf_clear(&s->certificates[k]);
    }
    mem_free(f->signatures);
    *f = (struct xml_facts){0};
}

/* --- where a signature goes
 * ------------------------------------------------------------------------------------------- */

void xml_request_put(struct buf *out, const struct xml_request *r)
{
    wire_put_string(out, r->into);
    wire_put_u32(out, (uint32_t)r->namespace_count);
    for (size_t i = 0; i < r->namespace_count; i++) {
        wire_put_string(out, r->prefix[i]);
        wire_put_string(out, r->uri[i]);
    }
    wire_put_string(out, r->claimed_time);
    wire_put_u32(out, r->digest_algorithm);
}

static status get_request(struct xml_request *r, struct view *in, struct err *e)
{
    uint32_t count, digest;
    TRY(wire_get_string(r->into, sizeof r->into, in, e));
    TRY(wire_get_below(&count, in, XML_NAMESPACES_MAX + 1, e));
    r->namespace_count = count;
    for (size_t i = 0; i < count; i++) {
        TRY(wire_get_string(r->prefix[i], sizeof r->prefix[i], in, e));
        TRY(wire_get_string(r->uri[i], sizeof r->uri[i], in, e));
    }
    TRY(wire_get_string(r->claimed_time, sizeof r->claimed_time, in, e));
    TRY(wire_get_below(&digest, in, DIGEST_COUNT, e));
    r->digest_algorithm = (enum digest_algorithm)digest;
    return OK;
}

status xml_request_get(struct xml_request *out, struct view *in, struct err *e)
{
    AUTO(mem_free)
    struct xml_request *r = mem_new(sizeof *r);
    struct view rest = *in;
    MEM_ENSURE(r);
    TRY(get_request(r, &rest, e));
    *out = *r;
    *in = rest;
    return OK;
}

void xml_plan_put(struct buf *out, const struct xml_plan *p)
{
    xades_facts_put(out, &p->facts);
    wire_put_u64(out, p->offset);
    wire_put_u32(out, p->skip);
    wire_put_string(out, p->before);
    wire_put_string(out, p->after);
}

static status get_plan(struct xml_plan *p, struct view *in, struct err *e)
{
    TRY(xades_facts_get(&p->facts, in, e));
    TRY(wire_get_u64(&p->offset, in, e));
    TRY(wire_get_u32(&p->skip, in, e));
    TRY(wire_get_string(p->before, sizeof p->before, in, e));
    return wire_get_string(p->after, sizeof p->after, in, e);
}

status xml_plan_get(struct xml_plan *out, struct view *in, struct err *e)
{
    AUTO(mem_free)
    struct xml_plan *p = mem_new(sizeof *p);
    struct view rest = *in;
    MEM_ENSURE(p);
    TRY(get_plan(p, &rest, e));
    *out = *p;
    *in = rest;
    return OK;
}
