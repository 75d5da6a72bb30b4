// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_cipher.h - the ciphers and digests of encrypted PDFs (ISO 32000-2 7.6.3), on bytes alone.
 *
 * RC4 is ours: OpenSSL 3 has it only in its legacy provider, a file that the sandbox does not let the worker load.
 * Nothing of it protects anything here: a verifier only takes off what old producers put on.
 * Refuses: AES data that is not whole blocks, or whose padding is not that of RFC 8018 6.1.1.
 */
#pragma once

#include <openssl/evp.h>

#include "formats/base/bytes.h"

enum { PDF_KEY_MAX = 32, PDF_AES_BLOCK = 16 };

struct pdf_key {
    uint8_t bytes[PDF_KEY_MAX];
    size_t len;
};

/* in.len bytes; `out` may be where `in` is. The key has 1 to PDF_KEY_MAX bytes. */
void pdf_rc4(uint8_t *out, const struct pdf_key *key, struct view in);

/* Of the parts one after the other; `out` has room for the digest. */
MUST status pdf_digest(uint8_t *out, const EVP_MD *md, const struct view *parts, size_t count, struct err *e);

/* Whole blocks in CBC mode without padding, in.len bytes; the key has 16 or 32 bytes, the IV a block. */
MUST status pdf_aes_encrypt(uint8_t *out, const struct pdf_key *key, const uint8_t *iv, struct view in, struct err *e);
MUST status pdf_aes_decrypt(uint8_t *out, const struct pdf_key *key, const uint8_t *iv, struct view in, struct err *e);

/* = 7.6.3.1: an IV, the blocks, and padding within the last; no bytes at all are an empty text. `out` has room for
 * in.len bytes. */
MUST status pdf_aes_open(size_t *len, uint8_t *out, const struct pdf_key *key, struct view in, struct err *e);
/* The same the other way: `out` has room for pdf_aes_sealed_size(in.len) bytes, and is not where `in` is. */
size_t pdf_aes_sealed_size(size_t len);
MUST status pdf_aes_seal(uint8_t *out, const struct pdf_key *key, const uint8_t iv[static PDF_AES_BLOCK],
                         struct view in, struct err *e);
