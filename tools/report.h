// SPDX-License-Identifier: Apache-2.0
/*
 * report.h - a verification report as people and as programs read it (seal-verify(1) describes all three forms).
 *
 * Every form says what was not checked. None of them decides anything.
 */
#pragma once

#include "signer/verify.h"
#include "tools/command.h"
#include "tools/text_page.h"

/* What a report shows besides the verdicts: how the validation was called. */
struct report_view {
    const struct session *s;   /* the language */
    size_t anchor_count;       /* trust anchors that it had */
    const struct trust *trust; /* that they are in; may be NULL */
    bool is_time_given;        /* it was not judged as of now, but as of another time, as asked */
    const char *settings;      /* "revocation=none clock-skew=60": what was set, in its order; "" for nothing */
};

/* Lines for people. */
void report_text(const struct text_page *page, const struct report_view *view, const char *file,
                 const struct verify_report *r);
/* One JSON object on one line. `d` may be NULL when the file could not be opened. */
MUST status report_json(FILE *to, const struct report_view *view, const char *file, const struct document *d,
                        const struct verify_report *r, struct err *e);
/*
 * A validation report of ETSI TS 119 102-2 1.4.1 about the signatures of one file. ERR_SYNTAX where there is none to
 * report on (no signature, not readable): the standard has no report without a signature.
 */
MUST status report_etsi(FILE *to, const struct report_view *view, const struct document *d,
                        const struct verify_report *r, struct err *e);
/* The exit code of this file: 0, 1, 3, 4, 5. */
int report_exit_code(const struct verify_report *r);

/* What the verdict on one signature does not rest on. */
enum gap {
    GAP_TRUST = 0,  /* no trust anchor was given */
    GAP_PATH,       /* no path to an anchor was established: the name of the signer is its own claim */
    GAP_REVOCATION, /* whether the certificate was revoked */
    GAP_TIME,       /* when it was signed is not proven */
    GAP_CHANGES,    /* whether anything was changed could not be told */
    GAP_COVERAGE,   /* parts of the document are not signed */
    GAP_COUNT
};
/* A path to an anchor was found. If not, the name of the signer is what the certificate says of itself. */
bool report_has_path(const struct verdict *v);
/* The anchor at which its path ends; NULL: no path, or not among those of the view. */
const struct anchor_info *report_anchor(const struct report_view *view, const struct verdict *v);
/* Digest and signature value were computed and are right, whatever else the verdict says. */
bool report_digest_holds(const struct signature_report *s);
bool report_has_gap(const struct report_view *view, enum document_format format, const struct signature_report *s,
                    enum gap gap);
/* "trust-anchors", "path", "revocation", "time", "changes", "coverage" */
const char *gap_name(enum gap gap);
