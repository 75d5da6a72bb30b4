// SPDX-License-Identifier: Apache-2.0
#include "signer/check_ops.h"

#include "formats/base/text.h"
#include "formats/cms/cms_read.h"
#include "formats/cms/digest.h"
#include "formats/cms/timestamp.h"

/* ---- messages ---- */

void check_pdf_put(struct buf *request, const struct pdf_facts *facts)
{
    wire_put_u32(request, CHECK_PDF);
    wire_put_u32(request, (uint32_t)facts->signature_count);
    for (size_t i = 0; i < facts->signature_count; i++) {
        const struct pdf_signature *s = &facts->signatures[i];
        wire_put_u8(request, s->subfilter == PDF_SUBFILTER_RFC3161);
        wire_put_u8(request, s->coverage != PDF_COVERS_NOTHING);
        wire_put_u8(request, s->coverage >= PDF_COVERS_REVISION);
        wire_put_u8(request, s->coverage == PDF_COVERS_WHOLE_FILE);
        for (int k = 0; k < 4; k++) wire_put_u64(request, s->byte_range[k]);
        wire_put_bytes(request, view_of(s->contents.data, s->contents.len));
    }
}

void check_xml_put(struct buf *request, const struct xml_facts *facts)
{
    wire_put_u32(request, CHECK_XML);
    xml_facts_put(request, facts);
}

static void put_checked(struct buf *answer, const struct checked *c)
{
    wire_put_u8(answer, c->is_timestamp);
    if (c->is_timestamp)
        timestamp_put(answer, &c->timestamp);
    else
        evidence_put(answer, &c->evidence);
}

static status get_one(struct checked *out, struct view *in, struct err *e)
{
    TRY(wire_get_bool(&out->is_timestamp, in, e));
    return out->is_timestamp ? timestamp_get(&out->timestamp, in, e) : evidence_get(&out->evidence, in, e);
}

status checked_get(struct checked *out, size_t count, struct view answer, struct err *e)
{
    for (size_t i = 0; i < count; i++) TRY(get_one(&out[i], &answer, e));
    return wire_end(answer, e);
}

void checked_clear(struct checked *c)
{
    evidence_clear(&c->evidence);
    timestamp_clear(&c->timestamp);
}

/* ---- PDF ---- */

struct claim {
    bool is_timestamp, is_inside;
    bool is_revision, is_whole; /* it covers a revision, and the last one: so the worker says */
    uint64_t range[4];
    struct view contents; /* as the worker took it */
    enum digest_algorithm algorithm;
    struct buf digest;
};

static bool range_is_inside(const uint64_t range[4], struct view document)
{
    return range[0] == 0 && range[1] > 0 && range[2] > range[1] + 2 && range[2] <= document.len &&
           range[3] <= document.len - range[2];
}

static status get_claim(struct claim *c, struct view *in, struct view document, struct err *e)
{
    TRY(wire_get_bool(&c->is_timestamp, in, e));
    TRY(wire_get_bool(&c->is_inside, in, e));
    TRY(wire_get_bool(&c->is_revision, in, e));
    TRY(wire_get_bool(&c->is_whole, in, e));
    for (int i = 0; i < 4; i++) TRY(wire_get_u64(&c->range[i], in, e));
    TRY(wire_get_bytes(&c->contents, in, LIMIT_CMS, e));
    c->digest = BUF_INIT(DIGEST_SIZE_MAX);
    c->is_inside = c->is_inside && range_is_inside(c->range, document);
    c->algorithm = c->is_timestamp ? timestamp_peek_digest(c->contents) : cms_peek_digest(c->contents);
    return OK;
}

/* Both parts of a range, the first from where `common` has already come to; it goes on to the end of the first. */
static status digest_claim(struct claim *c, struct digester *common, uint64_t *at, struct view document, struct err *e)
{
    AUTO(digester_free)
    struct digester *own = NULL;
    TRY(digester_update(common, view_part(document, *at, c->range[1] - *at), e));
    *at = c->range[1];
    TRY(digester_copy(&own, common, e));
    TRY(digester_update(own, view_part(document, c->range[2], c->range[3]), e));
    return digester_finish(&c->digest, own, e);
}

/* Signatures come oldest first, and each range holds the one before: what they share is hashed once. One that goes back
 * costs a new start. */
static status digest_claims(struct claim *claims, size_t count, enum digest_algorithm d, struct view document,
                            struct err *e)
{
    AUTO(digester_free)
    struct digester *common = NULL;
    uint64_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (claims[i].algorithm != d || !claims[i].is_inside) continue;
        if (common == NULL || claims[i].range[1] < at) {
            digester_free(common);
            common = NULL;
            at = 0;
            TRY(digester_new(&common, d, e));
        }
        TRY(digest_claim(&claims[i], common, &at, document, e));
    }
    return OK;
}

/* The worker said what /Contents holds: does the document's own gap say the same? */
static void compare_gap(struct findings *f, struct view document, const struct claim *c)
{
    struct view gap = view_part(document, c->range[1], c->range[2] - c->range[1]);
    AUTO_BUF decoded = BUF_INIT(LIMIT_CMS);
    struct err why = {0};
    bool framed = gap.data[0] == '<' && gap.data[gap.len - 1] == '>';
    if (!framed || text_get_hex(&decoded, view_part(gap, 1, gap.len - 2), &why) != OK) {
        finding_add(f, "PDF-34", "the gap of the ByteRange is not one hex string");
        return;
    }
    if (!view_equal(view_of(decoded.data, decoded.len), c->contents))
        finding_add(f, "PDF-35", "the gap of the ByteRange is not this signature's /Contents");
}

/* Where the range ends, up to two line ends aside. */
static size_t end_before_eol(const struct claim *c, struct view document)
{
    size_t end = c->range[2] + c->range[3], at = end;
    while (at > 0 && end - at < 2 && (document.data[at - 1] == '\r' || document.data[at - 1] == '\n')) at--;
    return at;
}

/* A revision ends with %%EOF, and the last one with the file, whatever a worker says that has been taken over. */
static void compare_end(struct findings *f, struct view document, const struct claim *c)
{
    struct view eof = view_of_string("%%EOF");
    size_t end = end_before_eol(c, document), left = document.len - (size_t)(c->range[2] + c->range[3]);
    bool ends = end >= eof.len && view_equal(view_part(document, end - eof.len, eof.len), eof);
    for (size_t i = 1; c->is_whole && i <= left; i++) {
        uint8_t behind = document.data[document.len - i];
        ends &= left <= 2 && (behind == '\r' || behind == '\n');
    }
    if (!ends) finding_add(f, "PDF-33", "the signature does not cover the file to the end of a revision");
}

/* = PDF-39: a later one proves when an older one was there only as it holds all of it */
static void compare_order(struct findings *f, const struct claim *c, const struct claim *older)
{
    if (c->is_inside && older->is_inside && c->is_revision && older->is_revision &&
        c->range[1] < older->range[2] + older->range[3])
        finding_add(f, "PDF-39", "the byte ranges of two signatures cross");
}

static status check_claim(struct buf *answer, struct claim *claims, size_t i, struct view document, struct err *e)
{
    struct claim *c = &claims[i];
    AUTO_CLEAR(checked_clear) struct checked out = {.is_timestamp = c->is_timestamp};
    struct content_digests content = {0};
    evidence_init(&out.evidence);
    timestamp_init(&out.timestamp);
    if (c->digest.len > 0) content.of[c->algorithm] = c->digest; /* borrowed */
    struct findings *f = c->is_timestamp ? &out.timestamp.evidence.findings : &out.evidence.findings;
    if (c->is_timestamp)
        TRY(timestamp_read(&out.timestamp, c->contents, &content, e));
    else
        TRY(cms_read(&out.evidence, c->contents, &content, e));
    if (c->is_inside)
        compare_gap(f, document, c);
    else
        finding_add(f, "PDF-33", "the ByteRange covers nothing that could be checked");
    if (c->is_inside && c->is_revision) compare_end(f, document, c);
    for (size_t k = 0; k < i; k++) compare_order(f, c, &claims[k]);
    put_checked(answer, &out);
    return OK;
}

static status check_claims(struct buf *answer, struct claim *claims, size_t count, struct view document, struct err *e)
{
    for (int d = DIGEST_NONE + 1; d < DIGEST_OTHER; d++)
        TRY(digest_claims(claims, count, (enum digest_algorithm)d, document, e));
    for (size_t i = 0; i < count; i++) TRY(check_claim(answer, claims, i, document, e));
    return OK;
}

static status check_pdf(struct buf *answer, struct view request, struct view document, struct err *e)
{
    uint32_t count;
    TRY(wire_get_below(&count, &request, LIMIT_PDF_SIGNATURES + 1, e));
    AUTO(mem_free)
    struct claim *claims = mem_new_array(LIMIT_PDF_SIGNATURES, sizeof *claims);
    MEM_ENSURE(claims);
    for (uint32_t i = 0; i < count; i++) TRY(get_claim(&claims[i], &request, document, e));
    TRY(wire_end(request, e));
    status r = check_claims(answer, claims, count, document, e);
    for (uint32_t i = 0; i < count; i++) buf_clear(&claims[i].digest);
    return r;
}

/* ---- XML ---- */

static status check_xml(struct buf *answer, struct view request, struct view document, struct err *e)
{
    AUTO_CLEAR(xml_facts_clear) struct xml_facts facts = {0};
    (void)document;
    TRY(xml_facts_get(&facts, &request, e));
    TRY(wire_end(request, e));
    for (size_t i = 0; i < facts.signature_count; i++) {
        AUTO_CLEAR(checked_clear) struct checked out = {0};
        evidence_init(&out.evidence);
        TRY(xml_evidence(&out.evidence, &facts.signatures[i], e));
        put_checked(answer, &out);
    }
    return OK;
}

status check_answer(struct buf *answer, struct view request, struct view document, struct err *e)
{
    uint32_t op;
    TRY(wire_get_below(&op, &request, CHECK_OP_COUNT, e));
    ENSURE(op != CHECK_NONE, ERR_INTERNAL, "no such worker operation: %u", op);
    return op == CHECK_PDF ? check_pdf(answer, request, document, e) : check_xml(answer, request, document, e);
}
