// SPDX-License-Identifier: Apache-2.0
#include "signer/verify.h"

#include <stdio.h>
#include <string.h>

#include "policies/used.h"
#include "policies/validate.h"
#include "signer/check_client.h"
#include "signer/utc.h"
#include "signer/worker_client.h"

/* One document on its way: what the worker said, what the checker found, what the policy made of it. */
struct verification {
    const struct document *document;
    struct judge_context context;
    const struct online *online; /* NULL: nobody is asked */
    struct wanted_list wanted;
    struct findings notes; /* of those who were asked */
    struct pdf_facts pdf;
    struct xml_facts xml;
    struct checked *checked;
    struct subject *subjects;
    struct verdict *verdicts;
    size_t count;
    bool is_gathered;
    struct err why; /* it was not */
};

static void verification_clear(struct verification *v)
{
    for (size_t i = 0; v->checked != NULL && i < v->count; i++) checked_clear(&v->checked[i]);
    mem_free(v->checked);
    mem_free(v->subjects);
    mem_free(v->verdicts);
    wanted_list_clear(&v->wanted);
    pdf_facts_clear(&v->pdf);
    xml_facts_clear(&v->xml);
}

static bool is_pdf(const struct verification *v)
{
    return v->document->format == DOCUMENT_PDF;
}

/* ---- facts and evidence; a failure here is about the document ---- */

/* = I7: for XML the two digest computations run in two processes and must agree */
static status inspect_xml_twice(struct xml_facts *out, const struct document *d, struct err *e)
{
    AUTO_CLEAR(xml_facts_clear) struct xml_facts again = {0};
    AUTO_BUF first = BUF_INIT(LIMIT_MESSAGE);
    AUTO_BUF second = BUF_INIT(LIMIT_MESSAGE);
    TRY(worker_xml_inspect(out, d, e));
    TRY(worker_xml_inspect(&again, d, e));
    xml_facts_put(&first, out);
    xml_facts_put(&second, &again);
    ENSURE(view_equal(view_of(first.data, first.len), view_of(second.data, second.len)), ERR_INTERNAL,
           "two workers read the document differently");
    return OK;
}

static status make_room(struct verification *v, size_t count, struct err *e)
{
    v->checked = mem_new_array(count, sizeof *v->checked);
    v->subjects = mem_new_array(count, sizeof *v->subjects);
    v->verdicts = mem_new_array(count, sizeof *v->verdicts);
    ENSURE(count == 0 || (v->checked != NULL && v->subjects != NULL && v->verdicts != NULL), ERR_INTERNAL,
           "out of memory");
    v->count = count;
    return OK;
}

static status gather(struct verification *v, struct err *e)
{
    if (is_pdf(v))
        TRY(worker_pdf_inspect(&v->pdf, v->document, e));
    else
        TRY(inspect_xml_twice(&v->xml, v->document, e));
    TRY(make_room(v, is_pdf(v) ? v->pdf.signature_count : v->xml.signature_count, e));
    if (v->count == 0) return OK;
    return is_pdf(v) ? check_pdf_signatures(v->checked, v->document, &v->pdf, e)
                     : check_xml_signatures(v->checked, v->document, &v->xml, e);
}

/* ---- the policy ---- */

static void set_subject(struct verification *v, size_t i)
{
    struct subject *s = &v->subjects[i];
    const struct checked *c = &v->checked[i];
    const struct pdf_signature *pdf = is_pdf(v) ? &v->pdf.signatures[i] : NULL;
    s->evidence = c->is_timestamp ? NULL : &c->evidence;
    s->timestamp = c->is_timestamp ? &c->timestamp : NULL;
    s->findings = pdf != NULL ? &pdf->findings : NULL; /* those of XML are in its evidence */
    s->has_revision = pdf != NULL && pdf->coverage >= PDF_COVERS_REVISION;
    s->revision = s->has_revision ? pdf->revision : 0;
    s->claimed_time = utc_read(pdf != NULL ? pdf->claimed_time : v->xml.signatures[i].claimed_time);
}

static status judge(struct verification *v, struct err *e)
{
    for (size_t i = 0; i < v->count; i++) set_subject(v, i);
    const struct validation_input in = {.subject = v->subjects,
                                        .count = v->count,
                                        .file = is_pdf(v) ? &v->pdf.findings : NULL,
                                        .document = is_pdf(v) ? &v->pdf.proofs : NULL};
    memset(v->verdicts, 0, v->count * sizeof *v->verdicts);
    if (v->context.used != NULL) used_clear(v->context.used); /* what another round rested on */
    return validate(v->verdicts, &in, &v->context, e);
}

/* Answers raise new questions: an issuer that was found has a status of its own. */
static status judge_and_ask(struct verification *v, struct err *e)
{
    enum { ROUNDS = 8 };
    TRY(judge(v, e));
    if (v->online == NULL) return OK;
    for (int i = 0; i < ROUNDS && v->wanted.asked < v->wanted.count; i++) {
        if (!fetch_wanted(v->online->trust, &v->wanted, &v->notes, v->online->fetcher)) continue;
        TRY(judge(v, e));
    }
    return OK;
}

/* ---- the report ---- */

static const char *level_name(bool is_pdf_level, enum proof_level level)
{
    static const char *const names[2][LEVEL_LTA + 1] = {{"XAdES-B-B", "XAdES-B-T", "XAdES-B-LT", "XAdES-B-LTA"},
                                                        {"PAdES-B-B", "PAdES-B-T", "PAdES-B-LT", "PAdES-B-LTA"}};
    return names[is_pdf_level][level];
}

/* Structure that broke shows as TOTAL-FAILED; what only trust lacks leaves a signature intact. */
static bool is_intact(const struct evidence *v, const struct verdict *of)
{
    return v->digest == CHECK_PASSED && v->value == CHECK_PASSED && v->binding == CHECK_PASSED &&
           of->indication != TOTAL_FAILED && of->indication != INDICATION_NONE;
}

static status conclude(struct signature_report *r, const struct checked *c, const struct verdict *of, struct err *e)
{
    const struct evidence *v = c->is_timestamp ? &c->timestamp.evidence : &c->evidence;
    r->verdict = *of;
    r->is_timestamp = c->is_timestamp;
    r->digest_algorithm = v->digest_algorithm;
    r->scheme = v->scheme;
    r->is_intact = is_intact(v, of);
    r->certificate = BUF_INIT(LIMIT_CERTIFICATE);
    r->value = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    utc_text(r->best_time, sizeof r->best_time, of->best_time);
    TRY(buf_copy(&r->certificate, view_of(v->signer.data, v->signer.len), e));
    return buf_copy(&r->value, view_of(v->value_octets.data, v->value_octets.len), e);
}

static void describe_pdf(struct signature_report *r, const struct pdf_signature *s, const struct verdict *of)
{
    snprintf(r->name, sizeof r->name, "%s", s->field);
    snprintf(r->claimed_time, sizeof r->claimed_time, "%s", s->claimed_time);
    r->pdf_coverage = s->coverage;
    r->revision = s->revision;
    r->changes_after = s->changes_after;
    r->certification = s->certification;
    r->covered_end = s->coverage == PDF_COVERS_NOTHING ? 0 : s->byte_range[2] + s->byte_range[3];
    r->page = s->page;
    r->x = s->x;
    r->y = s->y;
    r->w = s->w;
    r->h = s->h;
    r->unit = s->unit;
    bool is_pades = s->subfilter == PDF_SUBFILTER_ETSI_CADES && !r->is_timestamp;
    r->level = is_pades && r->is_bound ? level_name(true, of->level) : "PKCS7";
}

static void describe_xml(struct signature_report *r, const struct xml_signature *s, const struct verdict *of)
{
    snprintf(r->name, sizeof r->name, "%s", s->name);
    snprintf(r->claimed_time, sizeof r->claimed_time, "%s", s->claimed_time);
    r->xml_coverage = s->coverage;
    r->covered_count = s->covered_count;
    memcpy(r->covered, s->covered, sizeof r->covered);
    r->level = s->is_xades ? level_name(false, of->level) : "XMLDSig";
}

static status report(struct verify_report *r, const struct verification *v, struct err *e)
{
    r->signatures = mem_new_array(v->count, sizeof *r->signatures);
    ENSURE(v->count == 0 || r->signatures != NULL, ERR_INTERNAL, "out of memory");
    r->messages = is_pdf(v) ? v->pdf.findings : v->xml.findings;
    r->state = v->count == 0 ? VERIFY_NO_SIGNATURE : VERIFY_JUDGED;
    for (; r->signature_count < v->count; r->signature_count++) {
        size_t i = r->signature_count;
        struct signature_report *s = &r->signatures[i];
        s->is_bound = v->checked[i].evidence.binding == CHECK_PASSED;
        TRY(conclude(s, &v->checked[i], &v->verdicts[i], e));
        if (is_pdf(v))
            describe_pdf(s, &v->pdf.signatures[i], &v->verdicts[i]);
        else
            describe_xml(s, &v->xml.signatures[i], &v->verdicts[i]);
    }
    if (v->pdf.locked) r->state = VERIFY_NOT_READABLE;
    r->password = v->pdf.password;
    r->traits = v->pdf.traits;
    return OK;
}

/* The file's verdict is its worst signature's; the first of equals gives the sub-indication. */
static void take_the_worst(struct verify_report *r)
{
    static const int badness[INDICATION_COUNT] = {
        [TOTAL_PASSED] = 1, [INDETERMINATE] = 2, [INDICATION_NONE] = 3, [TOTAL_FAILED] = 4};
    for (size_t i = 0; r->state == VERIFY_JUDGED && i < r->signature_count; i++) {
        const struct verdict *v = &r->signatures[i].verdict;
        if (i > 0 && badness[v->indication] <= badness[r->indication]) continue;
        r->indication = v->indication;
        r->sub_indication = v->sub_indication;
    }
}

void verify_report_add(struct verify_report *r, size_t signature, const struct findings *f)
{
    judge_later(&r->signatures[signature].verdict, f, r->policy);
    take_the_worst(r);
}

void verify_report_unreadable(struct verify_report *out, const struct err *why)
{
    *out = (struct verify_report){.state = VERIFY_NOT_READABLE};
    finding_add_err(&out->messages, "READ", why);
}

/* The worker found no document in it, or met a limit or its end on the way: the first is not readable, the rest not
 * decided. */
static void report_failure(struct verify_report *out, const struct err *why)
{
    if (why->code == ERR_SYNTAX || why->code == ERR_REFUSED) {
        out->state = VERIFY_NOT_READABLE;
    } else {
        out->state = VERIFY_JUDGED;
        out->indication = INDETERMINATE;
        out->sub_indication = SUB_POLICY_PROCESSING_ERROR;
    }
    finding_add_err(&out->messages, why->code == ERR_SYNTAX ? "READ" : "PROCESS", why);
}

static status judge_and_report(struct verify_report *r, struct verification *v, struct err *e)
{
    TRY(judge_and_ask(v, e));
    TRY(report(r, v, e));
    findings_append(&r->messages, &v->notes);
    take_the_worst(r);
    return OK;
}

status verification_open(struct verification **out, const struct document *d, struct err *e)
{
    AUTO(verification_close)
    struct verification *v = mem_new(sizeof *v);
    MEM_ENSURE(v);
    v->document = d;
    v->is_gathered = gather(v, &v->why) == OK;
    *out = TAKE(v);
    return OK;
}

void verification_close(struct verification *v)
{
    if (v == NULL) return;
    verification_clear(v);
    mem_free(v);
}

status verification_judge(struct verify_report *out, struct verification *v, const struct judge_context *context,
                          const struct online *o, struct err *e)
{
    AUTO_CLEAR(verify_report_clear)
    struct verify_report r = {.format = v->document->format, .policy = context->policy, .time = context->time};
    v->context = *context;
    v->online = o;
    v->notes = (struct findings){0};
    if (o != NULL) v->context.wanted = &v->wanted;
    if (v->is_gathered)
        TRY(judge_and_report(&r, v, e));
    else
        report_failure(&r, &v->why);
    *out = r;
    r = (struct verify_report){0};
    return OK;
}

status verify_document(struct verify_report *out, const struct document *d, const struct judge_context *context,
                       struct err *e)
{
    return verify_document_online(out, d, context, NULL, e);
}

status verify_document_online(struct verify_report *out, const struct document *d, const struct judge_context *context,
                              const struct online *o, struct err *e)
{
    AUTO(verification_close)
    struct verification *v = NULL;
    TRY(verification_open(&v, d, e));
    return verification_judge(out, v, context, o, e);
}

void verify_report_clear(struct verify_report *r)
{
    for (size_t i = 0; i < r->signature_count; i++) {
        buf_clear(&r->signatures[i].certificate);
        buf_clear(&r->signatures[i].value);
    }
    mem_free(r->signatures);
    *r = (struct verify_report){0};
}
