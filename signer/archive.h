// SPDX-License-Identifier: Apache-2.0
/*
 * archive.h - the two updates that raise a PDF above B-T (ETSI EN 319 142-1 5.4): validation data, and a document
 * time-stamp over everything.
 *
 * Each gives a new document that begins with the old one. Neither is checked here beyond that: extend.h does.
 */
#pragma once

#include "signer/document.h"
#include "signer/timestamper.h"

/* ERR_REMOTE where no authority gave one. What was found on the way is a note. */
MUST status archive_stamp(struct document *out, struct findings *notes, const struct document *in,
                          struct timestamper *t, const struct judge_context *c, struct err *e);
/* *added: false, and `out` untouched, where the store has all of it already. */
MUST status archive_store(struct document *out, bool *added, const struct document *in, const struct proofs *add,
                          struct err *e);
