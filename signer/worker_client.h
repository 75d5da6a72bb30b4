// SPDX-License-Identifier: Apache-2.0
/*
 * worker_client.h - asks a fresh worker about one document. Its answers are bounded and decoded strictly, and still
 * only claims: the caller recomputes what a verdict rests on.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "formats/pdf/pdf_ask.h"
#include "formats/pdf/pdf_repair.h"
#include "formats/xml/xml.h"
#include "signer/document.h"

MUST status worker_pdf_inspect(struct pdf_facts *out, const struct document *d, struct err *e);
MUST status worker_pdf_prepare(struct pdf_prepared *out, const struct document *d, const struct pdf_request *r,
                               struct err *e);
MUST status worker_pdf_repair(struct pdf_repaired *out, const struct document *d, struct err *e);
/* `update`: what is to be appended, empty where nothing is new. */
MUST status worker_pdf_store(struct buf *update, const struct document *d, const struct proofs *add, struct err *e);
/* `out` was initialised. */
MUST status worker_pdf_ask(struct pdf_answer *out, const struct document *d, const struct pdf_question *q,
                           struct err *e);
MUST status worker_xml_inspect(struct xml_facts *out, const struct document *d, struct err *e);
MUST status worker_xml_prepare(struct xml_plan *out, const struct document *d, const struct xml_request *r,
                               struct err *e);
