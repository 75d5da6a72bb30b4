// SPDX-License-Identifier: Apache-2.0
#include "signer/sign.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "policies/certificate_holder.h"
#include "policies/indications.h"
#include "policies/second_seal.h"
#include "signer/sign_acts.h"
#include "signer/sign_priv.h"
#include "signer/sign_repair.h"

void sign_request_init(struct sign_request *r)
{
    *r = (struct sign_request){0};
    sign_look_init(&r->look);
}

void sign_request_clear(struct sign_request *r)
{
    sign_look_clear(&r->look);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void sign_outcome_clear(struct sign_outcome *o)
{
    own_status_clear(&o->own);
}

static struct view own_certificate(const struct key_holder *k)
{
    const struct buf *c = &key_holder_facts(k)->certificate;
    return view_of(c->data, c->len);
}

/* The reason why the input cannot be signed, as the verifier saw it. */
static status refuse_unreadable(const struct verify_report *before, struct err *e)
{
    bool is_limit = before->state == VERIFY_JUDGED, is_encrypted = findings_have(&before->messages, "PDF-06");
    e->code = is_encrypted ? ERR_REFUSED : is_limit ? ERR_LIMIT : ERR_SYNTAX;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        snprintf(e->text[lang], sizeof e->text[lang], "%s",
                 before->messages.count > 0 ? before->messages.item[0].text[lang] : "");
    return FAILED;
}

/* What makes a signature worthless would make ours so, too: better said before than after. */
static status check_structure(const struct verify_report *before, enum policy policy, struct err *e)
{
    for (size_t i = 0; i < before->messages.count; i++) {
        const struct finding *f = &before->messages.item[i];
        if (!indication_forbids_sealing(policy, f->rule)) continue;
        enum weight weight = indication_of(policy, f->rule).weight;
        err_set(e, weight == WEIGHT_BROKEN ? ERR_SYNTAX : ERR_REFUSED,
                "the document is not sound enough to be signed (%s)", f->rule);
        finding_explain(e, f);
        return FAILED;
    }
    return OK;
}

static status check_earlier(const struct verify_report *before, struct err *e)
{
    for (size_t i = 0; i < before->signature_count; i++) {
        const struct signature_report *s = &before->signatures[i];
        if (s->verdict.indication != TOTAL_FAILED) continue;
        err_set(e, ERR_REFUSED, "the document carries a signature that is broken (%s)", s->name);
        findings_explain(e, &s->verdict.messages);
        return FAILED;
    }
    return OK;
}

static bool covers_everything(enum document_format format, const struct signature_report *s)
{
    if (format == DOCUMENT_XML) return s->xml_coverage == XML_COVERS_WHOLE_DOCUMENT;
    uint32_t harmless = PDF_CHANGE_SIGNATURE | PDF_CHANGE_TIMESTAMP | PDF_CHANGE_DSS;
    return s->pdf_coverage >= PDF_COVERS_REVISION && (s->changes_after & ~harmless) == 0;
}

static status check_second_seal(struct findings *notes, const struct verify_report *before,
                                const struct sign_request *r, const struct key_holder *k, struct err *e)
{
    struct earlier_signature earlier[LIMIT_PDF_SIGNATURES];
    struct signer_names sealing;
    size_t count = 0;
    ENSURE(before->signature_count > 0, ERR_REFUSED,
           "no seal: an authorised person must sign the document first, with another key");
    ENSURE(r->check.trust != NULL && trust_anchor_count(r->check.trust) > 0, ERR_REFUSED,
           "no seal: the earlier signature cannot be checked without --trust or a trust store");
    TRY(certificate_names(&sealing, own_certificate(k), e));
    for (size_t i = 0; i < before->signature_count && count < LIMIT_PDF_SIGNATURES; i++) {
        const struct signature_report *s = &before->signatures[i];
        if (s->is_timestamp) continue;
        earlier[count++] = (struct earlier_signature){&s->verdict, covers_everything(before->format, s)};
        if (s->verdict.indication == TOTAL_PASSED && s->verdict.revocation != REVOCATION_GOOD)
            finding_add(notes, "REV-01", "the revocation of the certificate of %s was not checked",
                        s->verdict.signer.common_name);
    }
    return second_seal_allowed(earlier, count, &sealing, e);
}

/* What a body copies or encloses it seals itself, and no person does it in his own name. */
static status check_copy(const struct key_holder *k, struct err *e)
{
    struct certificate_holder h;
    certificate_holder_read(&h, own_certificate(k));
    ENSURE(h.kind != HOLDER_PERSON, ERR_REFUSED,
           "Decree 30/2020 article 32: this profile is for the key of an organisation, and the certificate of %s is a "
           "person's",
           h.common_name);
    return OK;
}

static status check_rule(struct findings *notes, const struct verify_report *before, const struct sign_request *r,
                         const struct key_holder *k, struct err *e)
{
    switch (r->look.profile.rule) {
    case PROFILE_SEAL:
        return check_second_seal(notes, before, r, k, e);
    case PROFILE_COPY:
        return check_copy(k, e);
    case PROFILE_OFFICIAL:
    case PROFILE_RULE_COUNT:
        break;
    }
    return OK;
}

static status check_own(struct sign_outcome *outcome, const struct sign_request *r, const struct key_holder *k,
                        struct err *e)
{
    const struct key_facts *f = key_holder_facts(k);
    const struct own_certificate own = {.der = own_certificate(k),
                                        .certificates = f->chain,
                                        .certificate_count = f->chain_count,
                                        .scheme = f->scheme,
                                        .digest_algorithm = sign_digest(r, f)};
    return own_status_check(&outcome->own, &outcome->notes, &own, &r->level, &r->check, e);
}

static status check_before(struct verify_report *before, struct sign_outcome *outcome, const struct document *in,
                           const struct sign_request *r, const struct key_holder *k, struct err *e)
{
    struct findings *notes = &outcome->notes;
    TRY(sign_level_check(notes, &r->level, in->format, e));
    TRY(check_own(outcome, r, k, e));
    TRY(verify_document_online(before, in, &r->check, r->level.online, e));
    if (before->state == VERIFY_NOT_READABLE || (before->state == VERIFY_JUDGED && before->signature_count == 0))
        return refuse_unreadable(before, e);
    TRY(check_structure(before, r->check.policy, e));
    TRY(check_earlier(before, e));
    return check_rule(notes, before, r, k, e);
}

static const struct signature_report *report_named(const struct verify_report *r, const char *name)
{
    for (size_t i = 0; i < r->signature_count; i++)
        if (strcmp(r->signatures[i].name, name) == 0) return &r->signatures[i];
    return NULL;
}

bool sign_may_be_released(const struct signature_report *s)
{
    const struct verdict *v = &s->verdict;
    if (!s->is_intact) return false;
    return v->indication == TOTAL_PASSED || v->sub_indication == SUB_NO_CERTIFICATE_CHAIN_FOUND ||
           v->sub_indication == SUB_TRY_LATER;
}

bool sign_is_ours(const struct signature_report *s, const struct key_holder *k)
{
    return !s->is_timestamp && view_equal(view_of(s->certificate.data, s->certificate.len), own_certificate(k));
}

/* The name is what a worker says: it must not be that of an earlier signature, nor lead to somebody else's. */
static status check_made(const struct verify_report *before, const struct verify_report *after, const char *name,
                         const struct key_holder *k, struct err *e)
{
    const struct signature_report *own = report_named(after, name);
    ENSURE(own != NULL && report_named(before, name) == NULL && sign_is_ours(own, k), ERR_INTERNAL,
           "not released: the new signature is not found in the result");
    if (sign_may_be_released(own)) return OK;
    err_set(e, own->is_intact ? ERR_REFUSED : ERR_INTERNAL, "not released: the new signature is %s %s",
            indication_name(own->verdict.indication), sub_indication_name(own->verdict.sub_indication));
    findings_explain(e, &own->verdict.messages);
    return FAILED;
}

static status check_release(const struct verify_report *before, const struct verify_report *after,
                            const struct sign_acts *made, const struct key_holder *k, struct err *e)
{
    ENSURE(after->signature_count == before->signature_count + made->count, ERR_INTERNAL,
           "not released: the new signature is not found in the result");
    for (size_t i = 0; i < made->count; i++) TRY(check_made(before, after, made->name[i], k, e));
    for (size_t i = 0; i < before->signature_count; i++) {
        const struct signature_report *was = &before->signatures[i], *is = report_named(after, was->name);
        ENSURE(is != NULL && is->verdict.indication == was->verdict.indication &&
                   is->verdict.sub_indication == was->verdict.sub_indication,
               ERR_INTERNAL, "not released: the result would change the earlier signature %s", was->name);
    }
    return OK;
}

static status sign_checked(struct document *out, struct sign_outcome *outcome, const struct document *in,
                           const struct verify_report *before, const struct sign_request *r, struct key_holder *k,
                           struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report after = {0};
    AUTO_CLEAR(document_clear) struct document signed_document = DOCUMENT_NONE;
    struct sign_acts made = {.count = 1};
    struct judge_context at_end = r->check;
    if (in->format == DOCUMENT_PDF)
        TRY(sign_acts(&signed_document, &made, &outcome->notes, in, before, r, k, e));
    else
        TRY(sign_xml(&signed_document, made.name[0], in, r, k, e));
    at_end.time = later(r->check.time, (int64_t)time(NULL)); /* a time-stamp may have taken its time */
    TRY(verify_document(&after, &signed_document, &at_end, e));
    TRY(check_release(before, &after, &made, k, e));
    const struct signature_report *own = report_named(&after, made.name[made.count - 1]);
    snprintf(outcome->field, sizeof outcome->field, "%s", made.name[made.count - 1]);
    outcome->level = own->level;
    sign_level_compare(&outcome->notes, &r->level, own);
    *out = signed_document;
    signed_document = DOCUMENT_NONE;
    return OK;
}

status sign_document(struct document *out, struct sign_outcome *outcome, const struct document *in,
                     const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report before = {0};
    AUTO_CLEAR(document_clear) struct document signed_document = DOCUMENT_NONE, repaired = DOCUMENT_NONE;
    AUTO_CLEAR(sign_outcome_clear) struct sign_outcome done = {0};
    struct sign_request now = *r; /* borrowed; many documents take their time, and each is signed at its own */
    now.check.time = later(r->check.time, (int64_t)time(NULL));
    if (r->repair) TRY(sign_repair(&repaired, &done.repaired, &done.notes, in, &now.check, e));
    if (done.repaired) in = &repaired;
    TRY(sign_field_check(in, &now, e));
    TRY(check_before(&before, &done, in, &now, k, e));
    TRY(sign_checked(&signed_document, &done, in, &before, &now, k, e));
    TRY(sign_extend(&signed_document, &done, &now, e));
    *out = signed_document;
    signed_document = DOCUMENT_NONE;
    *outcome = done;
    done = (struct sign_outcome){0};
    return OK;
}
