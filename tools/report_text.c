// SPDX-License-Identifier: Apache-2.0
#include "tools/report.h"

#include <string.h>

#include "formats/base/text.h"
#include "policies/policy.h"
#include "signer/one_act.h"
#include "signer/utc.h"
#include "tools/report_words.h"

enum { FILE_INDENT = 2, INDENT = 5, LABEL = 13, DETAIL_INDENT = 7, DETAIL_LABEL = 22 };

static const char *headline(const struct session *s, const struct verify_report *r)
{
    switch (r->state) {
    case VERIFY_NO_SIGNATURE:
        return say(s, "NO SIGNATURE: nobody has signed this file");
    case VERIFY_NOT_READABLE:
        return say(s, "NOT READABLE: this is not a PDF or XML file that can be checked");
    case VERIFY_NONE:
    case VERIFY_JUDGED:
        break;
    }
    if (r->indication == TOTAL_PASSED) return say(s, "VALID: every signature holds");
    if (r->indication == TOTAL_FAILED) return say(s, "NOT VALID: do not rely on this file");
    return say(s, "NOT DECIDED: something could not be checked, so this is not a yes");
}

static void answer(const struct text_page *page, const char *label, enum tone tone, const char *text)
{
    page_line(page, INDENT, label, LABEL, tone, text);
}

static void detail(const struct text_page *page, const char *label, const char *text)
{
    if (text[0] != '\0') page_line(page, DETAIL_INDENT, label, DETAIL_LABEL, TONE_PLAIN, text);
}

/* What Circular 15/2025/TT-BKHCN, article 6.4, wants to be shown of the certificate. */
static void print_certificate(const struct text_page *page, const struct report_view *view,
                              const struct signature_report *r, const struct certificate_holder *h)
{
    const struct session *s = view->s;
    const struct anchor_info *anchor = report_anchor(view, &r->verdict);
    const struct verdict *v = &r->verdict;
    const struct signer_names *n = &v->signer;
    char text[8 * LIMIT_TEXT];
    detail(page, say(s, "Signer:"), n->subject);
    detail(page, say(s, "Issuing authority:"), h->issuer_name[0] != '\0' ? h->issuer_name : n->issuer);
    detail(page, say(s, "Managed by:"), h->issuer_manager);
    snprintf(text, sizeof text, say(s, "from %s to %s, serial number %s"), phrase_day(s, n->not_before).s,
             phrase_day(s, n->not_after).s, n->serial);
    detail(page, say(s, "Certificate:"), text);
    detail(page, say(s, "At that time:"), phrase_validity(s, r).s);
    detail(page, say(s, "Status known from:"), phrase_status(s, v).s);
    detail(page, say(s, "Leads to the anchor:"), phrase_path(v).s);
    if (anchor != NULL) detail(page, say(s, "Trust anchor:"), phrase_anchor(s, anchor).s);
}

static void print_details(const struct text_page *page, const struct report_view *view,
                          const struct verify_report *file, const struct signature_report *r,
                          const struct certificate_holder *h)
{
    const struct session *s = view->s;
    const struct verdict *v = &r->verdict;
    char text[4 * LIMIT_TEXT];
    if (v->has_signer) print_certificate(page, view, r, h);
    for (size_t i = 0; i < v->stamp_count && !r->is_timestamp; i++)
        detail(page, say(s, "Time-stamp:"), phrase_stamp(s, &v->stamps[i]).s);
    detail(page, say(s, "Integrity:"),
           report_digest_holds(r) ? say(s, "digest and signature value are right") : say(s, "NOT established"));
    snprintf(text, sizeof text, "%s, %s %s, %s", r->level, signature_name(r->scheme), digest_name(r->digest_algorithm),
             r->name);
    detail(page, say(s, "Form:"), text);
    const char *sub = sub_indication_name(v->sub_indication);
    snprintf(text, sizeof text, say(s, "%s%s%s by policy %s"), indication_name(v->indication),
             sub[0] != '\0' ? ", " : "", sub, policy_label(file->policy));
    detail(page, say(s, "Verdict:"), text);
}

/* From `from` on: the first may stand in the first of the four lines already. */
static void print_messages(const struct text_page *page, const struct session *s, unsigned indent, const char *title,
                           const struct findings *f, size_t from)
{
    char text[2 * LIMIT_TEXT];
    if (f->count > from && title[0] != '\0') page_line(page, indent, title, 0, TONE_PLAIN, "");
    for (size_t i = from; i < f->count; i++) {
        snprintf(text, sizeof text, "%s [%s]", f->item[i].text[s->lang], f->item[i].rule);
        page_line(page, indent + 2, "-", 2, TONE_PLAIN, text);
    }
    if (f->overflow) page_line(page, indent + 2, "-", 2, TONE_PLAIN, say(s, "and more than can be listed"));
}

static void print_gaps(const struct text_page *page, const struct report_view *view, enum document_format format,
                       const struct signature_report *r)
{
    bool titled = false;
    for (int gap = 0; gap < GAP_COUNT; gap++) {
        if (!report_has_gap(view, format, r, (enum gap)gap)) continue;
        if (!titled) page_line(page, INDENT, say(view->s, "Not checked, or not proven:"), 0, TONE_STRONG, "");
        titled = true;
        page_line(page, INDENT + 2, "-", 2, TONE_PLAIN, phrase_gap(view->s, (enum gap)gap));
    }
}

static void print_number(const struct text_page *page, size_t i, const char *title)
{
    char number[16];
    snprintf(number, sizeof number, "%zu.", i + 1);
    fputc('\n', page->to);
    page_line(page, FILE_INDENT, number, INDENT - FILE_INDENT, TONE_STRONG, title);
}

static void print_act(const struct text_page *page, const struct session *s, const struct verify_report *file, size_t i)
{
    size_t first, last;
    char text[2 * LIMIT_TEXT];
    if (!one_act(&first, &last, file, i)) return;
    snprintf(text, sizeof text, say(s, "signatures %zu to %zu were made together: one key, one right after the other"),
             first + 1, last + 1);
    answer(page, say(s, "One act:"), TONE_PLAIN, text);
}

/* The four lines that everybody reads: valid or not, who, when, and what has happened since. */
static void print_answers(const struct text_page *page, const struct report_view *view,
                          const struct verify_report *file, size_t i)
{
    const struct session *s = view->s;
    const struct signature_report *r = &file->signatures[i];
    struct certificate_holder h;
    certificate_holder_read(&h, view_of(r->certificate.data, r->certificate.len));
    print_number(page, i, phrase_kind(s, file, i, &h));
    answer(page, say(s, "Valid:"), tone_of(r->verdict.indication), phrase_valid(view, &r->verdict).s);
    answer(page, say(s, "Who:"), TONE_PLAIN, phrase_signer(s, r, &h).s);
    answer(page, say(s, "When:"), TONE_PLAIN, phrase_when(s, r).s);
    answer(page, say(s, "Since then:"), TONE_PLAIN, phrase_changes(s, file->format, r).s);
    print_act(page, s, file, i);
}

static void print_signature(const struct text_page *page, const struct report_view *view,
                            const struct verify_report *file, size_t i)
{
    const struct session *s = view->s;
    const struct signature_report *r = &file->signatures[i];
    const struct verdict *v = &r->verdict;
    struct certificate_holder h;
    certificate_holder_read(&h, view_of(r->certificate.data, r->certificate.len));
    print_number(page, i, v->signer.common_name);
    print_details(page, view, file, r, &h);
    print_messages(page, s, INDENT, say(s, "Remarks:"), &v->messages, v->indication == INDETERMINATE ? 1 : 0);
    print_gaps(page, view, file->format, r);
}

static enum tone tone_of_file(const struct verify_report *r)
{
    return r->state == VERIFY_JUDGED ? tone_of(r->indication) : TONE_DOUBT;
}

static void print_end(const struct text_page *page, const struct report_view *view, const struct verify_report *r)
{
    const struct session *s = view->s;
    if (r->signature_count == 0) return;
    fputc('\n', page->to);
    print_messages(page, s, FILE_INDENT, say(s, "About the file:"), &r->messages, 0);
    if (r->messages.count > 0) fputc('\n', page->to);
    if (view->settings[0] != '\0')
        page_line(page, FILE_INDENT, say(s, "Settings of this run:"), 0, TONE_FAINT, view->settings);
    page_line(page, FILE_INDENT, "", 0, TONE_FAINT,
              say(s, "Never checked here: whether the signer was entitled to sign this, and whether what it says is "
                     "right."));
}

/* A verdict of another day than today must not be taken for one of today. */
static void print_time(const struct text_page *page, const struct report_view *view, const struct verify_report *r)
{
    char at[LIMIT_TEXT], text[4 * LIMIT_TEXT];
    if (!view->is_time_given) return;
    utc_text(at, sizeof at, r->time);
    snprintf(text, sizeof text, say(view->s, "judged as of %s, as was asked for, and not as of now"),
             phrase_time(view->s, at).s);
    page_line(page, FILE_INDENT, "", 0, TONE_DOUBT, text);
}

void report_text(const struct text_page *page, const struct report_view *view, const char *file,
                 const struct verify_report *r)
{
    const struct session *s = view->s;
    page_line(page, 0, "", 0, TONE_STRONG, file);
    page_line(page, FILE_INDENT, "", 0, tone_of_file(r), headline(s, r));
    print_time(page, view, r);
    if (r->signature_count == 0) print_messages(page, s, 0, "", &r->messages, 0);
    for (size_t i = 0; i < r->signature_count; i++) print_answers(page, view, r, i);
    if (r->signature_count > 0) {
        fputc('\n', page->to);
        page_line(page, FILE_INDENT, "", 0, TONE_STRONG, say(s, "Details"));
    }
    for (size_t i = 0; i < r->signature_count; i++) print_signature(page, view, r, i);
    print_end(page, view, r);
    fputc('\n', page->to);
    fflush(page->to);
}
