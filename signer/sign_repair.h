// SPDX-License-Identifier: Apache-2.0
/*
 * sign_repair.h - a PDF with damaged cross-references is written anew before it is signed, where that was asked for.
 *
 * Only what the verifier cannot read, or finds to need repair, and only where no signature was found in it; the
 * original is not touched. What comes out goes through everything that an input goes through.
 */
#pragma once

#include "signer/sign.h"

/* *done: whether it was damaged; then `out` is the new document, and the notes say what was done. ERR_REFUSED,
 * ERR_SYNTAX and ERR_LIMIT as of pdf_repair.h, with what is wrong with the file. */
MUST status sign_repair(struct document *out, bool *done, struct findings *notes, const struct document *in,
                        const struct judge_context *c, struct err *e);
