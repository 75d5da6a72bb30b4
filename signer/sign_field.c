// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_field.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "policies/certificate_holder.h"
#include "policies/seed_values.h"
#include "signer/sign_priv.h"

static bool restricts(const struct pdf_restriction *r)
{
    return r->certify != 0 || r->lock != PDF_LOCK_NONE;
}

status sign_field_check(const struct document *in, const struct sign_request *r, struct err *e)
{
    ENSURE(in->format == DOCUMENT_PDF || !restricts(&r->forbids), ERR_REFUSED,
           "only the signature of a PDF can certify or lock");
    return OK;
}

/* --- earlier signatures --- */

/* "Nguyễn Văn A, Signature1" */
static void name_signer(char out[static LIMIT_TEXT], const struct verify_report *before, const char *field)
{
    const char *signer = "";
    for (size_t i = 0; i < before->signature_count; i++)
        if (strcmp(before->signatures[i].name, field) == 0) signer = before->signatures[i].verdict.signer.common_name;
    AUTO_BUF text = BUF_INIT(2 * LIMIT_TEXT + 2);
    buf_printf(&text, "%s%s%s", signer, signer[0] == '\0' ? "" : ", ", field);
    text_copy_clean(out, LIMIT_TEXT, view_of(text.data, text.len));
}

static status refuse_forbidden(const struct pdf_forbidden *f, const struct verify_report *before, struct err *e)
{
    char by[LIMIT_TEXT];
    name_signer(by, before, f->by);
    return pdf_forbidden_refuse(f, by, e);
}

static status ask(struct pdf_answer *out, const struct document *in, const struct pdf_request *wanted, bool can_be_seen,
                  struct err *e)
{
    AUTO(mem_free)
    struct pdf_question *q = mem_new(sizeof *q);
    MEM_ENSURE(q);
    snprintf(q->field, sizeof q->field, "%s", wanted->field);
    q->can_be_seen = can_be_seen;
    q->forbids = wanted->forbids;
    return worker_pdf_ask(out, in, q, e);
}

status sign_field_explain(const struct document *in, const struct verify_report *before,
                          const struct pdf_request *wanted, struct err *e)
{
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer answer;
    struct err better = {0}, ignored = {0};
    pdf_answer_init(&answer);
    if (e->code != ERR_REFUSED || before->signature_count == 0) return FAILED;
    if (ask(&answer, in, wanted, wanted->page != 0, &ignored) != OK) return FAILED;
    if (refuse_forbidden(&answer.forbidden, before, &better) != OK) *e = better;
    return FAILED;
}

/* --- the field's own wishes --- */

static status honour_seed(struct sign_field *out, struct pdf_restriction *forbids, struct findings *notes,
                          const struct pdf_answer *answer, const struct sign_request *r, const struct key_holder *k,
                          struct err *e)
{
    const struct key_facts *key = key_holder_facts(k);
    struct view chain[LIMIT_CERTIFICATES];
    bool is_final = forbids->is_final || answer->lock_level == 1;
    for (size_t i = 0; i < key->chain_count; i++) chain[i] = view_of(key->chain[i].data, key->chain[i].len);
    struct seed_signature s = {.certificate = view_of(key->certificate.data, key->certificate.len),
                               .chain = chain,
                               .chain_count = key->chain_count,
                               .digest = out->digest,
                               .is_digest_fixed = r->digest_algorithm != DIGEST_NONE,
                               .certify = forbids->certify,
                               .locks_document = is_final || forbids->certify == 1,
                               .has_timestamp = r->level.level >= LEVEL_T,
                               .has_revocation = r->level.level >= LEVEL_LT};
    TRY(seed_values_honour(&s, notes, &answer->seed, e));
    out->digest = s.digest;
    forbids->certify = s.certify;
    return OK;
}

/* The place of the profile is beside a title that nobody named. */
static bool lacks_title(const struct sign_look *l, const struct key_holder *k)
{
    const struct buf *own = &key_holder_facts(k)->certificate;
    struct certificate_holder h;
    certificate_holder_read(&h, view_of(own->data, own->len));
    return l->place == PLACE_BETWEEN && !l->is_place_given && l->title[0] == '\0' && h.title[0] == '\0';
}

static status check_place(const struct sign_request *r, const struct pdf_answer *answer, const struct key_holder *k,
                          struct err *e)
{
    const struct sign_look *l = &r->look;
    bool has_place = look_is_visible(l) && !lacks_title(l, k);
    ENSURE(!answer->exists || !l->is_place_given, ERR_REFUSED,
           "the field \"%s\" has a place of its own; leave out --place, --anchor and --between",
           text_escape_string(r->field).s);
    ENSURE(answer->exists || r->field[0] == '\0' || !look_shows(l) || has_place, ERR_REFUSED,
           "the document has no field \"%s\", and a new one needs a place: --place, --anchor or --between",
           text_escape_string(r->field).s);
    return OK;
}

/* --- what a person should know --- */

static void note_look(struct findings *notes, const struct pdf_answer *answer, const struct sign_request *r)
{
    struct escaped name = text_escape_string(r->field);
    if (answer->can_be_seen && !look_shows(&r->look))
        finding_add(notes, "FIELD", "the field \"%s\" has a place on page %u, and no picture is drawn there (--image)",
                    name.s, answer->page);
    if (!answer->can_be_seen && look_shows(&r->look))
        finding_add(notes, "FIELD", "the field \"%s\" cannot be seen, so that the picture is not shown", name.s);
}

static void note_names(struct findings *notes, uint32_t unknown, const struct pdf_restriction *forbids)
{
    for (size_t i = 0; i < forbids->count; i++)
        if ((unknown & UINT32_C(1) << i) != 0)
            finding_add(notes, "FIELD", "the lock names the field \"%s\", which the document does not have",
                        text_escape_string(forbids->name[i]).s);
}

/* Decree 30/2020 article 32.2d wants a second seal; who rules it out should know. */
static void note_end(struct findings *notes, const struct pdf_restriction *forbids, const struct pdf_answer *answer,
                     enum profile_rule rule)
{
    bool is_last = forbids->certify == 1 || forbids->is_final || answer->lock_level == 1;
    bool locks_all = forbids->lock == PDF_LOCK_ALL || answer->lock == PDF_LOCK_ALL;
    if (rule == PROFILE_OFFICIAL && (is_last || locks_all))
        finding_add(notes, "FIELD", "no second seal can follow this signature: it locks the document");
    else if (is_last)
        finding_add(notes, "FIELD", "nothing but time-stamps and validation data can follow this signature");
    else if (forbids->certify != 0)
        finding_add(notes, "FIELD",
                    "this signature certifies: a second seal that is to be seen needs an empty field (--field)");
}

/* --- all together --- */

static status use_answer(struct sign_field *out, struct pdf_request *wanted, struct findings *notes,
                         const struct pdf_answer *answer, const struct sign_request *r, const struct key_holder *k,
                         struct err *e)
{
    TRY(check_place(r, answer, k, e));
    out->exists = answer->exists;
    if (answer->exists) {
        out->is_drawn = answer->can_be_seen && look_shows(&r->look);
        out->w = answer->can_be_seen ? answer->w : 0;
        out->h = answer->can_be_seen ? answer->h : 0;
        note_look(notes, answer, r);
    }
    TRY(honour_seed(out, &wanted->forbids, notes, answer, r, k, e));
    note_names(notes, answer->unknown, &wanted->forbids);
    note_end(notes, &wanted->forbids, answer, r->look.profile.rule);
    return OK;
}

status sign_field_ask(struct sign_field *out, struct pdf_request *wanted, struct findings *notes,
                      const struct document *in, const struct verify_report *before, const struct sign_request *r,
                      const struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(pdf_answer_clear) struct pdf_answer answer;
    struct sign_field field = {.is_drawn = look_is_visible(&r->look), .digest = sign_digest(r, key_holder_facts(k))};
    pdf_answer_init(&answer);
    wanted->forbids = r->forbids;
    if (wanted->field[0] != '\0' || restricts(&r->forbids)) {
        TRY(ask(&answer, in, wanted, look_is_visible(&r->look), e));
        TRY(refuse_forbidden(&answer.forbidden, before, e));
        TRY(use_answer(&field, wanted, notes, &answer, r, k, e));
    }
    *out = field;
    return OK;
}
