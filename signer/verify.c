// SPDX-License-Identifier: Apache-2.0
#include "signer/verify.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/cms/cms_read.h"
#include "formats/cms/digest.h"
#include "signer/utc.h"

/* The digest of document[0, range[1]) and document[range[2], range[2] + range[3]), which pdf_inspect has found inside.
 */
static status digest_ranges(struct content_digests *out, struct view document, const uint64_t range[4],
                            enum digest_algorithm d, struct err *e)
{
    AUTO(digester_free)
    struct digester *digester = NULL;
    TRY(digester_new(&digester, d, e));
    TRY(digester_update(digester, view_part(document, range[0], range[1]), e));
    TRY(digester_update(digester, view_part(document, range[2], range[3]), e));
    return digester_finish(&out->of[d], digester, e);
}

static bool range_is_inside(const uint64_t range[4], struct view document)
{
    return range[0] == 0 && range[1] > 0 && range[2] > range[1] + 2 && range[2] <= document.len &&
           range[3] <= document.len - range[2];
}

/* The worker said what /Contents holds: does the document's own gap say the same? */
static void compare_gap(struct findings *f, struct view document, const struct pdf_signature *s)
{
    struct view gap = view_part(document, s->byte_range[1], s->byte_range[2] - s->byte_range[1]);
    AUTO_BUF decoded = BUF_INIT(LIMIT_CMS);
    struct err why = {0};
    bool framed = gap.data[0] == '<' && gap.data[gap.len - 1] == '>';
    if (!framed || text_get_hex(&decoded, view_part(gap, 1, gap.len - 2), &why) != OK) {
        finding_add(f, "PDF-34", "the gap of the ByteRange is not one hex string");
        return;
    }
    if (!view_equal(view_of(decoded.data, decoded.len), view_of(s->contents.data, s->contents.len)))
        finding_add(f, "PDF-35", "the gap of the ByteRange is not this signature's /Contents");
}

static void content_digests_clear(struct content_digests *c)
{
    for (size_t i = 0; i < DIGEST_COUNT; i++) buf_clear(&c->of[i]);
}

static status pdf_evidence(struct evidence *out, struct view document, const struct pdf_signature *s, struct err *e)
{
    AUTO_CLEAR(content_digests_clear) struct content_digests content = {0};
    for (size_t i = 0; i < DIGEST_COUNT; i++) content.of[i] = BUF_INIT(DIGEST_SIZE_MAX);
    struct view cms = view_of(s->contents.data, s->contents.len);
    enum digest_algorithm d = cms_peek_digest(cms);
    bool inside = s->coverage != PDF_COVERS_NOTHING && range_is_inside(s->byte_range, document);
    if (inside && digest_size(d) > 0) TRY(digest_ranges(&content, document, s->byte_range, d, e));
    TRY(cms_read(out, cms, &content, e));
    if (inside) compare_gap(&out->findings, document, s);
    if (!inside) finding_add(&out->findings, "PDF-33", "the ByteRange covers nothing that could be checked");
    return OK;
}

/* Structure that broke shows as TOTAL-FAILED; what only trust lacks leaves a signature intact. */
static void conclude(struct signature_report *r, const struct evidence *v, const struct judge_context *c)
{
    r->digest_algorithm = v->digest_algorithm;
    r->scheme = v->scheme;
    r->is_intact = v->digest == CHECK_PASSED && v->value == CHECK_PASSED && v->binding == CHECK_PASSED &&
                   r->verdict.indication != TOTAL_FAILED && r->verdict.indication != INDICATION_NONE;
    utc_text(r->best_time, sizeof r->best_time, c->time);
}

static void judge_timestamp(struct signature_report *r)
{
    r->verdict.indication = INDETERMINATE;
    r->verdict.sub_indication = SUB_POLICY_PROCESSING_ERROR;
    finding_add(&r->verdict.messages, "TSP-06", "document time-stamps are not verified by this version");
}

static const char *pdf_level(const struct pdf_signature *s, const struct evidence *v)
{
    return s->subfilter == PDF_SUBFILTER_ETSI_CADES && v->binding == CHECK_PASSED ? "PAdES-B-B" : "PKCS7";
}

static status report_pdf_signature(struct signature_report *r, struct view document, const struct pdf_facts *file,
                                   const struct pdf_signature *s, const struct judge_context *c, struct err *e)
{
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    snprintf(r->name, sizeof r->name, "%s", s->field);
    snprintf(r->claimed_time, sizeof r->claimed_time, "%s", s->claimed_time);
    r->is_timestamp = s->subfilter == PDF_SUBFILTER_RFC3161;
    r->pdf_coverage = s->coverage;
    r->changes_after = s->changes_after;
    r->page = s->page;
    r->x = s->x;
    r->y = s->y;
    r->w = s->w;
    r->h = s->h;
    if (r->is_timestamp) {
        r->level = "PKCS7";
        judge_timestamp(r);
        return OK;
    }
    TRY(pdf_evidence(&v, document, s, e));
    findings_append(&v.findings, &s->findings);
    TRY(judge_signature(&r->verdict, &v, &file->findings, c, e));
    r->level = pdf_level(s, &v);
    conclude(r, &v, c);
    return OK;
}

static status report_xml_signature(struct signature_report *r, const struct xml_facts *file,
                                   const struct xml_signature *s, const struct judge_context *c, struct err *e)
{
    AUTO_CLEAR(evidence_clear) struct evidence v;
    evidence_init(&v);
    snprintf(r->name, sizeof r->name, "%s", s->name);
    snprintf(r->claimed_time, sizeof r->claimed_time, "%s", s->claimed_time);
    r->xml_coverage = s->coverage;
    r->covered_count = s->covered_count;
    memcpy(r->covered, s->covered, sizeof r->covered);
    TRY(xml_evidence(&v, s, e));
    TRY(judge_signature(&r->verdict, &v, &file->findings, c, e));
    r->level = s->is_xades ? "XAdES-B-B" : "XMLDSig";
    conclude(r, &v, c);
    return OK;
}

static status new_signatures(struct verify_report *r, size_t count, struct err *e)
{
    r->signatures = mem_new_array(count, sizeof *r->signatures);
    MEM_ENSURE(r->signatures);
    r->signature_count = count;
    r->state = count == 0 ? VERIFY_NO_SIGNATURE : VERIFY_JUDGED;
    return OK;
}

static status report_pdf(struct verify_report *r, const struct document *d, const struct pdf_facts *facts,
                         const struct judge_context *c, struct err *e)
{
    r->messages = facts->findings;
    TRY(new_signatures(r, facts->signature_count, e));
    for (size_t i = 0; i < facts->signature_count; i++)
        TRY(report_pdf_signature(&r->signatures[i], d->bytes, facts, &facts->signatures[i], c, e));
    if (facts->locked) r->state = VERIFY_NOT_READABLE;
    return OK;
}

static status report_xml(struct verify_report *r, const struct xml_facts *facts, const struct judge_context *c,
                         struct err *e)
{
    r->messages = facts->findings;
    TRY(new_signatures(r, facts->signature_count, e));
    for (size_t i = 0; i < facts->signature_count; i++)
        TRY(report_xml_signature(&r->signatures[i], facts, &facts->signatures[i], c, e));
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

static void add_reason(struct verify_report *out, const char *rule, const struct err *why)
{
    if (out->messages.count == LIMIT_FINDINGS) return;
    struct finding *f = &out->messages.item[out->messages.count++];
    snprintf(f->rule, sizeof f->rule, "%s", rule);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        snprintf(f->text[lang], sizeof f->text[lang], "%.*s", (int)sizeof f->text[lang] - 1, why->text[lang]);
}

void verify_report_unreadable(struct verify_report *out, const struct err *why)
{
    *out = (struct verify_report){.state = VERIFY_NOT_READABLE};
    add_reason(out, "READ", why);
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
    add_reason(out, why->code == ERR_SYNTAX ? "READ" : "PROCESS", why);
}

static status inspect_and_report(struct verify_report *r, struct err *why, const struct document *d,
                                 const struct judge_context *c, struct err *e)
{
    if (d->format == DOCUMENT_PDF) {
        AUTO_CLEAR(pdf_facts_clear) struct pdf_facts facts = {0};
        if (worker_pdf_inspect(&facts, d, why) != OK) return OK;
        return report_pdf(r, d, &facts, c, e);
    }
    AUTO_CLEAR(xml_facts_clear) struct xml_facts facts = {0};
    if (worker_xml_inspect(&facts, d, why) != OK) return OK;
    return report_xml(r, &facts, c, e);
}

status verify_document(struct verify_report *out, const struct document *d, const struct judge_context *context,
                       struct err *e)
{
    struct verify_report r = {.format = d->format};
    struct err why = {0};
    if (inspect_and_report(&r, &why, d, context, e) != OK) {
        verify_report_clear(&r);
        return FAILED;
    }
    if (why.code != ERR_NONE) report_failure(&r, &why);
    take_the_worst(&r);
    *out = r;
    return OK;
}

void verify_report_clear(struct verify_report *r)
{
    mem_free(r->signatures);
    *r = (struct verify_report){0};
}
