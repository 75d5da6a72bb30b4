// SPDX-License-Identifier: Apache-2.0
/*
 * verify.h - the one verification engine: `seal verify`, the check before sealing and the check of our own output.
 *
 * A worker lists the facts; a checker without a parser hashes the document's own bytes and verifies the CMS that stands
 * in them (XML: two workers compute the digests and must agree); policies/ judges here, on what they returned. A file
 * that cannot be read, a helper that dies and a limit are verdicts too, never a pass.
 */
#pragma once

#include "policies/judge.h"
#include "signer/document.h"
#include "signer/fetch.h"
#include "signer/worker_client.h"

struct signature_report {
    char name[LIMIT_TEXT];
    bool is_timestamp;
    const char *level; /* "PAdES-B-B", "XAdES-B-B", "PKCS7", "XMLDSig" */
    char claimed_time[LIMIT_TEXT], best_time[LIMIT_TEXT];
    enum digest_algorithm digest_algorithm;
    enum signature_scheme scheme;
    bool is_bound;  /* a signed attribute names the signer's certificate */
    bool is_intact; /* digest, value, binding and structure hold; whom to trust is another question */
    struct verdict verdict;
    enum pdf_coverage pdf_coverage; /* PDF */
    uint32_t changes_after;
    uint32_t page;
    double x, y, w, h, unit;        /* as in struct pdf_signature */
    uint32_t revision;              /* PDF: that it covers, from 0, where pdf_coverage says that it covers one */
    uint64_t covered_end;           /* PDF: where the revision that it covers ends; 0: none */
    uint32_t certification;         /* PDF: DocMDP P; 0: none */
    struct buf certificate;         /* DER of the signer; empty: unknown */
    struct buf value;               /* the signature value */
    enum xml_coverage xml_coverage; /* XML */
    char covered[LIMIT_XML_REFERENCES][LIMIT_TEXT];
    size_t covered_count;
};

struct online {
    struct trust *trust;
    struct fetcher *fetcher;
};

enum verify_state { VERIFY_NONE = 0, VERIFY_JUDGED, VERIFY_NO_SIGNATURE, VERIFY_NOT_READABLE };

struct verify_report {
    enum verify_state state;
    enum document_format format;
    enum indication indication; /* VERIFY_JUDGED: the worst of its signatures */
    enum sub_indication sub_indication;
    struct signature_report *signatures;
    size_t signature_count;
    struct findings messages;        /* about the file */
    enum pdf_password_form password; /* how it opened the PDF */
    struct pdf_traits traits;        /* of a PDF */
    enum policy policy;
    int64_t time; /* of the validation, seconds since 1970 */
};

/* One document, read once and judged as often as one likes. Borrows the document. */
struct verification;

/* ERR_INTERNAL only, all three; everything about the document is in the report. */
MUST status verification_open(struct verification **out, const struct document *d, struct err *e);
/* `o`: NULL, or as in verify_document_online. What is in context->used is what the last round rested on. */
MUST status verification_judge(struct verify_report *out, struct verification *v, const struct judge_context *context,
                               const struct online *o, struct err *e);
void verification_close(struct verification *v);
AUTO_DEFINE(struct verification, verification_close)

/* ERR_INTERNAL only; everything about the document is in the report. */
MUST status verify_document(struct verify_report *out, const struct document *d, const struct judge_context *context,
                            struct err *e);
/* Likewise, and asks the network for what would tell more, then judges again; what it brought stays in o->trust, which
 * is the trust store of `context`. */
MUST status verify_document_online(struct verify_report *out, const struct document *d,
                                   const struct judge_context *context, const struct online *o, struct err *e);
/* Findings of a check that came after the verdict: they may lower it, of this signature and of the file. */
void verify_report_add(struct verify_report *r, size_t signature, const struct findings *f);
/* For a file that could not even be opened as a document: a report that says why. */
void verify_report_unreadable(struct verify_report *out, const struct err *why);
void verify_report_clear(struct verify_report *r);
