// SPDX-License-Identifier: Apache-2.0
#include "tools/report.h"

#include <jansson.h>

#include "formats/base/text.h"
#include "policies/certificate_holder.h"
#include "policies/policy.h"
#include "signer/one_act.h"
#include "signer/utc.h"

static const char *const state_names[] = {
    [VERIFY_NO_SIGNATURE] = "NO_SIGNATURE", [VERIFY_NOT_READABLE] = "NOT_READABLE"};

AUTO_DEFINE(json_t, json_decref)

/* What is not clean is escaped: a line of JSON may end on a terminal too. */
static json_t *clean_json(const char *text)
{
    AUTO_BUF clean = BUF_INIT(1 << 16);
    text_put_clean(&clean, view_of_string(text));
    return json_stringn(clean.len > 0 ? (const char *)clean.data : "", clean.len);
}

/* Absent where it is not known. */
static void set_text(json_t *o, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0') json_object_set_new(o, key, clean_json(value));
}

static void set_time(json_t *o, const char *key, int64_t t)
{
    char text[LIMIT_TEXT];
    utc_text(text, sizeof text, t);
    if (t > 0) set_text(o, key, text);
}

static json_t *messages_json(const struct findings *f, enum lang lang)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->count; i++) {
        json_t *message = json_object();
        json_object_set_new(message, "code", clean_json(f->item[i].rule));
        json_object_set_new(message, "text", clean_json(f->item[i].text[lang]));
        json_array_append_new(list, message);
    }
    return list;
}

static json_t *signer_json(const struct signer_names *n, struct view certificate)
{
    json_t *o = json_object();
    struct certificate_holder h;
    certificate_holder_read(&h, certificate);
    set_text(o, "common_name", n->common_name);
    set_text(o, "subject", n->subject);
    set_text(o, "issuer", n->issuer);
    set_text(o, "serial", n->serial);
    set_text(o, "not_before", n->not_before);
    set_text(o, "not_after", n->not_after);
    set_text(o, "fingerprint_sha256", n->fingerprint_sha256);
    set_text(o, "kind", holder_kind_name(h.kind));
    set_text(o, "organisation", h.organisation);
    set_text(o, "units", h.units);
    set_text(o, "issuer_name", h.issuer_name);
    set_text(o, "issuer_organisation", h.issuer_manager);
    return o;
}

static json_t *chain_json(const struct verdict *v)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->chain_count; i++) {
        json_t *link = json_object();
        set_text(link, "subject", v->chain[i].subject);
        set_text(link, "fingerprint_sha256", v->chain[i].fingerprint_sha256);
        json_array_append_new(list, link);
    }
    return list;
}

/* Whom the verdict trusts in the end, and why. */
static void set_anchor(json_t *o, const struct anchor_info *a)
{
    static const char *const standings[ANCHOR_STANDING_COUNT] = {[ANCHOR_STANDING_NONE] = "",
                                                                 [ANCHOR_KNOWN] = "known",
                                                                 [ANCHOR_UNKNOWN] = "unknown",
                                                                 [ANCHOR_IMITATES] = "imitates"};
    if (a == NULL) return;
    json_t *anchor = json_object();
    set_text(anchor, "name", a->name);
    set_text(anchor, "fingerprint_sha256", a->names.fingerprint_sha256);
    set_text(anchor, "source", a->source);
    set_time(anchor, "added", a->added);
    set_text(anchor, "confirmed", anchor_confirmation_name(a->confirmation));
    set_text(anchor, "standing", standings[a->standing]);
    json_object_set_new(o, "anchor", anchor);
}

static json_t *stamps_json(const struct verdict *v)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->stamp_count; i++) {
        json_t *stamp = json_object();
        set_text(stamp, "indication", indication_name(v->stamps[i].indication));
        set_text(stamp, "sub_indication", sub_indication_name(v->stamps[i].sub_indication));
        set_time(stamp, "time", v->stamps[i].time);
        set_text(stamp, "authority", v->stamps[i].authority);
        json_array_append_new(list, stamp);
    }
    return list;
}

/* How the status of the certificate is known. */
static void set_status(json_t *o, const struct verdict *v)
{
    json_t *known = json_object();
    set_text(known, "kind", v->status_kind);
    set_text(known, "origin", v->status_origin);
    set_time(known, "time", v->status_time);
    set_time(known, "revoked_at", v->revoked_at);
    if (json_object_size(known) > 0)
        json_object_set_new(o, "status", known);
    else
        json_decref(known);
}

static json_t *gaps_json(const struct report_view *view, enum document_format format, const struct signature_report *s)
{
    json_t *list = json_array();
    for (int gap = 0; gap < GAP_COUNT; gap++)
        if (report_has_gap(view, format, s, (enum gap)gap))
            json_array_append_new(list, json_string(gap_name((enum gap)gap)));
    return list;
}

static json_t *changes_json(uint32_t changes)
{
    static const struct {
        enum pdf_change bit;
        const char *name;
    } names[] = {
        {PDF_CHANGE_SIGNATURE, "signature"}, {PDF_CHANGE_TIMESTAMP, "timestamp"},   {PDF_CHANGE_DSS, "dss"},
        {PDF_CHANGE_FORM, "form"},           {PDF_CHANGE_ANNOTATION, "annotation"}, {PDF_CHANGE_OTHER, "other"},
    };
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (changes & names[i].bit) json_array_append_new(list, json_string(names[i].name));
    return list;
}

static void set_coverage(json_t *o, enum document_format format, const struct signature_report *s)
{
    if (format == DOCUMENT_PDF) {
        bool whole = s->pdf_coverage == PDF_COVERS_WHOLE_FILE, revision = s->pdf_coverage == PDF_COVERS_REVISION;
        set_text(o, "covers", whole ? "whole-file" : revision ? "revision" : "partial");
        json_object_set_new(o, "changes_after", changes_json(s->changes_after));
        return;
    }
    set_text(o, "covers", s->xml_coverage == XML_COVERS_WHOLE_DOCUMENT ? "whole-document" : "elements");
    json_t *covered = json_array();
    for (size_t i = 0; i < s->covered_count; i++) json_array_append_new(covered, clean_json(s->covered[i]));
    json_object_set_new(o, "covered", covered);
}

/* What stands behind the verdict. */
static void add_proof(json_t *o, const struct report_view *view, const struct signature_report *s,
                      enum document_format format)
{
    const struct verdict *v = &s->verdict;
    json_object_set_new(o, "intact", json_boolean(report_digest_holds(s)));
    json_object_set_new(o, "best_time_proven", json_boolean(v->best_time_is_proven));
    set_status(o, v);
    if (v->chain_count > 0) json_object_set_new(o, "chain", chain_json(v));
    set_anchor(o, report_anchor(view, v));
    if (v->stamp_count > 0) json_object_set_new(o, "timestamps", stamps_json(v));
    if (s->certification > 0) json_object_set_new(o, "certification", json_integer(s->certification));
    json_object_set_new(o, "not_checked", gaps_json(view, format, s));
}

static json_t *signature_json(const struct report_view *view, const struct signature_report *s,
                              enum document_format format)
{
    json_t *o = json_object();
    const struct verdict *v = &s->verdict;
    set_text(o, "name", s->name);
    set_text(o, "kind", s->is_timestamp ? "timestamp" : "signature");
    set_text(o, "indication", indication_name(v->indication));
    set_text(o, "sub_indication", sub_indication_name(v->sub_indication));
    set_text(o, "level", s->level);
    if (v->has_signer)
        json_object_set_new(o, "signer", signer_json(&v->signer, view_of(s->certificate.data, s->certificate.len)));
    set_text(o, "claimed_time", s->claimed_time);
    set_text(o, "best_time", s->best_time);
    set_text(o, "digest", digest_name(s->digest_algorithm));
    set_text(o, "algorithm", signature_name(s->scheme));
    set_coverage(o, format, s);
    set_text(o, "revocation", revocation_name(v->revocation));
    json_object_set_new(o, "messages", messages_json(&v->messages, view->s->lang));
    add_proof(o, view, s, format);
    return o;
}

/* The names of all that were made together with it. */
static void set_act(json_t *o, const struct verify_report *r, size_t i)
{
    size_t first, last;
    if (!one_act(&first, &last, r, i)) return;
    json_t *names = json_array();
    for (size_t k = first; k <= last; k++) json_array_append_new(names, clean_json(r->signatures[k].name));
    json_object_set_new(o, "one_act", names);
}

static json_t *file_json(const struct report_view *view, const char *file, const struct document *d,
                         const struct verify_report *r)
{
    json_t *o = json_object(), *list = json_array();
    bool judged = r->state == VERIFY_JUDGED;
    AUTO_BUF hex = BUF_INIT(2 * DOCUMENT_DIGEST + 1);
    set_text(o, "file", file);
    set_text(o, "format", document_format_name(r->format));
    if (d != NULL) {
        text_put_hex(&hex, view_of(d->sha256, sizeof d->sha256));
        json_object_set_new(o, "sha256", json_stringn((const char *)hex.data, hex.len));
    }
    set_text(o, "indication", judged ? indication_name(r->indication) : state_names[r->state]);
    set_text(o, "sub_indication", judged ? sub_indication_name(r->sub_indication) : "");
    set_text(o, "policy", policy_label(r->policy));
    for (size_t i = 0; i < r->signature_count; i++) {
        json_t *signature = signature_json(view, &r->signatures[i], r->format);
        set_act(signature, r, i);
        json_array_append_new(list, signature);
    }
    json_object_set_new(o, "signatures", list);
    json_object_set_new(o, "messages", messages_json(&r->messages, view->s->lang));
    set_time(o, "validation_time", r->time);
    set_text(o, "settings", view->settings);
    return o;
}

status report_json(FILE *to, const struct report_view *view, const char *file, const struct document *d,
                   const struct verify_report *r, struct err *e)
{
    AUTO(json_decref)
    json_t *o = file_json(view, file, d, r);
    ENSURE(json_dumpf(o, to, JSON_COMPACT) == 0 && fputc('\n', to) != EOF && fflush(to) == 0, ERR_OUTPUT,
           "the report could not be written");
    return OK;
}
