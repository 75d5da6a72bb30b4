// SPDX-License-Identifier: Apache-2.0
#include "tools/report.h"

#include <string.h>

const char *gap_name(enum gap gap)
{
    static const char *const names[GAP_COUNT] = {
        [GAP_TRUST] = "trust-anchors", [GAP_PATH] = "path",       [GAP_REVOCATION] = "revocation",
        [GAP_TIME] = "time",           [GAP_CHANGES] = "changes", [GAP_COVERAGE] = "coverage",
    };
    return names[gap];
}

bool report_has_path(const struct verdict *v)
{
    return v->indication == TOTAL_PASSED || v->chain_count > 0;
}

const struct anchor_info *report_anchor(const struct report_view *view, const struct verdict *v)
{
    if (view->trust == NULL || v->chain_count == 0) return NULL;
    const char *last = v->chain[v->chain_count - 1].fingerprint_sha256;
    for (size_t i = 0; i < trust_anchor_count(view->trust); i++) {
        const struct anchor_info *a = trust_anchor(view->trust, i);
        if (strcmp(a->names.fingerprint_sha256, last) == 0) return a;
    }
    return NULL;
}

static bool covers_all(enum document_format format, const struct signature_report *s)
{
    if (format == DOCUMENT_XML) return s->xml_coverage == XML_COVERS_WHOLE_DOCUMENT;
    return s->pdf_coverage == PDF_COVERS_WHOLE_FILE || s->pdf_coverage == PDF_COVERS_REVISION;
}

/* is_intact wants the signer's certificate bound too, which some producers never do. The policy looks for a path only
 * when digest and value are right. */
bool report_digest_holds(const struct signature_report *s)
{
    const struct verdict *v = &s->verdict;
    if (s->is_intact || v->indication == TOTAL_PASSED) return true;
    return v->indication == INDETERMINATE &&
           (v->chain_count > 0 || v->sub_indication == SUB_NO_CERTIFICATE_CHAIN_FOUND);
}

/* A digest that failed, or a change that was seen, is an answer; a signature that broke otherwise gives none. */
static bool tells_changes(const struct signature_report *s)
{
    return report_digest_holds(s) || s->verdict.sub_indication == SUB_HASH_FAILURE ||
           (s->changes_after & PDF_CHANGE_OTHER) != 0;
}

bool report_has_gap(const struct report_view *view, enum document_format format, const struct signature_report *s,
                    enum gap gap)
{
    const struct verdict *v = &s->verdict;
    switch (gap) {
    case GAP_TRUST:
        return view->anchor_count == 0 && !report_has_path(v);
    case GAP_PATH:
        return view->anchor_count > 0 && !report_has_path(v);
    case GAP_REVOCATION:
        return v->revocation == REVOCATION_NOT_CHECKED || v->revocation == REVOCATION_UNKNOWN;
    case GAP_TIME:
        return !v->best_time_is_proven;
    case GAP_CHANGES:
        return !tells_changes(s);
    case GAP_COVERAGE:
        return !covers_all(format, s);
    case GAP_COUNT:
        break;
    }
    return false;
}

int report_exit_code(const struct verify_report *r)
{
    if (r->state == VERIFY_NO_SIGNATURE) return 4;
    if (r->state == VERIFY_NOT_READABLE) return 5;
    if (r->state == VERIFY_JUDGED && r->indication == TOTAL_PASSED) return 0;
    return r->indication == TOTAL_FAILED ? 1 : 3;
}
