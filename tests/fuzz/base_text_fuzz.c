// SPDX-License-Identifier: Apache-2.0
/* Text from outside: what is shown of it is always clean, and what is decoded encodes to the same again. */
#include <stdio.h>

#include "formats/pdf/pdf_date.h"
#include "formats/pdf/pdf_text.h"
#include "policies/known_anchors.h"
#include "tests/fuzz/fuzz.h"

enum { OUT_MAX = 1 << 16 };

static void show(struct view in)
{
    AUTO_BUF clean = BUF_INIT(OUT_MAX);
    struct escaped s = text_escape(in);
    text_put_clean(&clean, in);
    assert(text_is_clean(view_of_string(s.s)) && strlen(s.s) < sizeof s.s);
    assert(clean.failed || text_is_clean(bytes_of(&clean)));
    assert(!text_is_clean(in) || text_is_utf8(in));
    assert(!text_is_clean(in) || in.len > 100 || view_equals_string(in, s.s));
}

/* As an error and as a finding: cut where they end, and still clean. */
static void report(struct view in)
{
    struct err e = {0};
    struct findings f = {0};
    err_set(&e, ERR_MISSING, "no such file: %s", text_escape(in).s);
    finding_add(&f, "PDF-01", "no such file: %s%s", text_escape(in).s, text_escape(in).s);
    findings_explain(&e, &f);
    check_refusal(&e);
    check_findings(&f);
}

static void hex(struct view in)
{
    struct err e = {0};
    AUTO_BUF bytes = BUF_INIT(OUT_MAX);
    AUTO_BUF text = BUF_INIT(2 * OUT_MAX);
    AUTO_BUF again = BUF_INIT(OUT_MAX);
    if (!succeeds(text_get_hex(&bytes, in, &e), &e)) return;
    assert(bytes.len * 2 == in.len);
    text_put_hex(&text, bytes_of(&bytes));
    assert(text_get_hex(&again, bytes_of(&text), &e) == OK && view_equal(bytes_of(&bytes), bytes_of(&again)));
}

static void base64(struct view in)
{
    struct err e = {0};
    AUTO_BUF bytes = BUF_INIT(OUT_MAX);
    AUTO_BUF text = BUF_INIT(2 * OUT_MAX);
    AUTO_BUF squeezed = BUF_INIT(OUT_MAX);
    if (!succeeds(text_get_base64(&bytes, in, &e), &e)) return;
    for (size_t i = 0; i < in.len; i++)
        if (strchr(" \t\r\n", in.data[i]) == NULL || in.data[i] == '\0') buf_put_byte(&squeezed, in.data[i]);
    text_put_base64(&text, bytes_of(&bytes));
    assert(view_equal(bytes_of(&text), bytes_of(&squeezed))); /* one spelling of the same bytes */
}

static void pdf_strings(struct view in)
{
    char copy[256] = "", out[PDF_DATE_SIZE];
    AUTO_BUF text = BUF_INIT(4 * OUT_MAX);
    snprintf(copy, sizeof copy, "%.*s", (int)(in.len < 255 ? in.len : 255),
             in.data == NULL ? "" : (const char *)in.data);
    (void)known_anchor_by_name(copy);
    (void)known_anchor_by_fingerprint(copy);
    pdf_date_to_utc(out, copy);
    assert(out[0] == '\0' || (strlen(out) == 20 && out[19] == 'Z'));
    pdf_text_decode(&text, in);
    assert(text.failed || text_is_utf8(bytes_of(&text)));
}

/* A text that is written into a document reads as the same. */
static void pdf_written(struct view in)
{
    AUTO_BUF written = BUF_INIT(16 * OUT_MAX);
    AUTO_BUF string = BUF_INIT(8 * OUT_MAX);
    AUTO_BUF read = BUF_INIT(OUT_MAX);
    char copy[512];
    struct err e = {0};
    if (in.len >= sizeof copy || !text_is_clean(in)) return;
    if (in.len > 0) memcpy(copy, in.data, in.len);
    copy[in.len] = '\0';
    pdf_text_write(&written, copy);
    assert(!written.failed && written.len >= 2 && written.data[0] == '<' && written.data[written.len - 1] == '>');
    assert(text_get_hex(&string, view_of(written.data + 1, written.len - 2), &e) == OK);
    pdf_text_decode(&read, bytes_of(&string));
    assert(view_equal(bytes_of(&read), in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view in = view_of(data, size);
    if (size > OUT_MAX) return 0;
    show(in);
    report(in);
    hex(in);
    base64(in);
    pdf_strings(in);
    pdf_written(in);
    return 0;
}
