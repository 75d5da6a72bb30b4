// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_update.h"

#include <stdlib.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf_encrypt.h"

struct pdf_update *pdf_update_new(struct pdf_file *file)
{
    struct view bytes = pdf_file_bytes(file);
    struct pdf_update *u = mem_new(sizeof *u);
    if (u == NULL) return NULL;
    u->file = file;
    u->crypt = pdf_file_crypt(file);
    u->body = BUF_INIT(LIMIT_PDF_UPDATE);
    u->base = bytes.len;
    u->next = pdf_file_size(file, pdf_file_revision_count(file) - 1);
    uint8_t last = bytes.len == 0 ? 0 : bytes.data[bytes.len - 1];
    if (last != '\n' && last != '\r') buf_put_byte(&u->body, '\n');
    return u;
}

void pdf_update_free(struct pdf_update *u)
{
    if (u == NULL) return;
    buf_clear(&u->body);
    mem_free(u);
}

struct pdf_ref pdf_update_new_ref(struct pdf_update *u)
{
    u->failed |= u->next > LIMIT_PDF_NUMBER;
    return (struct pdf_ref){u->next++, 0};
}

static uint64_t here(const struct pdf_update *u)
{
    return u->base + u->body.len;
}

static size_t newest_of(const struct pdf_update *u)
{
    return pdf_file_revision_count(u->file) - 1;
}

void pdf_update_begin(struct pdf_update *u, struct pdf_ref ref)
{
    if (pdf_file_is_hidden(u->file, ref.number, newest_of(u))) u->hidden = ref.number;
    for (size_t i = 0; i < u->count; i++) u->failed |= u->entry[i].ref.number == ref.number;
    if (u->count == LIMIT_PDF_UPDATE_OBJECTS) {
        u->failed = true;
        return;
    }
    u->entry[u->count++] = (struct pdf_update_entry){ref, here(u)};
    buf_printf(&u->body, "%u %u obj\n", ref.number, ref.generation);
    u->ref = ref;
    u->start = u->body.len;
}

/* The object that was begun last. */
static status encrypt(struct pdf_update *u, struct err *e)
{
    AUTO_BUF encrypted = BUF_INIT(u->body.max);
    struct view body, done;
    TRY(buf_done(&body, &u->body, e));
    struct view text = view_part(body, u->start, body.len - u->start);
    TRY(pdf_encrypt_object(&encrypted, u->crypt, u->ref, text, e));
    TRY(buf_done(&done, &encrypted, e));
    u->body.len = u->start;
    buf_put(&u->body, done);
    return OK;
}

void pdf_update_end(struct pdf_update *u)
{
    struct err why = {0};
    bool works = u->crypt == NULL || u->failed || u->crypt_failure.code != ERR_NONE || encrypt(u, &why) == OK;
    if (!works) u->crypt_failure = why;
    buf_put_string(&u->body, "\nendobj\n");
}

static void spell_in_clear(void *context, struct buf *out, struct view value)
{
    (void)context;
    pdf_write_string(out, value);
}

void pdf_update_rewrite(struct pdf_update *u, struct pdf_ref ref, const struct pdf_object *o, struct pdf_edit *edits,
                        size_t count)
{
    pdf_update_begin(u, ref);
    if (u->crypt == NULL)
        pdf_write_edited(&u->body, o->source, edits, count);
    else
        pdf_write_spelled(&u->body, o, edits, count, spell_in_clear, NULL);
    pdf_update_end(u);
}

/* --- objects with several edits --- */

static struct pdf_update_pending *pending_of(struct pdf_update *u, struct pdf_ref ref, const struct pdf_object *o)
{
    for (size_t i = 0; i < u->pending_count; i++)
        if (u->pending[i].from.number == ref.number) return &u->pending[i];
    if (u->pending_count == PDF_UPDATE_PENDING) {
        u->failed = true;
        return NULL;
    }
    struct pdf_update_pending *p = &u->pending[u->pending_count++];
    *p = (struct pdf_update_pending){.ref = ref, .from = ref, .object = o};
    return p;
}

void pdf_update_edit(struct pdf_update *u, struct pdf_ref ref, const struct pdf_object *o, struct pdf_edit edit)
{
    struct pdf_update_pending *p = pending_of(u, ref, o);
    if (p == NULL || p->count == PDF_UPDATE_EDITS) {
        u->failed = true;
        return;
    }
    p->edit[p->count++] = edit;
}

struct pdf_ref pdf_update_home(struct pdf_update *u, struct pdf_ref ref, const struct pdf_object *o)
{
    if (!pdf_file_is_hidden(u->file, ref.number, newest_of(u))) return ref;
    struct pdf_update_pending *p = pending_of(u, ref, o);
    if (p == NULL) return ref;
    if (p->ref.number == ref.number) p->ref = pdf_update_new_ref(u);
    return p->ref;
}

static void write_pending(struct pdf_update *u)
{
    for (size_t i = 0; i < u->pending_count; i++) {
        struct pdf_update_pending *p = &u->pending[i];
        pdf_update_rewrite(u, p->ref, p->object, p->edit, p->count);
    }
    u->pending_count = 0;
}

/* --- trailer --- */

/* Tells two updates of one original apart; 128 bits of FNV-1a over what was added. No secret hangs on it. */
static void put_new_id(struct buf *out, const struct buf *body)
{
    uint64_t h[2] = {UINT64_C(0xcbf29ce484222325), UINT64_C(0x84222325cbf29ce4)};
    for (size_t i = 0; i < body->len; i++)
        for (int k = 0; k < 2; k++) h[k] = (h[k] ^ body->data[i]) * UINT64_C(0x100000001b3);
    buf_printf(out, "<%016llx%016llx>", (unsigned long long)h[0], (unsigned long long)h[1]);
}

/* Keys that say something of one section only: never carried over to the next one. */
static bool is_of_section(struct view key)
{
    static const char *const keys[] = {"Type", "Size",   "Prev",   "ID",          "Index",
                                       "W",    "Length", "Filter", "DecodeParms", "XRefStm"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (view_equals_string(key, keys[i])) return true;
    return false;
}

/* The first half stays, the second is new (ISO 32000-1 14.4). A file without /ID gets none. */
static status put_id(struct buf *out, const struct pdf_update *u, const struct pdf_object *trailer, struct err *e)
{
    const struct pdf_object *id, *first = NULL;
    size_t newest = newest_of(u);
    TRY(pdf_file_get(&id, u->file, trailer, "ID", newest, e));
    if (id->type == PDF_ARRAY && id->array.count > 0)
        TRY(pdf_file_resolve(&first, u->file, id->array.item[0], newest, e));
    if (first == NULL || first->type != PDF_STRING) return OK;
    buf_put_string(out, " /ID [");
    buf_put(out, first->source);
    put_new_id(out, &u->body);
    buf_put_byte(out, ']');
    return OK;
}

/* = ISO 32000-1 7.5.6: all entries of the trailer before it, /Prev aside */
static status put_trailer_entries(struct buf *out, const struct pdf_update *u, const struct pdf_revision *newest,
                                  struct err *e)
{
    const struct pdf_object *trailer = newest->trailer;
    if (trailer->type == PDF_STREAM) trailer = trailer->stream.dictionary;
    buf_printf(out, " /Size %u /Prev %llu", u->next, (unsigned long long)newest->startxref);
    for (size_t i = 0; i < trailer->dictionary.count; i++) {
        const struct pdf_entry *entry = &trailer->dictionary.entry[i];
        if (is_of_section(entry->key)) continue;
        buf_put_byte(out, ' ');
        pdf_write_name(out, entry->key);
        buf_put_byte(out, ' ');
        buf_put(out, entry->value->source);
    }
    return put_id(out, u, trailer, e);
}

/* --- cross-reference section --- */

static int by_number(const void *a, const void *b)
{
    const struct pdf_update_entry *x = a, *y = b;
    return (x->ref.number > y->ref.number) - (x->ref.number < y->ref.number);
}

/* The end of the run of consecutive numbers that starts at i. */
static size_t run_end(const struct pdf_update *u, size_t i)
{
    size_t k = i + 1;
    while (k < u->count && u->entry[k].ref.number == u->entry[k - 1].ref.number + 1) k++;
    return k;
}

static void sort(struct pdf_update *u)
{
    qsort(u->entry, u->count, sizeof u->entry[0], by_number);
}

/* = ISO 32000-1 7.5.4: entries of exactly 20 bytes */
static status put_table(struct pdf_update *u, const struct pdf_revision *newest, struct err *e)
{
    ENSURE(here(u) < UINT64_C(10000000000), ERR_LIMIT, "an offset beyond what a cross-reference table can hold");
    sort(u);
    buf_put_string(&u->body, "xref\n");
    for (size_t i = 0; i < u->count; i = run_end(u, i)) {
        size_t end = run_end(u, i);
        buf_printf(&u->body, "%u %zu\n", u->entry[i].ref.number, end - i);
        for (size_t k = i; k < end; k++)
            buf_printf(&u->body, "%010llu %05u n \n", (unsigned long long)u->entry[k].offset,
                       u->entry[k].ref.generation);
    }
    buf_put_string(&u->body, "trailer\n<<");
    TRY(put_trailer_entries(&u->body, u, newest, e));
    buf_put_string(&u->body, " >>\n");
    return OK;
}

static void put_big_endian(struct buf *out, uint64_t v, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) buf_put_byte(out, (uint8_t)(v >> shift));
}

static void put_stream_entries(struct buf *out, const struct pdf_update *u)
{
    for (size_t i = 0; i < u->count; i++) {
        put_big_endian(out, 1, 1);
        put_big_endian(out, u->entry[i].offset, 8);
        put_big_endian(out, u->entry[i].ref.generation, 2);
    }
}

/* = ISO 32000-1 7.5.8: unfiltered, type 1 entries only, itself among them */
static status put_stream(struct pdf_update *u, const struct pdf_revision *newest, struct err *e)
{
    AUTO_BUF entries = BUF_INIT(LIMIT_PDF_UPDATE_OBJECTS * 11);
    pdf_update_begin(u, pdf_update_new_ref(u));
    sort(u);
    put_stream_entries(&entries, u);
    buf_put_string(&u->body, "<< /Type /XRef /W [1 8 2] /Index [");
    for (size_t i = 0; i < u->count; i = run_end(u, i))
        buf_printf(&u->body, "%u %zu ", u->entry[i].ref.number, run_end(u, i) - i);
    buf_printf(&u->body, "] /Length %zu", entries.len);
    TRY(put_trailer_entries(&u->body, u, newest, e));
    buf_put_string(&u->body, " >>");
    pdf_write_stream_data(&u->body, view_of(entries.data, entries.len));
    u->body.failed |= entries.failed;
    pdf_update_end(u);
    return OK;
}

status pdf_update_finish(struct pdf_update *u, struct err *e)
{
    const struct pdf_revision *newest = pdf_file_revision(u->file, newest_of(u));
    struct view done;
    write_pending(u);
    uint64_t startxref = here(u);
    if (newest->style == PDF_XREF_STREAM)
        TRY(put_stream(u, newest, e));
    else
        TRY(put_table(u, newest, e));
    buf_printf(&u->body, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)startxref);
    ENSURE(u->hidden == 0, ERR_REFUSED,
           "PDF-11: older readers do not find object %u (hybrid file), and a signature would have to show it to them",
           u->hidden);
    if (u->crypt_failure.code != ERR_NONE) {
        *e = u->crypt_failure;
        return FAILED;
    }
    ENSURE(!u->failed, ERR_LIMIT, "the update would hold more than %d objects, one of them twice, or no number is left",
           LIMIT_PDF_UPDATE_OBJECTS);
    return buf_done(&done, &u->body, e);
}
