// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_coverage.h"

#include <string.h>

/* A plain number as the rules want it: digits only, no sign, no leading plus (PDF-32). */
static bool plain_number(uint64_t *out, const struct pdf_object *o)
{
    if (!pdf_is(o, PDF_INTEGER) || o->integer < 0) return false;
    for (size_t i = 0; i < o->source.len; i++)
        if (o->source.data[i] < '0' || o->source.data[i] > '9') return false;
    *out = (uint64_t)o->integer;
    return true;
}

static bool read_range(uint64_t range[4], struct findings *f, const struct pdf_object *dictionary)
{
    const struct pdf_object *array = pdf_get(dictionary, "ByteRange");
    if (array == NULL) {
        finding_add(f, "PDF-37", "the signature has no /ByteRange");
        return false;
    }
    bool good = pdf_is(array, PDF_ARRAY) && array->array.count == 4;
    for (size_t i = 0; good && i < 4; i++) good = plain_number(&range[i], array->array.item[i]);
    if (!good) finding_add(f, "PDF-32", "/ByteRange is not an array of four plain numbers");
    return good;
}

/* Computed from the values, never from how many there are; no sum can overflow, each is compared with what is left. */
static bool range_is_sound(struct findings *f, const uint64_t r[4], size_t len)
{
    bool sound = r[0] == 0 && r[1] > 0 && r[1] < len && r[2] > r[1] && r[2] <= len && r[3] <= len - r[2];
    if (!sound) finding_add(f, "PDF-33", "/ByteRange is not a beginning, a gap and an end inside the file");
    return sound;
}

static bool read_contents(struct pdf_signature *s, const struct pdf_object **token, const struct pdf_object *dictionary,
                          struct err *e)
{
    const struct pdf_object *contents = pdf_get(dictionary, "Contents");
    bool filled = false;
    if (!pdf_is(contents, PDF_STRING) || contents->source.len < 2 || contents->source.data[0] != '<') {
        finding_add(&s->findings, "PDF-37", "the signature has no /Contents, or it is not a hex string");
        return false;
    }
    for (size_t i = 0; i < contents->string.len; i++) filled |= contents->string.data[i] != 0;
    if (!filled) {
        finding_add(&s->findings, "PDF-37", "/Contents is empty: nobody has signed");
        return false;
    }
    *token = contents;
    return buf_copy(&s->contents, contents->string, e) == OK;
}

/* = PDF-34, PDF-35: the gap is the token of this very /Contents, and nothing but "<", an even number of hex digits, ">"
 */
static bool check_gap(struct findings *f, struct view file, const uint64_t r[4], const struct pdf_object *token)
{
    bool in_file = token->source.data >= file.data && token->source.data < file.data + file.len;
    uint64_t at = in_file ? (uint64_t)(token->source.data - file.data) : UINT64_MAX;
    if (at != r[1] || token->source.len != r[2] - r[1]) {
        finding_add(f, "PDF-35", "the gap of /ByteRange is not this signature's /Contents");
        return false;
    }
    bool hex = token->source.len % 2 == 0;
    for (size_t i = 1; i + 1 < token->source.len; i++)
        hex &= strchr("0123456789abcdefABCDEF", token->source.data[i]) != NULL && token->source.data[i] != 0;
    if (!hex) finding_add(f, "PDF-34", "/Contents is not an even number of hex digits without anything between them");
    return hex;
}

static bool ends_revision(struct view file, uint64_t end, uint64_t revision_end)
{
    if (end > revision_end || revision_end - end > 2) return false;
    for (uint64_t i = end; i < revision_end; i++)
        if (file.data[i] != '\r' && file.data[i] != '\n') return false;
    return true;
}

static bool find_revision(size_t *out, const struct pdf_file *file, uint64_t end)
{
    struct view bytes = pdf_file_bytes(file);
    for (size_t i = 0; i < pdf_file_revision_count(file); i++) {
        if (!ends_revision(bytes, end, pdf_file_revision(file, i)->end)) continue;
        *out = i;
        return true;
    }
    return false;
}

/* = PDF-40: what says where the objects of these revisions are is signed, too. A hidden section could be anywhere. */
static bool sections_are_inside(const struct pdf_file *file, size_t revision, uint64_t end)
{
    for (size_t i = 0; i <= revision; i++) {
        const struct pdf_revision *r = pdf_file_revision(file, i);
        const struct pdf_object *hidden = pdf_get(r->trailer, "XRefStm");
        if (r->startxref >= end || r->end > end + 2) return false;
        if (pdf_is(hidden, PDF_INTEGER) && (hidden->integer < 0 || (uint64_t)hidden->integer >= end)) return false;
    }
    return true;
}

static void set_coverage(struct pdf_signature *s, size_t *revision, const struct pdf_file *file)
{
    size_t last = pdf_file_revision_count(file) - 1;
    uint64_t end = s->byte_range[2] + s->byte_range[3];
    struct view bytes = pdf_file_bytes(file);
    s->coverage = PDF_COVERS_PARTIAL;
    if (!find_revision(revision, file, end)) {
        finding_add(&s->findings, "PDF-33", "the signature does not cover the file to the end of a revision");
        return;
    }
    if (!sections_are_inside(file, *revision, end)) {
        finding_add(&s->findings, "PDF-40", "the signature does not cover all cross-references of its revision");
        return;
    }
    bool whole = *revision == last && ends_revision(bytes, end, bytes.len);
    s->coverage = whole ? PDF_COVERS_WHOLE_FILE : PDF_COVERS_REVISION;
}

/* The value's object as a revision sees it: the same pointer where it is the same place in the file. */
static status check_age(struct findings *f, struct pdf_file *file, const struct pdf_field *field, size_t revision,
                        struct err *e)
{
    const struct pdf_object *then, *before = NULL;
    TRY(pdf_file_load(&then, file, field->value_ref, revision, e));
    if (revision > 0) TRY(pdf_file_load(&before, file, field->value_ref, revision - 1, e));
    if (then != field->value)
        finding_add(f, "PDF-38", "the signature value is not the one of the revision that it covers");
    if (before == field->value)
        finding_add(f, "PDF-41", "the signature value is older than the revision that it covers");
    return OK;
}

/* = PDF-41: an object of its own, made in the revision that it signs, which its field shows there */
static status check_origin(struct findings *f, struct pdf_file *file, const struct pdf_field *field, size_t revision,
                           struct err *e)
{
    const struct pdf_object *then, *own;
    TRY(pdf_file_load(&own, file, field->value_ref, pdf_file_revision_count(file) - 1, e));
    if (field->value_ref.number == 0 || field->ref.number == 0 || own != field->value) {
        finding_add(f, "PDF-41", "the signature is not an object of its own");
        return OK;
    }
    TRY(check_age(f, file, field, revision, e));
    TRY(pdf_file_load(&then, file, field->ref, revision, e));
    const struct pdf_object *value = pdf_get(then, "V");
    if (!pdf_is(value, PDF_REFERENCE) || value->reference.number != field->value_ref.number)
        finding_add(f, "PDF-41", "the field did not show this signature in the revision that it covers");
    return OK;
}

status pdf_coverage_of(struct pdf_signature *s, size_t *revision, struct pdf_file *file, const struct pdf_field *field,
                       struct err *e)
{
    const struct pdf_object *token = NULL;
    s->coverage = PDF_COVERS_NOTHING;
    if (field->value->type != PDF_DICTIONARY) {
        finding_add(&s->findings, "PDF-46", "the signature field holds no signature");
        return OK;
    }
    bool ranged = read_range(s->byte_range, &s->findings, field->value);
    bool filled = read_contents(s, &token, field->value, e);
    if (e->code != ERR_NONE) return FAILED;
    if (!ranged || !filled || !range_is_sound(&s->findings, s->byte_range, pdf_file_bytes(file).len)) return OK;
    if (!check_gap(&s->findings, pdf_file_bytes(file), s->byte_range, token)) return OK;
    set_coverage(s, revision, file);
    return s->coverage == PDF_COVERS_PARTIAL ? OK : check_origin(&s->findings, file, field, *revision, e);
}
