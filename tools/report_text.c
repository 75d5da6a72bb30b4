// SPDX-License-Identifier: Apache-2.0
#include "tools/report.h"

#include "formats/base/text.h"

/* The field of seal-verify's own words, so that the eye finds the verdict first. */
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

static const char *verdict_word(const struct session *s, enum indication i)
{
    if (i == TOTAL_PASSED) return say(s, "valid");
    return i == TOTAL_FAILED ? say(s, "NOT VALID") : say(s, "not decided");
}

static const char *changes_word(const struct session *s, uint32_t changes)
{
    if (changes & PDF_CHANGE_OTHER) return say(s, "the document was CHANGED after this signature");
    if (changes & (PDF_CHANGE_FORM | PDF_CHANGE_ANNOTATION))
        return say(s, "a form was filled or a note added after this signature");
    if (changes & PDF_CHANGE_SIGNATURE) return say(s, "nothing but a further signature was added since");
    return changes != 0 ? say(s, "nothing but validation data was added since") : say(s, "nothing was changed since");
}

static const char *coverage_word(const struct session *s, enum document_format format, const struct signature_report *r)
{
    if (format == DOCUMENT_XML)
        return r->xml_coverage == XML_COVERS_WHOLE_DOCUMENT ? say(s, "covers the whole document")
                                                            : say(s, "covers parts of the document only");
    return r->pdf_coverage == PDF_COVERS_WHOLE_FILE || r->pdf_coverage == PDF_COVERS_REVISION
               ? changes_word(s, r->changes_after)
               : say(s, "covers only a part of the file");
}

static const char *revocation_word(const struct session *s, enum revocation_status r)
{
    switch (r) {
    case REVOCATION_GOOD:
        return say(s, "not revoked");
    case REVOCATION_REVOKED:
        return say(s, "REVOKED");
    case REVOCATION_UNKNOWN:
        return say(s, "revocation status unknown");
    case REVOCATION_NOT_CHECKED:
    case REVOCATION_COUNT:
        break;
    }
    return say(s, "revocation not checked");
}

static void print_messages(FILE *to, const struct session *s, const char *indent, const struct findings *f)
{
    for (size_t i = 0; i < f->count; i++)
        fprintf(to, "%s- %s [%s]\n", indent, f->item[i].text[s->lang], f->item[i].rule);
}

static void print_signature(FILE *to, const struct session *s, enum document_format format, size_t number,
                            const struct signature_report *r)
{
    const struct verdict *v = &r->verdict;
    const char *who = v->has_signer ? v->signer.common_name : say(s, "signer unknown");
    fprintf(to, "  %zu. %s - %s (%s%s%s)\n", number, who, verdict_word(s, v->indication),
            indication_name(v->indication), v->sub_indication == SUB_NONE ? "" : ", ",
            sub_indication_name(v->sub_indication));
    fprintf(to, "     %s\n", coverage_word(s, format, r));
    if (r->claimed_time[0] != '\0')
        fprintf(to, "     %s %s %s\n", say(s, "when:"), r->claimed_time,
                say(s, "(as the signer's computer claimed; no time-stamp proves it)"));
    if (v->has_signer) {
        fprintf(to, "     %s %s\n", say(s, "subject:"), v->signer.subject);
        fprintf(to, "     %s %s\n", say(s, "issued by:"), v->signer.issuer);
        fprintf(to, "     %s %s .. %s, %s\n", say(s, "certificate:"), v->signer.not_before, v->signer.not_after,
                revocation_word(s, v->revocation));
    }
    fprintf(to, "     %s, %s %s, %s\n", r->level, signature_name(r->scheme), digest_name(r->digest_algorithm), r->name);
    print_messages(to, s, "     ", &v->messages);
}

void report_text(FILE *to, const struct session *s, const char *file, const struct verify_report *r)
{
    fprintf(to, "%s\n  %s\n", text_escape_string(file).s, headline(s, r));
    for (size_t i = 0; i < r->signature_count; i++) print_signature(to, s, r->format, i + 1, &r->signatures[i]);
    print_messages(to, s, "  ", &r->messages);
    fflush(to);
}

int report_exit_code(const struct verify_report *r)
{
    if (r->state == VERIFY_NO_SIGNATURE) return 4;
    if (r->state == VERIFY_NOT_READABLE) return 5;
    if (r->state == VERIFY_JUDGED && r->indication == TOTAL_PASSED) return 0;
    return r->indication == TOTAL_FAILED ? 1 : 3;
}
