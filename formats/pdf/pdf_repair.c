// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_repair.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/base/text.h"
#include "formats/pdf/pdf_fields.h"
#include "formats/pdf/pdf_lex.h"

enum { TOLD_MAX = 8, NAME_ROOM = 16 }; /* of what qpdf says; of names that are looked for */

/* An error that nobody fetched is printed to stderr. */
static void clear_qpdf(qpdf_data *q)
{
    if (*q == NULL) return;
    while (qpdf_has_error(*q)) qpdf_get_error(*q);
    qpdf_cleanup(q);
}

/* --- traces of signatures --- */

/* The name that begins at a slash, #xx decoded and cut to `room`; empty: none. */
static struct view name_at(char room[static NAME_ROOM], struct view bytes, size_t slash)
{
    AUTO(arena_free)
    struct arena *arena = arena_new(LIMIT_PDF_NAME * 2);
    size_t left = bytes.len - slash;
    struct pdf_lex x = {.source = view_part(bytes, slash, left < LIMIT_PDF_NAME ? left : LIMIT_PDF_NAME),
                        .arena = arena};
    struct err ignored = {0};
    struct view name = {0};
    if (arena == NULL || pdf_lex_name(&name, &x, &ignored) != OK) return view_of(room, 0);
    size_t len = name.len < NAME_ROOM ? name.len : NAME_ROOM;
    memcpy(room, name.data, len);
    return view_of(room, len);
}

static bool is_worth_a_look(struct view bytes, size_t slash)
{
    struct view next = view_part(bytes, slash + 1, 1);
    return next.len == 1 && next.data[0] != '\0' && strchr("BDEP#", next.data[0]) != NULL;
}

/* Where a name stands first; SIZE_MAX: nowhere. In the raw bytes, because what qpdf does not find may be there. */
static size_t find_name(struct view bytes, const char *name)
{
    char room[NAME_ROOM];
    const struct view slash = view_of("/", 1);
    for (size_t at = view_find(bytes, 0, slash); at != SIZE_MAX; at = view_find(bytes, at + 1, slash))
        if (is_worth_a_look(bytes, at) && view_equals_string(name_at(room, bytes, at), name)) return at;
    return SIZE_MAX;
}

/* Encryption first: it has /Perms of its own. */
static status refuse_traces(struct view bytes, struct err *e)
{
    static const char *const traces[] = {"ByteRange", "DocTimeStamp", "Perms"};
    ENSURE(find_name(bytes, "Encrypt") == SIZE_MAX, ERR_REFUSED, "no repair: the file is encrypted");
    for (size_t i = 0; i < sizeof traces / sizeof traces[0]; i++) {
        size_t at = find_name(bytes, traces[i]);
        ENSURE(at == SIZE_MAX, ERR_REFUSED,
               "no repair: byte %zu: /%s: the file carries a signature or carried one, which would be lost", at,
               traces[i]);
    }
    return OK;
}

/* What stood in compressed streams is seen in the new file only. */
static status refuse_signed(struct pdf_file *file, struct findings *found, struct err *e)
{
    AUTO_CLEAR(pdf_fields_clear) struct pdf_fields fields = {0};
    const struct pdf_object *root, *permissions;
    TRY(pdf_fields_find(&fields, file, 0, found, e));
    for (size_t i = 0; i < fields.count; i++)
        ENSURE(fields.item[i].value == NULL, ERR_REFUSED,
               "no repair: the signature field %s has a value, which would be lost", fields.item[i].name);
    TRY(pdf_file_get(&root, file, pdf_file_revision(file, 0)->trailer, "Root", 0, e));
    TRY(pdf_file_get(&permissions, file, root, "Perms", 0, e));
    ENSURE(permissions->type == PDF_NULL, ERR_REFUSED,
           "no repair: the catalog has /Perms: the file carries a signature or carried one, which would be lost");
    return OK;
}

/* --- a new file --- */

/* Where a dictionary says two things, one reader takes the first and another the last: no repair decides that. */
static status tell(struct findings *notes, qpdf_data q, struct err *e)
{
    for (int i = 0; qpdf_more_warnings(q); i++) {
        qpdf_error w = qpdf_next_warning(q);
        unsigned long long at = qpdf_get_error_file_position(q, w);
        struct escaped what = text_escape_string(qpdf_get_error_message_detail(q, w));
        ENSURE(strstr(what.s, "duplicated key") == NULL, ERR_SYNTAX, "no repair: PDF-17: byte %llu: %s", at, what.s);
        if (i >= TOLD_MAX) continue;
        if (at == 0)
            finding_add(notes, "REPAIR", "qpdf: %s", what.s);
        else
            finding_add(notes, "REPAIR", "qpdf: byte %llu: %s", at, what.s);
    }
    return OK;
}

static status fail_with(qpdf_data q, struct err *e)
{
    const char *why = qpdf_has_error(q) ? qpdf_get_error_message_detail(q, qpdf_get_error(q)) : "";
    FAIL(ERR_SYNTAX, "no repair: qpdf cannot read the file: %s", text_escape_string(why).s);
}

static status rewrite(struct pdf_repaired *out, qpdf_data q, struct view damaged, struct err *e)
{
    qpdf_silence_errors(q);
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    qpdf_set_attempt_recovery(q, QPDF_TRUE);
    if (qpdf_read_memory(q, "document", (const char *)damaged.data, damaged.len, NULL) & QPDF_ERRORS)
        return fail_with(q, e);
    ENSURE(!qpdf_is_encrypted(q), ERR_REFUSED, "no repair: the file is encrypted");
    if (qpdf_init_write_memory(q) & QPDF_ERRORS) return fail_with(q, e);
    qpdf_set_deterministic_ID(q, QPDF_TRUE);
    qpdf_set_linearization(q, QPDF_FALSE);
    qpdf_set_object_stream_mode(q, qpdf_o_disable);
    qpdf_set_stream_data_mode(q, qpdf_s_preserve);
    if (qpdf_write(q) & QPDF_ERRORS) return fail_with(q, e);
    TRY(tell(&out->notes, q, e));
    size_t len = qpdf_get_buffer_length(q);
    ENSURE(len <= out->document.max, ERR_LIMIT, "no repair: the file is larger than %zu bytes", out->document.max);
    return buf_copy(&out->document, view_of(qpdf_get_buffer(q), len), e);
}

/* The strict reader must find nothing to mind in it. */
static status check_result(struct pdf_repaired *r, struct err *e)
{
    AUTO(mem_free)
    struct findings *found = mem_new(sizeof *found);
    AUTO(pdf_file_close)
    struct pdf_file *file = NULL;
    size_t pages;
    struct view document;
    MEM_ENSURE(found);
    TRY(buf_done(&document, &r->document, e));
    TRY(pdf_file_open(&file, document, found, e));
    if (found->count > 0) {
        err_set(e, ERR_SYNTAX, "no repair: what comes out is damaged, too");
        findings_explain(e, found);
        return FAILED;
    }
    TRY(pdf_file_page_count(&pages, file, 0, e));
    ENSURE(pages > 0, ERR_SYNTAX, "no repair: no page is found");
    r->page_count = (uint32_t)pages;
    return refuse_signed(file, found, e);
}

status pdf_repair(struct pdf_repaired *out, struct view damaged, struct err *e)
{
    AUTO_CLEAR(pdf_repaired_clear) struct pdf_repaired made;
    AUTO_CLEAR(clear_qpdf) qpdf_data q = qpdf_init();
    pdf_repaired_init(&made);
    MEM_ENSURE(q);
    ENSURE(damaged.len <= LIMIT_PDF_REPAIRED, ERR_LIMIT, "no repair: the file is larger than %zu bytes",
           (size_t)LIMIT_PDF_REPAIRED);
    TRY(refuse_traces(damaged, e));
    TRY(rewrite(&made, q, damaged, e));
    TRY(check_result(&made, e));
    pdf_repaired_clear(out);
    *out = made;
    pdf_repaired_init(&made);
    return OK;
}
