// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_cipher.h"

#include <assert.h>
#include <string.h>

AUTO_DEFINE(EVP_MD_CTX, EVP_MD_CTX_free)
AUTO_DEFINE(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define SWAP(a, b)            \
    do {                      \
        uint8_t swapped_ = a; \
        (a) = (b);            \
        (b) = swapped_;       \
    } while (0)

void pdf_rc4(uint8_t *out, const struct pdf_key *key, struct view in)
{
    uint8_t s[256], j = 0;
    assert(key->len > 0 && key->len <= PDF_KEY_MAX);
    for (size_t i = 0; i < 256; i++) s[i] = (uint8_t)i;
    for (size_t i = 0; i < 256; i++) {
        j = (uint8_t)(j + s[i] + key->bytes[i % key->len]);
        SWAP(s[i], s[j]);
    }
    j = 0;
    for (size_t n = 0; n < in.len; n++) {
        uint8_t i = (uint8_t)(n + 1);
        j = (uint8_t)(j + s[i]);
        SWAP(s[i], s[j]);
        out[n] = in.data[n] ^ s[(uint8_t)(s[i] + s[j])];
    }
}

status pdf_digest(uint8_t *out, const EVP_MD *md, const struct view *parts, size_t count, struct err *e)
{
    AUTO(EVP_MD_CTX_free)
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool ok = c != NULL && EVP_DigestInit_ex(c, md, NULL) == 1;
    for (size_t i = 0; ok && i < count; i++)
        ok = parts[i].len == 0 || EVP_DigestUpdate(c, parts[i].data, parts[i].len) == 1;
    ENSURE(ok && EVP_DigestFinal_ex(c, out, NULL) == 1, ERR_INTERNAL, "OpenSSL cannot compute a digest");
    return OK;
}

/* OpenSSL counts in int. */
static bool update(EVP_CIPHER_CTX *c, uint8_t *out, struct view in)
{
    enum { PIECE = 1 << 24 };
    for (size_t at = 0; at < in.len; at += PIECE) {
        int n = (int)MIN(in.len - at, PIECE), written;
        if (EVP_CipherUpdate(c, out + at, &written, in.data + at, n) != 1 || written != n) return false;
    }
    return true;
}

static status aes(uint8_t *out, const struct pdf_key *key, const uint8_t *iv, struct view in, int encrypt,
                  struct err *e)
{
    const EVP_CIPHER *cipher = key->len == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
    assert((key->len == 16 || key->len == 32) && in.len % PDF_AES_BLOCK == 0);
    AUTO(EVP_CIPHER_CTX_free)
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool ok = c != NULL && EVP_CipherInit_ex(c, cipher, NULL, key->bytes, iv, encrypt) == 1 &&
              EVP_CIPHER_CTX_set_padding(c, 0) == 1;
    ENSURE(ok && update(c, out, in), ERR_INTERNAL, "OpenSSL cannot compute AES");
    return OK;
}

status pdf_aes_encrypt(uint8_t *out, const struct pdf_key *key, const uint8_t *iv, struct view in, struct err *e)
{
    return aes(out, key, iv, in, 1, e);
}

status pdf_aes_decrypt(uint8_t *out, const struct pdf_key *key, const uint8_t *iv, struct view in, struct err *e)
{
    return aes(out, key, iv, in, 0, e);
}

static bool is_padded(const uint8_t *text, size_t len)
{
    uint8_t padding = text[len - 1];
    bool good = padding >= 1 && padding <= PDF_AES_BLOCK;
    for (size_t i = 1; good && i <= padding; i++) good = text[len - i] == padding;
    return good;
}

status pdf_aes_open(size_t *len, uint8_t *out, const struct pdf_key *key, struct view in, struct err *e)
{
    if (in.len == 0) {
        *len = 0;
        return OK;
    }
    ENSURE(in.len % PDF_AES_BLOCK == 0 && in.len >= 2 * PDF_AES_BLOCK, ERR_SYNTAX,
           "PDF-06: encrypted data that is not whole blocks");
    struct view blocks = view_part(in, PDF_AES_BLOCK, in.len - PDF_AES_BLOCK);
    TRY(pdf_aes_decrypt(out, key, in.data, blocks, e));
    ENSURE(is_padded(out, blocks.len), ERR_SYNTAX, "PDF-06: encrypted data without its padding");
    *len = blocks.len - out[blocks.len - 1];
    return OK;
}

size_t pdf_aes_sealed_size(size_t len)
{
    return PDF_AES_BLOCK + len + (PDF_AES_BLOCK - len % PDF_AES_BLOCK);
}

status pdf_aes_seal(uint8_t *out, const struct pdf_key *key, const uint8_t iv[static PDF_AES_BLOCK], struct view in,
                    struct err *e)
{
    size_t padding = PDF_AES_BLOCK - in.len % PDF_AES_BLOCK;
    uint8_t *text = out + PDF_AES_BLOCK;
    memcpy(out, iv, PDF_AES_BLOCK);
    if (in.len > 0) memcpy(text, in.data, in.len);
    memset(text + in.len, (int)padding, padding);
    return pdf_aes_encrypt(text, key, iv, view_of(text, in.len + padding), e);
}
