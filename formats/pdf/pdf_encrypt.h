// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_encrypt.h - the objects of an update of an encrypted file (ISO 32000-2 7.6.2).
 *
 * Whoever writes an object writes it in clear; it is encrypted as a whole when it ends, so that no writer has to know
 * of encryption, and none can forget it. Strings become hex strings, streams get another /Length, and everything else
 * stays byte for byte: what stands before an object's first string does not move.
 * Refuses: a text that is no object of ours (ERR_INTERNAL), RC4.
 */
#pragma once

#include "formats/pdf/pdf_crypt.h"

/*
 * Appends `text`, which is an object in clear as it stands between "N G obj" and "endobj", a stream with a direct
 * /Length, encrypted as object `ref`.
 */
MUST status pdf_encrypt_object(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, struct view text,
                               struct err *e);
