// SPDX-License-Identifier: Apache-2.0
/*
 * report_words.h - the phrases of the report for people, in their language, each into a buffer.
 */
#pragma once

#include "policies/certificate_holder.h"
#include "tools/report.h"

/* A phrase of at most this many bytes; the last byte of a buffer is its NUL. */
struct phrase {
    char s[8 * LIMIT_TEXT];
};

/* "18:40:12 ngày 24/11/2026 (giờ Việt Nam)", "2026-11-24 18:40:12 (Vietnam time)"; what is no RFC 3339 time stays. */
struct phrase phrase_time(const struct session *s, const char *rfc3339);
struct phrase phrase_day(const struct session *s, const char *rfc3339);

/* What kind of signature the i-th is: a person's, an organisation's seal, the second seal, a document time-stamp. */
const char *phrase_kind(const struct session *s, const struct verify_report *r, size_t i,
                        const struct certificate_holder *h);
/* The four answers: valid, who, when, changed since. */
struct phrase phrase_valid(const struct report_view *view, const struct verdict *v);
struct phrase phrase_signer(const struct session *s, const struct signature_report *r,
                            const struct certificate_holder *h);
struct phrase phrase_when(const struct session *s, const struct signature_report *r);
struct phrase phrase_changes(const struct session *s, enum document_format format, const struct signature_report *r);
enum tone tone_of(enum indication i);
/* Whether the certificate held at the time by which it was judged. */
struct phrase phrase_validity(const struct session *s, const struct signature_report *r);
/* From where the status is known: "CRL of ... (carried by the document)"; empty where nothing was looked at. */
struct phrase phrase_status(const struct session *s, const struct verdict *v);
struct phrase phrase_stamp(const struct session *s, const struct stamp_verdict *t);
/* "Nguyễn Văn A < CA ... < CA ..."; the common names of the path. */
struct phrase phrase_path(const struct verdict *v);
/* Name, source, since when, fingerprint of the anchor, and whether it is one that is known. */
struct phrase phrase_anchor(const struct session *s, const struct anchor_info *a);
const char *phrase_gap(const struct session *s, enum gap gap);
