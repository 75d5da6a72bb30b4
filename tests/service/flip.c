// SPDX-License-Identifier: Apache-2.0
/*
 * flip - flips one bit at a time of a signed file and asks the verifier: no flip that changes anything signed may pass.
 *
 *   flip FILE ANCHOR CRL...      PDF: 2,000 positions spread over the file and all of the gap's frame; XML: every
 * position
 *
 * Which flips are neutral is computed here, independently of the verifier: in a PDF those inside the gap of the last
 * ByteRange that leave the decoded bytes as they were; in an XML those that leave the canonical form (C14N, no
 * comments) and, white space aside, the text of the elements outside SignedInfo as they were.
 */
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/base/text.h"
#include "signer/trust_files.h"
#include "tests/in_process.h"

enum { PDF_POSITIONS = 2000 };

struct flip_state {
    struct judge_context context;
    const uint8_t *original;
    size_t len;
    size_t gap_from, gap_to; /* PDF */
    struct buf canonical;    /* XML */
    size_t tried, passed_neutral, passed_wrongly, neutral_refused;
};

/* ---- what is neutral ---- */

static void quiet(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* Canonical XML with white space out of base64 text: "\n" inside SignatureValue or X509Certificate changes no value. */
static bool canonical_of(struct buf *out, struct view document)
{
    xmlDocPtr doc = xmlReadMemory((const char *)document.data, (int)document.len, NULL, NULL, XML_PARSE_NONET);
    if (doc == NULL || doc->intSubset != NULL) {
        xmlFreeDoc(doc);
        return false;
    }
    xmlChar *text = NULL;
    int len = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_1_0, NULL, 0, &text);
    for (int i = 0; i < len; i++) buf_put_byte(out, text[i]);
    xmlFree(text);
    xmlFreeDoc(doc);
    return len > 0;
}

static void squeeze_base64(struct buf *out, struct view canonical)
{
    static const char *const names[] = {"SignatureValue", "X509Certificate"};
    bool inside = false;
    for (size_t i = 0; i < canonical.len; i++) {
        struct view rest = view_part(canonical, i, canonical.len - i);
        for (size_t k = 0; k < 2; k++) {
            char close[64], open[64];
            snprintf(open, sizeof open, "<ds:%s", names[k]);
            snprintf(close, sizeof close, "</ds:%s", names[k]);
            inside = (inside || view_starts_with(rest, open)) && !view_starts_with(rest, close);
        }
        if (!inside || strchr(" \t\r\n", rest.data[0]) == NULL) buf_put_byte(out, rest.data[0]);
    }
}

static bool is_neutral_xml(const struct flip_state *s, struct view flipped)
{
    AUTO_BUF canonical = BUF_INIT(LIMIT_XML_DOCUMENT);
    AUTO_BUF squeezed = BUF_INIT(LIMIT_XML_DOCUMENT);
    if (!canonical_of(&canonical, flipped)) return false;
    squeeze_base64(&squeezed, view_of(canonical.data, canonical.len));
    return view_equal(view_of(squeezed.data, squeezed.len), view_of(s->canonical.data, s->canonical.len));
}

static bool is_neutral_pdf(const struct flip_state *s, struct view flipped, size_t at)
{
    if (at <= s->gap_from || at + 1 >= s->gap_to) return false;
    struct err e = {0};
    AUTO_BUF before = BUF_INIT(LIMIT_CMS);
    AUTO_BUF after = BUF_INIT(LIMIT_CMS);
    size_t len = s->gap_to - s->gap_from - 2;
    if (text_get_hex(&before, view_of(s->original + s->gap_from + 1, len), &e) != OK) return false;
    if (text_get_hex(&after, view_part(flipped, s->gap_from + 1, len), &e) != OK) return false;
    return view_equal(view_of(before.data, before.len), view_of(after.data, after.len));
}

/* ---- the verifier's word ---- */

static bool passes(const struct flip_state *s, struct view document, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {0};
    if (document_join(&d, &document, 1, e) != OK || d.format == DOCUMENT_UNKNOWN) return false;
    if (verify_document(&r, &d, &s->context, e) != OK) return false;
    return r.state == VERIFY_JUDGED && r.indication == TOTAL_PASSED;
}

static void try_flip(struct flip_state *s, uint8_t *copy, size_t at, bool pdf)
{
    struct err e = {0};
    struct view flipped = view_of(copy, s->len);
    copy[at] ^= (uint8_t)(1u << at % 8);
    bool passed = passes(s, flipped, &e);
    bool neutral = pdf ? is_neutral_pdf(s, flipped, at) : is_neutral_xml(s, flipped);
    s->tried++;
    s->passed_neutral += passed && neutral;
    s->neutral_refused += !passed && neutral;
    if (passed && !neutral) {
        s->passed_wrongly++;
        fprintf(stderr, "byte %zu, bit %zu: changed and TOTAL-PASSED\n", at, at % 8);
    }
    copy[at] = s->original[at];
}

/* The last gap: the verifier's own report is not asked, the last /ByteRange in the bytes is read. */
static void find_gap(struct flip_state *s)
{
    for (size_t i = s->len; i-- > 10;) {
        if (memcmp(s->original + i - 10, "/ByteRange", 10) != 0) continue;
        char text[200] = "";
        size_t n = s->len - i < sizeof text - 1 ? s->len - i : sizeof text - 1;
        memcpy(text, s->original + i, n);
        char *at = strchr(text, '[');
        if (at == NULL) return;
        strtoull(at + 1, &at, 10);
        s->gap_from = strtoull(at, &at, 10);
        s->gap_to = strtoull(at, &at, 10);
        return;
    }
}

static int flip_all(struct flip_state *s, bool pdf)
{
    struct err e = {0};
    uint8_t *copy = mem_new(s->len);
    if (copy == NULL) return 70;
    memcpy(copy, s->original, s->len);
    if (!passes(s, view_of(copy, s->len), &e)) {
        fprintf(stderr, "the file does not pass as it is: %s\n", e.text[LANG_EN]);
        mem_free(copy);
        return 1;
    }
    size_t step = pdf && s->len > PDF_POSITIONS ? s->len / PDF_POSITIONS : 1;
    for (size_t at = 0; at < s->len; at += step) try_flip(s, copy, at, pdf);
    for (size_t at = s->gap_from; pdf && at < s->gap_from + 16; at++) try_flip(s, copy, at, pdf);
    mem_free(copy);
    printf("%zu flips: %zu neutral and passed, %zu neutral and not passed, %zu changed and passed\n", s->tried,
           s->passed_neutral, s->neutral_refused, s->passed_wrongly);
    return s->passed_wrongly == 0 ? 0 : 1;
}

static int run(struct flip_state *s, const char *file, struct trust *trust)
{
    struct err e = {0};
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    if (document_open(&d, file, &e) != OK) {
        fprintf(stderr, "%s: %s\n", file, e.text[LANG_EN]);
        return 2;
    }
    s->context = (struct judge_context){.trust = trust, .time = (int64_t)time(NULL), .settings = settings_default};
    s->original = d.bytes.data;
    s->len = d.bytes.len;
    bool pdf = d.format == DOCUMENT_PDF;
    if (pdf) {
        find_gap(s);
        return flip_all(s, pdf);
    }
    AUTO_BUF canonical = BUF_INIT(LIMIT_XML_DOCUMENT);
    s->canonical = BUF_INIT(LIMIT_XML_DOCUMENT);
    if (!canonical_of(&canonical, d.bytes)) return 2;
    squeeze_base64(&s->canonical, view_of(canonical.data, canonical.len));
    int code = flip_all(s, pdf);
    buf_clear(&s->canonical);
    return code;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    AUTO(trust_free)
    struct trust *trust = trust_new();
    struct flip_state s = {0};
    if (argc < 3 || trust == NULL) return 2;
    signal(SIGPIPE, SIG_IGN);
    xmlSetGenericErrorFunc(NULL, quiet);
    for (int i = 2; i < argc; i++) {
        enum trust_file_kind kind = i == 2 ? TRUST_FILE_ANCHORS : TRUST_FILE_CRLS;
        if (trust_files_add(trust, kind, argv[i], &e) == OK) continue;
        fprintf(stderr, "%s\n", e.text[LANG_EN]);
        return 6;
    }
    return run(&s, argv[1], trust);
}
