// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_crypt.h - encrypted PDFs, opened with a password (ISO 32000-1 and -2 7.6): what /Encrypt says, the keys of
 * objects, and the strings and streams that they hold, decrypted, and encrypted for an update.
 *
 * Knows the standard security handler, V 1 and 2 (RC4 of 40 to 128 bits), 4 (crypt filters with RC4, AES-128 or
 * Identity) and 5 (AES-256, revisions 5 and 6). Left alone, as the standard says: cross-reference streams, the hex
 * /Contents of a dictionary with a /ByteRange, metadata where /EncryptMetadata is false, and whatever is inside of
 * object streams, whose stream is encrypted as a whole.
 * Refuses: entries of the wrong type or size, indirect ones, and filters that /CF does not have; to encrypt with RC4.
 * Does not check: whether what is written is permitted (pdf_access.h).
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

/* Opened with the owner's password, for whom /P does not count. */
bool pdf_crypt_is_owner(const struct pdf_crypt *c);
/* A bit of /P (table 22), which counts from 1. */
bool pdf_crypt_allows(const struct pdf_crypt *c, unsigned bit);
/* False where /Perms, which is encrypted, does not say what /P and /EncryptMetadata say, which anybody can change. Up
 * to revision 4 the key depends on those, and there is no /Perms. */
MUST status pdf_crypt_confirm(bool *out, const struct pdf_crypt *c, struct err *e);
/* Strings, streams or attached files of an update would be encrypted with RC4. */
bool pdf_crypt_writes_rc4(const struct pdf_crypt *c);

/* The object `ref` with its strings decrypted; `o` itself where there was none. Streams keep their bytes. */
MUST status pdf_crypt_object(const struct pdf_object **out, struct pdf_crypt *c, struct arena *arena,
                             struct pdf_ref ref, const struct pdf_object *o, struct err *e);
/*
 * Appends a stream's bytes decrypted. `filter` is the crypt filter that its /Filter begins with, NULL when it does not
 * begin with one.
 */
MUST status pdf_crypt_stream(struct buf *out, struct pdf_crypt *c, const struct pdf_object *stream,
                             const struct view *filter, struct err *e);

/* A value that nobody encrypts although it is a string: a signature's hex /Contents (7.6.2). */
bool pdf_crypt_is_plain(const struct pdf_object *dictionary, const struct pdf_entry *entry);
/*
 * Appends the bytes of a string of `ref`, or of a stream (its `encoded` being what is not encrypted yet, its `owner`
 * the object that it will be), encrypted. `nth`: which string of the object this is, from 1.
 *
 * The IV is a keyed digest of the text, the object and the string's place in it, not random: the same input gives the
 * same update, and where the bytes come from can be tested. CBC wants an IV that nobody can foresee who chooses the
 * text: without the file's key nobody can foresee HMAC-SHA-256 with it (the idea of RFC 5297's synthetic IV). What is
 * lost against a random one: two updates that put the same text at the same place of the same object show that they do.
 */
MUST status pdf_crypt_put_string(struct buf *out, struct pdf_crypt *c, struct pdf_ref ref, uint32_t nth,
                                 struct view text, struct err *e);
MUST status pdf_crypt_put_stream(struct buf *out, struct pdf_crypt *c, const struct pdf_object *stream,
                                 const struct view *filter, struct err *e);
