// SPDX-License-Identifier: Apache-2.0
#include "tools/report.h"

#include <jansson.h>

#include "formats/base/text.h"

static const char *const state_names[] = {
    [VERIFY_NO_SIGNATURE] = "NO_SIGNATURE", [VERIFY_NOT_READABLE] = "NOT_READABLE"};

AUTO_DEFINE(json_t, json_decref)

static void set_text(json_t *o, const char *key, const char *value)
{
    if (value[0] != '\0') json_object_set_new(o, key, json_string(value));
}

static json_t *messages_json(const struct findings *f, enum lang lang)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "code", f->item[i].rule, "text", f->item[i].text[lang]));
    return list;
}

static json_t *signer_json(const struct signer_names *n)
{
    json_t *o = json_object();
    set_text(o, "common_name", n->common_name);
    set_text(o, "subject", n->subject);
    set_text(o, "issuer", n->issuer);
    set_text(o, "serial", n->serial);
    set_text(o, "not_before", n->not_before);
    set_text(o, "not_after", n->not_after);
    set_text(o, "fingerprint_sha256", n->fingerprint_sha256);
    return o;
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
    for (size_t i = 0; i < s->covered_count; i++) json_array_append_new(covered, json_string(s->covered[i]));
    json_object_set_new(o, "covered", covered);
}

static json_t *signature_json(const struct signature_report *s, enum document_format format, enum lang lang)
{
    json_t *o = json_object();
    set_text(o, "name", s->name);
    set_text(o, "kind", s->is_timestamp ? "timestamp" : "signature");
    set_text(o, "indication", indication_name(s->verdict.indication));
    set_text(o, "sub_indication", sub_indication_name(s->verdict.sub_indication));
    set_text(o, "level", s->level);
    if (s->verdict.has_signer) json_object_set_new(o, "signer", signer_json(&s->verdict.signer));
    set_text(o, "claimed_time", s->claimed_time);
    set_text(o, "best_time", s->best_time);
    set_text(o, "digest", digest_name(s->digest_algorithm));
    set_text(o, "algorithm", signature_name(s->scheme));
    set_coverage(o, format, s);
    set_text(o, "revocation", revocation_name(s->verdict.revocation));
    json_object_set_new(o, "messages", messages_json(&s->verdict.messages, lang));
    return o;
}

static json_t *file_json(const char *file, const struct document *d, const struct verify_report *r, enum lang lang)
{
    json_t *o = json_object(), *list = json_array();
    bool judged = r->state == VERIFY_JUDGED;
    AUTO_BUF name = BUF_INIT(1 << 16);
    AUTO_BUF hex = BUF_INIT(2 * DOCUMENT_DIGEST + 1);
    text_put_clean(&name, view_of_string(file));
    json_object_set_new(o, "file", json_stringn((const char *)name.data, name.len));
    set_text(o, "format", document_format_name(r->format));
    if (d != NULL) {
        text_put_hex(&hex, view_of(d->sha256, sizeof d->sha256));
        json_object_set_new(o, "sha256", json_stringn((const char *)hex.data, hex.len));
    }
    set_text(o, "indication", judged ? indication_name(r->indication) : state_names[r->state]);
    set_text(o, "sub_indication", judged ? sub_indication_name(r->sub_indication) : "");
    set_text(o, "policy", "foreign 1");
    for (size_t i = 0; i < r->signature_count; i++)
        json_array_append_new(list, signature_json(&r->signatures[i], r->format, lang));
    json_object_set_new(o, "signatures", list);
    json_object_set_new(o, "messages", messages_json(&r->messages, lang));
    return o;
}

status report_json(FILE *to, const char *file, const struct document *d, const struct verify_report *r, enum lang lang,
                   struct err *e)
{
    AUTO(json_decref)
    json_t *o = file_json(file, d, r, lang);
    ENSURE(json_dumpf(o, to, JSON_COMPACT) == 0 && fputc('\n', to) != EOF && fflush(to) == 0, ERR_OUTPUT,
           "the report could not be written");
    return OK;
}
