// SPDX-License-Identifier: Apache-2.0
#include "signer/own_status.h"

#include "policies/used.h"

/* As if it had signed already, and well: what remains is the certificate. */
static status pretend_signed(struct evidence *out, const struct own_certificate *own, struct err *e)
{
    out->digest = out->value = out->binding = CHECK_PASSED;
    out->digest_algorithm = own->digest_algorithm;
    out->scheme = own->scheme;
    TRY(buf_copy(&out->signer, own->der, e));
    for (size_t i = 0; i < own->certificate_count && i < LIMIT_CERTIFICATES; i++) {
        TRY(buf_copy(&out->certificates[i], view_of(own->certificates[i].data, own->certificates[i].len), e));
        out->certificate_count = i + 1;
    }
    return OK;
}

/* Answers raise new questions, as in verify.c. What it rests on at the end: `used`, or NULL. */
static status judge(struct verdict *out, struct used *used, struct findings *notes, const struct evidence *v,
                    const struct online *online, const struct judge_context *c, struct err *e)
{
    enum { ROUNDS = 8 };
    AUTO_CLEAR(wanted_list_clear) struct wanted_list wanted = {0};
    struct judge_context strict = *c;
    const struct judge_case of = {.evidence = v, .time = c->time};
    strict.settings.revocation = REVOCATION_REQUIRE;
    strict.wanted = online == NULL ? NULL : &wanted;
    TRY(judge_signature(out, &of, &strict, e));
    for (int i = 0; online != NULL && i < ROUNDS && wanted.asked < wanted.count; i++)
        if (fetch_wanted(online->trust, &wanted, notes, online->fetcher)) TRY(judge_signature(out, &of, &strict, e));
    if (used == NULL) return OK;
    strict.wanted = NULL;
    strict.used = used;
    return judge_signature(out, &of, &strict, e);
}

static status refuse(const struct findings *why, struct err *e)
{
    err_set(e, ERR_REFUSED, "not signed: the signer's certificate does not hold");
    findings_explain(e, why);
    return FAILED;
}

static status warn(struct findings *notes, const struct err *what, const struct findings *why, bool is_required,
                   struct err *e)
{
    struct err said = *what;
    findings_explain(&said, why);
    if (is_required) {
        *e = said;
        return FAILED;
    }
    finding_add_err(notes, "REV-01", &said);
    return OK;
}

/* What the verdict leaves open; everything else would not be released either. */
static status weigh(struct findings *notes, const struct verdict *v, const struct judge_context *c, bool is_required,
                    struct err *e)
{
    static const struct findings no_reason = {0};
    struct err what = {0};
    bool on_hold = findings_have(&v->messages, "REV-03h");
    if (v->indication == TOTAL_PASSED) return OK;
    if (v->sub_indication == SUB_TRY_LATER && !on_hold) {
        err_set(&what, ERR_REFUSED, "the status of the signer's certificate is not known");
        return warn(notes, &what, &v->messages, is_required, e);
    }
    if (v->sub_indication != SUB_NO_CERTIFICATE_CHAIN_FOUND) return refuse(&v->messages, e);
    if (trust_anchor_count(c->trust) > 0) {
        err_set(&what, ERR_REFUSED, "the signer's certificate was not checked");
        return warn(notes, &what, &v->messages, is_required, e);
    }
    err_set(&what, ERR_REFUSED,
            "the signer's certificate was not checked: there are no trust anchors (--trust, or a trust store)");
    return warn(notes, &what, &no_reason, is_required, e);
}

/* ---- what it rests on ---- */

static status keep(struct proofs *out, enum proof_kind kind, struct view der, struct err *e)
{
    return proofs_have(out, kind, der) ? OK : proofs_add(out, kind, der, 0, e);
}

static status keep_evidence(struct proofs *out, const struct own_certificate *own, const struct used *used,
                            struct err *e)
{
    TRY(keep(out, PROOF_CERTIFICATE, own->der, e));
    for (size_t i = 0; i < own->certificate_count; i++)
        TRY(keep(out, PROOF_CERTIFICATE, view_of(own->certificates[i].data, own->certificates[i].len), e));
    for (size_t i = 0; i < used->proofs.count; i++) {
        const struct proof *p = &used->proofs.item[i];
        TRY(keep(out, p->kind, view_of(p->der.data, p->der.len), e));
    }
    if (used->why.code == ERR_NONE) return OK;
    *e = used->why;
    return FAILED;
}

void own_status_clear(struct own_status *s)
{
    proofs_clear(&s->evidence);
    *s = (struct own_status){0};
}

static void summarize(struct own_status *out, const struct verdict *v, const struct judge_context *c)
{
    out->status = v->revocation;
    out->kind = v->status_kind;
    out->origin = v->status_origin;
    out->this_update = v->status_time;
    out->time = c->time;
    out->has_path = v->chain_count > 0;
}

static status check(struct own_status *out, struct used *used, struct findings *notes,
                    const struct own_certificate *own, const struct sign_level *l, const struct judge_context *c,
                    struct err *e)
{
    AUTO(mem_free)
    struct verdict *v = mem_new(sizeof *v);
    AUTO_CLEAR(evidence_clear) struct evidence pretended;
    evidence_init(&pretended);
    MEM_ENSURE(v);
    TRY(pretend_signed(&pretended, own, e));
    TRY(judge(v, used, notes, &pretended, l->online, c, e));
    TRY(weigh(notes, v, c, l->require_status, e));
    summarize(out, v, c);
    return used == NULL ? OK : keep_evidence(&out->evidence, own, used, e);
}

static void used_free(struct used *u)
{
    used_clear(u);
    mem_free(u);
}
AUTO_DEFINE(struct used, used_free)

status own_status_check(struct own_status *out, struct findings *notes, const struct own_certificate *own,
                        const struct sign_level *l, const struct judge_context *c, struct err *e)
{
    AUTO(used_free)
    struct used *used = l->keeps_evidence ? mem_new(sizeof *used) : NULL;
    AUTO_CLEAR(own_status_clear) struct own_status found = {0};
    ENSURE(used != NULL || !l->keeps_evidence, ERR_INTERNAL, "out of memory");
    TRY(judge_own_certificate(own->der, c->time, e));
    TRY(check(&found, used, notes, own, l, c, e));
    own_status_clear(out);
    *out = found;
    found = (struct own_status){0};
    return OK;
}
