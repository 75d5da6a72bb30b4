// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_crypt.h - encrypted PDFs, opened with a password (ISO 32000-1 and -2 7.6): what /Encrypt says, the keys of
 * objects, and the strings and streams that they hold.
 *
 * Knows the standard security handler, V 1 and 2 (RC4 of 40 to 128 bits), 4 (crypt filters with RC4, AES-128 or
 * Identity) and 5 (AES-256, revisions 5 and 6). Left alone, as the standard says: cross-reference streams, the hex
 * /Contents of a dictionary with a /ByteRange, metadata where /EncryptMetadata is false, and whatever is inside of
 * object streams, whose stream is encrypted as a whole.
 * Refuses: entries of the wrong type or size, indirect ones, and filters that /CF does not have.
 * Does not check: /P and /Perms, which are not a verifier's business.
 * Owns copies of nothing: the dictionary and the /ID must outlive it.
 */
#pragma once

#include "formats/base/arena.h"
#include "formats/pdf/pdf_object.h"
#include "formats/pdf/pdf_password.h"

enum pdf_crypt_state {
    PDF_CRYPT_OPEN = 1,
    PDF_CRYPT_LOCKED,     /* the password is not one of its two */
    PDF_CRYPT_UNSUPPORTED /* another handler, or a version that nobody published */
};

struct pdf_crypt;

/* Tries the password, then the empty one. *state says whether `out` was set. `id` is the trailer's /ID, NULL where
 * there is none. */
MUST status pdf_crypt_new(struct pdf_crypt **out, enum pdf_crypt_state *state, const struct pdf_object *encrypt,
                          const struct pdf_object *id, struct view password, struct err *e);
void pdf_crypt_free(struct pdf_crypt *c);
AUTO_DEFINE(struct pdf_crypt, pdf_crypt_free)

bool pdf_crypt_uses_id(const struct pdf_crypt *c); /* its keys depend on /ID */
/* The password that opened it, as the handler takes it, for another reader. */
const char *pdf_crypt_password(const struct pdf_crypt *c);

/* The object `ref` with its strings decrypted; `o` itself where there was none. Streams keep their bytes. */
MUST status pdf_crypt_object(const struct pdf_object **out, struct pdf_crypt *c, struct arena *arena,
                             struct pdf_ref ref, const struct pdf_object *o, struct err *e);
/*
 * Appends a stream's bytes decrypted. `filter` is the crypt filter that its /Filter begins with, NULL when it does not
 * begin with one.
 */
MUST status pdf_crypt_stream(struct buf *out, struct pdf_crypt *c, const struct pdf_object *stream,
                             const struct view *filter, struct err *e);
