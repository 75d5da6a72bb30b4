// SPDX-License-Identifier: Apache-2.0
/*
 * check_ops.h - what the checker computes, and the messages that go there and back.
 *
 * PDF: for each signature its claimed ranges, whether they lie inside, and what the worker took /Contents for; the
 * answer holds the evidence from the document's bytes alone. Ranges that nest are hashed once over what they share.
 * XML: for each signature the worker's facts; the answer holds the evidence of the value over the SignedInfo.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "formats/xml/xml.h"

enum check_op { CHECK_NONE = 0, CHECK_PDF, CHECK_XML, CHECK_OP_COUNT };

/* One of the two is meant: a document time-stamp has a token, all else evidence. */
struct checked {
    bool is_timestamp;
    struct evidence evidence;
    struct timestamp timestamp;
};

void checked_clear(struct checked *c);

void check_pdf_put(struct buf *request, const struct pdf_facts *facts);
void check_xml_put(struct buf *request, const struct xml_facts *facts);
/* `out` is zeroed memory for `count`. */
MUST status checked_get(struct checked *out, size_t count, struct view answer, struct err *e);

/* Runs inside the sandbox. */
MUST status check_answer(struct buf *answer, struct view request, struct view document, struct err *e);
