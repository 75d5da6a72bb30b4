// SPDX-License-Identifier: Apache-2.0
#include "signer/whole.h"

#include "signer/sign_priv.h"
#include "signer/sign_repair.h"
#include "signer/utc.h"

static status check_sound(const struct verify_report *r, struct err *e)
{
    ENSURE(r->state == VERIFY_JUDGED, ERR_OUTPUT,
           "something else is there already, and is not replaced: it has no signature that can be read");
    for (size_t i = 0; i < r->signature_count; i++)
        ENSURE(r->signatures[i].verdict.indication != TOTAL_FAILED, ERR_OUTPUT,
               "something else is there already, and is not replaced: its signature %s is broken",
               r->signatures[i].name);
    return OK;
}

/* ---- PDF ---- */

static const struct signature_report *newest_of(const struct verify_report *r)
{
    const struct signature_report *newest = NULL;
    for (size_t i = 0; i < r->signature_count; i++) {
        const struct signature_report *s = &r->signatures[i];
        if (!s->is_timestamp && (newest == NULL || s->covered_end > newest->covered_end)) newest = s;
    }
    return newest;
}

static bool covers_all_before_it(const struct signature_report *s)
{
    const uint32_t harmless = PDF_CHANGE_TIMESTAMP | PDF_CHANGE_DSS;
    return sign_may_be_released(s) && s->pdf_coverage >= PDF_COVERS_REVISION && (s->changes_after & ~harmless) == 0;
}

/* Is what makes the level there? Whether it proves itself depends on the anchors, as it did when it was made. */
static bool has_level(const struct verify_report *r, const struct signature_report *s, enum proof_level wanted)
{
    bool has_dss = s->verdict.level >= LEVEL_LT || (s->changes_after & PDF_CHANGE_DSS) != 0, has_archive = false;
    for (size_t i = 0; i < r->signature_count; i++) { /* one over all validation data: B-LT may have one before it */
        const struct signature_report *t = &r->signatures[i];
        bool covers_store = t->is_timestamp && (t->changes_after & PDF_CHANGE_DSS) == 0;
        has_archive |= covers_store && t->covered_end > s->covered_end;
    }
    return (wanted < LEVEL_T || s->verdict.stamp_count > 0) && (wanted < LEVEL_LT || has_dss) &&
           (wanted < LEVEL_LTA || has_archive);
}

static bool begins_with(const struct document *there, const struct document *in)
{
    return there->bytes.len > in->bytes.len && view_equal(view_part(there->bytes, 0, in->bytes.len), in->bytes);
}

static status check_pdf(const struct verify_report *r, const struct document *in, enum proof_level wanted,
                        const struct key_holder *k, struct err *e)
{
    const struct signature_report *newest = newest_of(r);
    ENSURE(newest != NULL && sign_is_ours(newest, k) && newest->covered_end > in->bytes.len &&
               covers_all_before_it(newest),
           ERR_OUTPUT, "something else is there already, and is not replaced: its newest signature is not by this key");
    ENSURE(has_level(r, newest, wanted), ERR_OUTPUT,
           "something else is there already, and is not replaced: its signature is below the level asked for");
    return OK;
}

/* ---- XML ---- */

/* What stands where the signature would go; empty: the rest is not the input. */
static struct view element_in(struct view there, struct view in, const struct xml_plan *p)
{
    size_t offset = (size_t)p->offset, rest = offset + p->skip;
    struct view before = view_of_string(p->before), after = view_of_string(p->after);
    if (p->offset > in.len || p->skip > in.len - offset) return (struct view){0};
    struct view tail = view_part(in, rest, in.len - rest);
    size_t fixed = offset + before.len + after.len + tail.len;
    if (there.len <= fixed) return (struct view){0};
    size_t len = there.len - fixed, at = offset + before.len;
    bool same = view_equal(view_part(there, 0, offset), view_part(in, 0, offset)) &&
                view_equal(view_part(there, offset, before.len), before) &&
                view_equal(view_part(there, at + len, after.len), after) &&
                view_equal(view_part(there, at + len + after.len, tail.len), tail);
    return same ? view_part(there, at, len) : (struct view){0};
}

/* Two elements side by side would have two signatures: the plan has room for one, and the report counts them. */
static status check_xml(const struct verify_report *r, const struct verify_report *before, struct view element,
                        const struct key_holder *k, struct err *e)
{
    size_t ours = 0;
    for (size_t i = 0; i < r->signature_count; i++) {
        const struct signature_report *s = &r->signatures[i];
        bool is_here = s->name[0] != '\0' && view_find(element, 0, view_of_string(s->name)) != SIZE_MAX;
        ours +=
            is_here && sign_is_ours(s, k) && sign_may_be_released(s) && s->xml_coverage == XML_COVERS_WHOLE_DOCUMENT;
    }
    ENSURE(ours >= 1 && r->signature_count == before->signature_count + 1, ERR_OUTPUT,
           "something else is there already, and is not replaced: its newest signature is not by this key");
    return OK;
}

static status find_element(struct view *out, const struct document *there, const struct document *in,
                           const struct sign_request *r, struct err *e)
{
    AUTO(mem_free)
    struct xml_plan *plan = mem_new(sizeof *plan);
    AUTO(mem_free)
    struct xml_request *wanted = mem_new(sizeof *wanted);
    MEM_ENSURE(plan);
    MEM_ENSURE(wanted);
    *wanted = r->xml;
    utc_text(wanted->claimed_time, sizeof wanted->claimed_time, r->check.time);
    TRY(worker_xml_prepare(plan, in, wanted, e));
    *out = element_in(there->bytes, in->bytes, plan);
    ENSURE(view_starts_with(*out, "<"), ERR_OUTPUT,
           "something else is there already, and is not replaced: it is not this input with a signature");
    return OK;
}

static status check_xml_file(const struct verify_report *after, const struct document *there, const struct document *in,
                             const struct sign_request *r, const struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report before = {0};
    struct view element;
    TRY(find_element(&element, there, in, r, e));
    TRY(verify_document(&before, in, &r->check, e));
    return check_xml(after, &before, element, k, e);
}

/* ---- both ---- */

static status check_against(const struct document *there, const struct document *in, const struct sign_request *r,
                            const struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(verify_report_clear) struct verify_report report = {0};
    bool may_be = there->format == in->format && (in->format != DOCUMENT_PDF || begins_with(there, in));
    ENSURE(may_be, ERR_OUTPUT,
           "something else is there already, and is not replaced: it is not this input with a signature");
    TRY(verify_document(&report, there, &r->check, e));
    TRY(check_sound(&report, e));
    if (in->format == DOCUMENT_PDF) return check_pdf(&report, in, r->level.level, k, e);
    return check_xml_file(&report, there, in, r, k, e);
}

/* What is signed of a damaged input is what it is repaired to, which is the same each time. */
status whole_check(const struct document *there, const struct document *in, const struct sign_request *r,
                   const struct key_holder *k, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document repaired = DOCUMENT_NONE;
    struct findings notes = {0};
    struct err why = {0}; /* what cannot be repaired is not what that file was made of */
    bool done = false;
    if (r->repair && there->format == DOCUMENT_PDF && !begins_with(there, in) &&
        sign_repair(&repaired, &done, &notes, in, &r->check, &why) == OK && done)
        in = &repaired;
    return check_against(there, in, r, k, e);
}
