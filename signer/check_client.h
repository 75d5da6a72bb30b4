// SPDX-License-Identifier: Apache-2.0
/*
 * check_client.h - asks a fresh checker for the evidence of every signature, in the order of the facts.
 */
#pragma once

#include "signer/check_ops.h"
#include "signer/document.h"

/* `out` is zeroed memory for facts->signature_count, which checked_clear frees, on failure too. */
MUST status check_pdf_signatures(struct checked *out, const struct document *d, const struct pdf_facts *facts,
                                 struct err *e);
MUST status check_xml_signatures(struct checked *out, const struct document *d, const struct xml_facts *facts,
                                 struct err *e);
