// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_agree.h"
#include "formats/pdf/pdf_coverage.h"
#include "formats/pdf/pdf_diff.h"
#include "formats/pdf/pdf_geometry.h"
#include "formats/pdf/pdf_mdp.h"

/* ---- one signature ---- */

/* "D:20261124150000+07'00'" (ISO 32000-1 7.9.4) as RFC 3339 UTC; empty when it is anything else. */
static bool two_digits(int *out, const char **at)
{
    const char *p = *at;
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9') return false;
    *out = (p[0] - '0') * 10 + p[1] - '0';
    *at = p + 2;
    return true;
}

/* Days since 1970-01-01 of a civil date (Gregorian), and back. */
static int64_t days_of(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = y / 400, year = y - era * 400;
    int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static void put_utc(char *out, size_t size, int64_t seconds)
{
    int64_t days = seconds / 86400, rest = seconds % 86400, z = days + 719468, era = z / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153, d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
    int64_t y = yoe + era * 400 + (m <= 2);
    snprintf(out, size, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lldZ", (long long)y, (long long)m, (long long)d,
             (long long)(rest / 3600), (long long)(rest / 60 % 60), (long long)(rest % 60));
}

static bool read_offset(int64_t *seconds, const char *at)
{
    int sign = *at == '-' ? -1 : 1, hours, minutes = 0;
    *seconds = 0;
    if (*at == '\0' || *at == 'Z') return true;
    if (*at != '+' && *at != '-') return false;
    at++;
    if (!two_digits(&hours, &at)) return false;
    if (*at == '\'') at++;
    if (*at != '\0' && !two_digits(&minutes, &at)) return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static void read_claimed_time(char *out, size_t size, const struct pdf_object *m)
{
    char text[LIMIT_TEXT];
    int part[7] = {0}; /* century, year, month, day, hour, minute, second */
    int64_t offset;
    out[0] = '\0';
    pdf_text_of(text, sizeof text, m);
    const char *at = text;
    if (strncmp(at, "D:", 2) == 0) at += 2;
    for (int i = 0; i < 7; i++)
        if (!two_digits(&part[i], &at)) return;
    bool sound = part[0] >= 19 && part[2] >= 1 && part[2] <= 12 && part[3] >= 1 && part[3] <= 31 && part[4] < 24 &&
                 part[5] < 60 && part[6] <= 60;
    if (!sound || !read_offset(&offset, at)) return;
    int64_t days = days_of((int64_t)part[0] * 100 + part[1], part[2], part[3]);
    int64_t seconds = days * 86400 + part[4] * 3600 + part[5] * 60 + part[6] - offset;
    if (seconds >= 0) put_utc(out, size, seconds);
}

static enum pdf_subfilter subfilter_of(struct findings *f, const struct pdf_object *value)
{
    const struct pdf_object *s = pdf_get(value, "SubFilter"), *filter = pdf_get(value, "Filter");
    if (filter != NULL && !pdf_is_name(filter, "Adobe.PPKLite"))
        finding_add(f, "PDF-31b", "the signature was made for another handler than Adobe.PPKLite");
    if (pdf_is_name(s, "ETSI.CAdES.detached")) return PDF_SUBFILTER_ETSI_CADES;
    if (pdf_is_name(s, "adbe.pkcs7.detached")) return PDF_SUBFILTER_PKCS7;
    if (pdf_is_name(s, "ETSI.RFC3161")) return PDF_SUBFILTER_RFC3161;
    finding_add(f, "PDF-31", "a kind of signature (/SubFilter) that is not verified");
    return PDF_SUBFILTER_OTHER;
}

/* Page and box of the widget; page 0 where it cannot be seen or found. */
static status find_place(struct pdf_signature *s, struct pdf_file *file, const struct pdf_field *field, struct err *e)
{
    size_t newest = pdf_file_revision_count(file) - 1, count;
    struct err ignored = {0};
    struct pdf_page page;
    struct pdf_sheet sheet;
    struct pdf_box box;
    const struct pdf_object *on = pdf_get(field->widget, "P");
    if (!pdf_is(on, PDF_REFERENCE) || pdf_box_of(&box, pdf_get(field->widget, "Rect"), &ignored) != OK) return OK;
    if (box.x1 - box.x0 <= 0 || box.y1 - box.y0 <= 0) return OK;
    TRY(pdf_file_page_count(&count, file, newest, e));
    for (size_t i = 0; i < count && i < LIMIT_PDF_PAGES; i++) {
        TRY(pdf_file_page(&page, file, i, newest, e));
        if (page.ref.number != on->reference.number || pdf_sheet_of(&sheet, &page, &ignored) != OK) continue;
        struct pdf_place p = pdf_sheet_to_displayed(&sheet, box);
        s->page = (uint32_t)i + 1;
        s->x = p.x;
        s->y = p.y;
        s->w = p.w;
        s->h = p.h;
        return OK;
    }
    return OK;
}

/* ---- all of them ---- */

struct inspection {
    struct pdf_file *file;
    struct pdf_facts facts;
    size_t revision[LIMIT_PDF_SIGNATURES]; /* that a signature covers; only where coverage says so */
    const struct pdf_field *field[LIMIT_PDF_SIGNATURES];
};

static bool covers_revision(const struct pdf_signature *s)
{
    return s->coverage == PDF_COVERS_REVISION || s->coverage == PDF_COVERS_WHOLE_FILE;
}

static status read_signature(struct inspection *in, const struct pdf_field *field, struct err *e)
{
    size_t i = in->facts.signature_count;
    struct pdf_signature *s = &in->facts.signatures[i];
    ENSURE(i < LIMIT_PDF_SIGNATURES, ERR_LIMIT, "more than %d signatures", LIMIT_PDF_SIGNATURES);
    s->contents = BUF_INIT(LIMIT_CMS);
    in->facts.signature_count++;
    in->field[i] = field;
    snprintf(s->field, sizeof s->field, "%s", field->name);
    s->subfilter = subfilter_of(&s->findings, field->value);
    read_claimed_time(s->claimed_time, sizeof s->claimed_time, pdf_get(field->value, "M"));
    TRY(pdf_coverage_of(s, &in->revision[i], in->file, field, e));
    return find_place(s, in->file, field, e);
}

static uint64_t end_of(const struct pdf_signature *s)
{
    return covers_revision(s) ? s->byte_range[2] + s->byte_range[3] : UINT64_MAX;
}

/* Oldest first: by the end of what they cover. Few, nearly sorted: insertion. */
static void sort_signatures(struct inspection *in)
{
    for (size_t i = 1; i < in->facts.signature_count; i++)
        for (size_t k = i; k > 0 && end_of(&in->facts.signatures[k]) < end_of(&in->facts.signatures[k - 1]); k--) {
            struct pdf_signature s = in->facts.signatures[k];
            in->facts.signatures[k] = in->facts.signatures[k - 1];
            in->facts.signatures[k - 1] = s;
            size_t revision = in->revision[k];
            in->revision[k] = in->revision[k - 1];
            in->revision[k - 1] = revision;
            const struct pdf_field *field = in->field[k];
            in->field[k] = in->field[k - 1];
            in->field[k - 1] = field;
        }
}

/* = PDF-39: each lies wholly within the next, and no two end at one place */
static void check_nesting(struct inspection *in)
{
    for (size_t i = 1; i < in->facts.signature_count; i++) {
        struct pdf_signature *older = &in->facts.signatures[i - 1], *newer = &in->facts.signatures[i];
        if (!covers_revision(older) || !covers_revision(newer) || newer->byte_range[1] >= end_of(older)) continue;
        finding_add(&older->findings, "PDF-39", "the byte ranges of two signatures cross");
        finding_add(&newer->findings, "PDF-39", "the byte ranges of two signatures cross");
    }
}

/* Each step between revisions is compared once, and counts for every signature that is older. */
static status add_changes(struct inspection *in, struct err *e)
{
    size_t last = pdf_file_revision_count(in->file) - 1, first = last;
    for (size_t i = 0; i < in->facts.signature_count; i++)
        if (covers_revision(&in->facts.signatures[i]) && in->revision[i] < first) first = in->revision[i];
    AUTO(mem_free)
    struct findings *f = mem_new(sizeof *f);
    MEM_ENSURE(f);
    for (size_t step = first; step < last; step++) {
        uint32_t changes;
        *f = (struct findings){0};
        TRY(pdf_diff(&changes, f, in->file, step, e));
        for (size_t i = 0; i < in->facts.signature_count; i++) {
            struct pdf_signature *s = &in->facts.signatures[i];
            if (!covers_revision(s) || in->revision[i] > step) continue;
            s->changes_after |= changes;
            findings_append(&s->findings, f);
        }
    }
    return OK;
}

static status check_permissions(struct inspection *in, struct err *e)
{
    for (size_t i = 0; i < in->facts.signature_count; i++) {
        struct pdf_signature *s = &in->facts.signatures[i];
        bool locks_all;
        TRY(pdf_mdp_read(s, &locks_all, in->file, in->field[i], i == 0, e));
        pdf_mdp_check(s, locks_all);
    }
    return OK;
}

/* A revision behind the last signature that adds nothing is still bytes that nobody signed (PDF-63). */
static void check_tail(struct inspection *in)
{
    bool whole = false;
    for (size_t i = 0; i < in->facts.signature_count; i++)
        whole |= in->facts.signatures[i].coverage == PDF_COVERS_WHOLE_FILE;
    for (size_t i = 0; !whole && i < in->facts.signature_count; i++) {
        struct pdf_signature *s = &in->facts.signatures[i];
        if (s->coverage != PDF_COVERS_REVISION || s->changes_after != 0) continue;
        s->changes_after |= PDF_CHANGE_OTHER;
        finding_add(&s->findings, "PDF-63",
                    "a revision that no signature covers was added, without any change that can be seen");
    }
}

static status inspect_fields(struct inspection *in, const struct pdf_fields *fields, struct err *e)
{
    in->facts.signatures = mem_new_array(LIMIT_PDF_SIGNATURES, sizeof *in->facts.signatures);
    MEM_ENSURE(in->facts.signatures);
    for (size_t i = 0; i < fields->count; i++)
        if (fields->item[i].value != NULL) TRY(read_signature(in, &fields->item[i], e));
    sort_signatures(in);
    check_nesting(in);
    TRY(add_changes(in, e));
    check_tail(in);
    return check_permissions(in, e);
}

static status inspect_file(struct inspection *in, struct err *e)
{
    AUTO_CLEAR(pdf_fields_clear) struct pdf_fields fields = {0};
    size_t newest = pdf_file_revision_count(in->file) - 1, pages;
    in->facts.revision_count = (uint32_t)newest + 1;
    in->facts.encrypted = pdf_file_is_encrypted(in->file);
    if (in->facts.encrypted) {
        finding_add(&in->facts.findings, "PDF-06", "the PDF is encrypted; encrypted files are not read yet");
        return OK;
    }
    TRY(pdf_file_page_count(&pages, in->file, newest, e));
    in->facts.page_count = (uint32_t)pages;
    TRY(pdf_fields_find(&fields, in->file, newest, &in->facts.findings, e));
    TRY(pdf_agree(&in->facts.findings, in->file, e));
    return inspect_fields(in, &fields, e);
}

status pdf_inspect(struct pdf_facts *out, struct view document, struct err *e)
{
    AUTO(mem_free)
    struct inspection *in = mem_new(sizeof *in);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    MEM_ENSURE(in);
    TRY(pdf_file_open(&file, document, &in->facts.findings, e));
    in->file = file;
    if (inspect_file(in, e) != OK) {
        pdf_facts_clear(&in->facts);
        return FAILED;
    }
    *out = in->facts;
    return OK;
}
