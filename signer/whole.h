// SPDX-License-Identifier: Apache-2.0
/*
 * whole.h - is a file that is there already what signing this input with this key makes of it? For `--resume`.
 *
 * PDF: the input, or what `--repair` makes of it, is the file's beginning, byte for byte, and its newest signature is
 * ours and in what was added. XML: the file is the input with one signature where signing would put it now, and that
 * signature is ours. In both the file is verified by the full engine: our signature could be released, covers
 * everything, and no other is broken.
 * Does not check: what the signature looks like, its field, and whether what makes its level (a time-stamp is there
 * from B-T on) proves itself: that is a matter of the anchors given.
 */
#pragma once

#include "signer/sign.h"

/* OK: it is. ERR_OUTPUT says what is there instead. */
MUST status whole_check(const struct document *there, const struct document *in, const struct sign_request *r,
                        const struct key_holder *k, struct err *e);
