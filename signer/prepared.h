// SPDX-License-Identifier: Apache-2.0
/*
 * prepared.h - from the update that a worker prepared to the signed document: check it, hash it, fill its gap.
 *
 * The document stays where it is: what is signed is its bytes and the update without the gap, and the result continues
 * it (document_extend). Serves a signature and a document time-stamp alike. Does not check: what the update says; the
 * result is verified as any other document.
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "signer/document.h"

/* Is the gap in the update, one hex string of zeros with room for `contents_size` bytes, and all else covered? A worker
 * that says otherwise is broken or taken over: ERR_INTERNAL. */
MUST status prepared_check(const struct pdf_prepared *p, const struct document *in, uint32_t contents_size,
                           struct err *e);
/* Of `in` and the update without the gap, hashed here and not in the parser; `p` was checked. */
MUST status prepared_digest(struct buf *out, const struct pdf_prepared *p, const struct document *in,
                            enum digest_algorithm a, struct err *e);
/* `contents` (a CMS, or a time-stamp) into the gap of the update, and that behind `in`. */
MUST status prepared_embed(struct document *out, struct pdf_prepared *p, const struct document *in,
                           struct view contents, struct err *e);
