// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_facts.c - the messages of pdf.h between worker and parent. Needs no PDF: the parent has this and nothing else of
 * formats/pdf.
 */
#include <math.h>
#include <string.h>

#include "formats/pdf/pdf_facts_priv.h"

static void put_double(struct buf *out, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    wire_put_u64(out, bits);
}

static status get_double(double *out, struct view *in, struct err *e)
{
    struct view rest = *in;
    uint64_t bits;
    double v;
    TRY(wire_get_u64(&bits, &rest, e));
    memcpy(&v, &bits, sizeof v);
    ENSURE(isfinite(v) && fabs(v) < 1e7, ERR_INTERNAL, "a message between processes holds a number out of range");
    *out = v;
    *in = rest;
    return OK;
}

void pdf_facts_put_place(struct buf *out, double x, double y, double w, double h)
{
    put_double(out, x);
    put_double(out, y);
    put_double(out, w);
    put_double(out, h);
}

status pdf_facts_get_place(double *x, double *y, double *w, double *h, struct view *in, struct err *e)
{
    TRY(get_double(x, in, e));
    TRY(get_double(y, in, e));
    TRY(get_double(w, in, e));
    return get_double(h, in, e);
}

static void put_bytes_of(struct buf *out, const struct buf *b)
{
    wire_put_bytes(out, view_of(b->data, b->len));
    out->failed |= b->failed;
}

static status get_bytes_into(struct buf *out, struct view *in, struct err *e)
{
    struct view v;
    TRY(wire_get_bytes(&v, in, out->max, e));
    return buf_copy(out, v, e);
}

/* --- facts --- */

static void put_signature(struct buf *out, const struct pdf_signature *s)
{
    wire_put_string(out, s->field);
    wire_put_u32(out, s->subfilter);
    for (int i = 0; i < 4; i++) wire_put_u64(out, s->byte_range[i]);
    wire_put_u32(out, s->coverage);
    wire_put_u32(out, s->revision);
    wire_put_u32(out, s->changes_after);
    wire_put_string(out, s->claimed_time);
    put_bytes_of(out, &s->contents);
    wire_put_u32(out, s->certification);
    wire_put_u32(out, s->page);
    pdf_facts_put_place(out, s->x, s->y, s->w, s->h);
    put_double(out, s->unit);
    findings_put(out, &s->findings);
}

static status get_signature(struct pdf_signature *s, struct view *in, struct err *e)
{
    uint32_t subfilter, coverage;
    s->contents = BUF_INIT(LIMIT_CMS);
    TRY(wire_get_string(s->field, sizeof s->field, in, e));
    TRY(wire_get_below(&subfilter, in, PDF_SUBFILTER_COUNT, e));
    for (int i = 0; i < 4; i++) TRY(wire_get_u64(&s->byte_range[i], in, e));
    TRY(wire_get_below(&coverage, in, PDF_COVERAGE_COUNT, e));
    TRY(wire_get_below(&s->revision, in, LIMIT_PDF_REVISIONS, e));
    TRY(wire_get_below(&s->changes_after, in, PDF_CHANGE_ALL + 1, e));
    TRY(wire_get_string(s->claimed_time, sizeof s->claimed_time, in, e));
    TRY(get_bytes_into(&s->contents, in, e));
    TRY(wire_get_below(&s->certification, in, 4, e));
    TRY(wire_get_below(&s->page, in, LIMIT_PDF_PAGES + 1, e));
    TRY(pdf_facts_get_place(&s->x, &s->y, &s->w, &s->h, in, e));
    TRY(get_double(&s->unit, in, e));
    TRY(findings_get(&s->findings, in, e));
    s->subfilter = (enum pdf_subfilter)subfilter;
    s->coverage = (enum pdf_coverage)coverage;
    return OK;
}

void pdf_facts_clear(struct pdf_facts *f)
{
    for (size_t i = 0; i < f->signature_count; i++) buf_clear(&f->signatures[i].contents);
    mem_free(f->signatures);
    proofs_clear(&f->proofs);
    *f = (struct pdf_facts){0};
}

void pdf_facts_put(struct buf *out, const struct pdf_facts *f)
{
    wire_put_u32(out, f->revision_count);
    wire_put_u32(out, f->page_count);
    wire_put_u8(out, f->encrypted);
    wire_put_u8(out, f->locked);
    wire_put_u32(out, f->password);
    pdf_traits_put(out, &f->traits);
    proofs_put(out, &f->proofs);
    findings_put(out, &f->findings);
    wire_put_u32(out, (uint32_t)f->signature_count);
    for (size_t i = 0; i < f->signature_count; i++) put_signature(out, &f->signatures[i]);
}

static status get_facts(struct pdf_facts *f, struct view *in, struct err *e)
{
    uint32_t count, password;
    TRY(wire_get_u32(&f->revision_count, in, e));
    TRY(wire_get_u32(&f->page_count, in, e));
    TRY(wire_get_bool(&f->encrypted, in, e));
    TRY(wire_get_bool(&f->locked, in, e));
    TRY(wire_get_below(&password, in, PDF_PASSWORD_FORM_COUNT, e));
    f->password = (enum pdf_password_form)password;
    TRY(pdf_traits_get(&f->traits, in, e));
    TRY(proofs_get(&f->proofs, in, e));
    TRY(findings_get(&f->findings, in, e));
    TRY(wire_get_below(&count, in, LIMIT_PDF_SIGNATURES + 1, e));
    f->signatures = mem_new_array(count, sizeof *f->signatures);
    MEM_ENSURE(f->signatures);
    for (; f->signature_count < count; f->signature_count++) {
        struct pdf_signature *s = &f->signatures[f->signature_count];
        if (get_signature(s, in, e) == OK) continue;
        buf_clear(&s->contents);
        return FAILED;
    }
    return OK;
}

status pdf_facts_get(struct pdf_facts *out, struct view *in, struct err *e)
{
    struct pdf_facts got = {0};
    struct view rest = *in;
    if (get_facts(&got, &rest, e) != OK) {
        pdf_facts_clear(&got);
        return FAILED;
    }
    *out = got;
    *in = rest;
    return OK;
}

/* --- request --- */

void pdf_request_init(struct pdf_request *r)
{
    *r = (struct pdf_request){.appearance = BUF_INIT(LIMIT_PDF_UPDATE / 2)};
}

void pdf_request_clear(struct pdf_request *r)
{
    buf_clear(&r->appearance);
}

void pdf_request_put(struct buf *out, const struct pdf_request *r)
{
    wire_put_u8(out, r->is_timestamp);
    wire_put_string(out, r->field);
    wire_put_string(out, r->claimed_time);
    wire_put_u32(out, r->contents_size);
    wire_put_u32(out, (uint32_t)r->page); /* two's complement */
    pdf_facts_put_place(out, r->x, r->y, r->w, r->h);
    put_bytes_of(out, &r->appearance);
    wire_put_string(out, r->tooltip);
    pdf_restriction_put(out, &r->forbids);
    wire_put_bytes(out, r->password); /* the last: a buffer that grows leaves what it held behind */
}

static status get_request(struct pdf_request *r, struct view *in, struct err *e)
{
    uint32_t page;
    TRY(wire_get_bool(&r->is_timestamp, in, e));
    TRY(wire_get_string(r->field, sizeof r->field, in, e));
    TRY(wire_get_string(r->claimed_time, sizeof r->claimed_time, in, e));
    TRY(wire_get_below(&r->contents_size, in, LIMIT_CMS_OWN + 1, e));
    TRY(wire_get_u32(&page, in, e));
    TRY(pdf_facts_get_place(&r->x, &r->y, &r->w, &r->h, in, e));
    TRY(get_bytes_into(&r->appearance, in, e));
    TRY(wire_get_string(r->tooltip, sizeof r->tooltip, in, e));
    TRY(pdf_restriction_get(&r->forbids, in, e));
    TRY(wire_get_bytes(&r->password, in, LIMIT_PDF_PASSWORD, e));
    r->page = page <= INT32_MAX ? (int32_t)page : -(int32_t)(UINT32_MAX - page) - 1;
    return OK;
}

status pdf_request_get(struct pdf_request *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(pdf_request_clear) struct pdf_request got;
    struct view rest = *in;
    pdf_request_init(&got);
    TRY(get_request(&got, &rest, e));
    pdf_request_clear(out);
    *out = got;
    *in = rest;
    pdf_request_init(&got);
    return OK;
}

/* --- what was prepared --- */

void pdf_prepared_init(struct pdf_prepared *p)
{
    *p = (struct pdf_prepared){.update = BUF_INIT(LIMIT_PDF_UPDATE)};
}

void pdf_prepared_clear(struct pdf_prepared *p)
{
    buf_clear(&p->update);
}

void pdf_prepared_put(struct buf *out, const struct pdf_prepared *p)
{
    put_bytes_of(out, &p->update);
    for (int i = 0; i < 4; i++) wire_put_u64(out, p->byte_range[i]);
    wire_put_string(out, p->field);
    findings_put(out, &p->notes);
}

status pdf_prepared_get(struct pdf_prepared *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(pdf_prepared_clear) struct pdf_prepared got;
    struct view rest = *in;
    pdf_prepared_init(&got);
    TRY(get_bytes_into(&got.update, &rest, e));
    for (int i = 0; i < 4; i++) TRY(wire_get_u64(&got.byte_range[i], &rest, e));
    TRY(wire_get_string(got.field, sizeof got.field, &rest, e));
    TRY(findings_get(&got.notes, &rest, e));
    pdf_prepared_clear(out);
    *out = got;
    *in = rest;
    pdf_prepared_init(&got);
    return OK;
}
