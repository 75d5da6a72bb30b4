// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_update.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf_write.h"

void pdf_update_init(struct pdf_update *u, struct pdf_file *file)
{
    struct view bytes = pdf_file_bytes(file);
    u->body = BUF_INIT(LIMIT_PDF_UPDATE);
    u->base = bytes.len;
    u->count = 0;
    u->full = false;
    u->next = pdf_file_size(file, pdf_file_revision_count(file) - 1);
    uint8_t last = bytes.len == 0 ? 0 : bytes.data[bytes.len - 1];
    if (last != '\n' && last != '\r') buf_put_byte(&u->body, '\n');
}

void pdf_update_clear(struct pdf_update *u)
{
    buf_clear(&u->body);
}

struct pdf_ref pdf_update_new_ref(struct pdf_update *u)
{
    return (struct pdf_ref){u->next++, 0};
}

static uint64_t here(const struct pdf_update *u)
{
    return u->base + u->body.len;
}

void pdf_update_begin(struct pdf_update *u, struct pdf_ref ref)
{
    for (size_t i = 0; i < u->count; i++) u->full |= u->entry[i].ref.number == ref.number;
    if (u->count == PDF_UPDATE_OBJECTS) {
        u->full = true;
        return;
    }
    u->entry[u->count++] = (struct pdf_update_entry){ref, here(u)};
    buf_printf(&u->body, "%u %u obj\n", ref.number, ref.generation);
}

void pdf_update_end(struct pdf_update *u)
{
    buf_put_string(&u->body, "\nendobj\n");
}

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

/* Tells two updates of one original apart; 128 bits of FNV-1a over what was added. No secret hangs on it. */
static void put_new_id(struct buf *out, const struct buf *body)
{
    uint64_t h[2] = {UINT64_C(0xcbf29ce484222325), UINT64_C(0x84222325cbf29ce4)};
    for (size_t i = 0; i < body->len; i++)
        for (int k = 0; k < 2; k++) h[k] = (h[k] ^ body->data[i]) * UINT64_C(0x100000001b3);
    buf_printf(out, "<%016llX%016llX>", (unsigned long long)h[0], (unsigned long long)h[1]);
}

/* /Size, /Root, /Info, /ID and /Prev, which both styles need. */
static void put_trailer_entries(struct buf *out, const struct pdf_update *u, const struct pdf_revision *newest)
{
    static const char *const kept[] = {"Root", "Info"};
    const struct pdf_object *id = pdf_get(newest->trailer, "ID");
    buf_printf(out, " /Size %u /Prev %llu", u->next, (unsigned long long)newest->startxref);
    for (size_t i = 0; i < 2; i++) {
        const struct pdf_object *value = pdf_get(newest->trailer, kept[i]);
        if (value == NULL) continue;
        buf_printf(out, " /%s ", kept[i]);
        buf_put(out, value->source);
    }
    if (!pdf_is(id, PDF_ARRAY) || id->array.count != 2 || !pdf_is(id->array.item[0], PDF_STRING)) return;
    buf_put_string(out, " /ID [");
    buf_put(out, id->array.item[0]->source);
    put_new_id(out, &u->body);
    buf_put_byte(out, ']');
}

static void put_table(struct pdf_update *u, const struct pdf_revision *newest)
{
    buf_put_string(&u->body, "xref\n");
    for (size_t i = 0; i < u->count; i = run_end(u, i)) {
        size_t end = run_end(u, i);
        buf_printf(&u->body, "%u %zu\n", u->entry[i].ref.number, end - i);
        for (size_t k = i; k < end; k++)
            buf_printf(&u->body, "%010llu %05u n \n", (unsigned long long)u->entry[k].offset,
                       u->entry[k].ref.generation);
    }
    buf_put_string(&u->body, "trailer\n<<");
    put_trailer_entries(&u->body, u, newest);
    buf_put_string(&u->body, " >>\n");
}

/* = ISO 32000-1 7.5.8.3: W [1 8 2], type 1 entries only, unfiltered, itself included */
static void put_stream(struct pdf_update *u, const struct pdf_revision *newest)
{
    AUTO_BUF data = BUF_INIT(PDF_UPDATE_OBJECTS * 11);
    AUTO_BUF index = BUF_INIT(PDF_UPDATE_OBJECTS * 24);
    for (size_t i = 0; i < u->count; i = run_end(u, i))
        buf_printf(&index, "%u %zu ", u->entry[i].ref.number, run_end(u, i) - i);
    for (size_t i = 0; i < u->count; i++) {
        buf_put_byte(&data, 1);
        for (int shift = 56; shift >= 0; shift -= 8) buf_put_byte(&data, (uint8_t)(u->entry[i].offset >> shift));
        for (int shift = 8; shift >= 0; shift -= 8) buf_put_byte(&data, (uint8_t)(u->entry[i].ref.generation >> shift));
    }
    u->body.failed |= data.failed || index.failed;
    buf_put_string(&u->body, "<< /Type /XRef /W [1 8 2] /Index [");
    buf_put(&u->body, view_of(index.data, index.len));
    buf_printf(&u->body, "] /Length %zu", data.len);
    put_trailer_entries(&u->body, u, newest);
    buf_put_string(&u->body, " >>\nstream\n");
    buf_put(&u->body, view_of(data.data, data.len));
    buf_put_string(&u->body, "\nendstream");
}

status pdf_update_finish(struct pdf_update *u, struct pdf_file *file, struct err *e)
{
    const struct pdf_revision *newest = pdf_file_revision(file, pdf_file_revision_count(file) - 1);
    bool table = newest->style == PDF_XREF_TABLE;
    struct view done;
    uint64_t startxref = here(u);
    if (!table) {
        struct pdf_ref self = pdf_update_new_ref(u);
        pdf_update_begin(u, self);
    }
    ENSURE(!u->full, ERR_LIMIT, "the update would hold more than %d objects, or one of them twice",
           (int)PDF_UPDATE_OBJECTS);
    qsort(u->entry, u->count, sizeof u->entry[0], by_number);
    ENSURE(!table || here(u) < UINT64_C(10000000000), ERR_LIMIT,
           "an offset beyond what a cross-reference table can hold");
    if (table) {
        put_table(u, newest);
    } else {
        put_stream(u, newest);
        pdf_update_end(u);
    }
    buf_printf(&u->body, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)startxref);
    return buf_done(&done, &u->body, e);
}
