// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_password.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <string.h>

#include "formats/pdf/pdf_text.h"

enum { PADDED = 32, MD5_SIZE = 16, SALT = 8, HASH = 32 };

#define MIN(a, b) ((a) < (b) ? (a) : (b))

void pdf_password_encode(struct pdf_password *out, unsigned revision, struct view text)
{
    AUTO_BUF encoded = BUF_INIT(LIMIT_PDF_PASSWORD);
    struct pdf_password p = {.len = MIN(text.len, LIMIT_PDF_PASSWORD)};
    bool converted = revision <= 4 && pdf_text_to_pdfdoc(&encoded, text) && !encoded.failed;
    if (converted) p.len = encoded.len;
    if (p.len > 0) memcpy(p.bytes, converted ? encoded.data : text.data, p.len);
    *out = p;
    if (encoded.len > 0) OPENSSL_cleanse(encoded.data, encoded.len);
}

/* ---- revisions 2 to 4 ---- */

/* = 7.6.4.3.2 a) */
static const uint8_t padding[PADDED] = {
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};

static void pad(uint8_t out[static PADDED], const struct pdf_password *p)
{
    size_t n = MIN(p->len, PADDED);
    memcpy(out, p->bytes, n);
    memcpy(out + n, padding, PADDED - n);
}

/* MD5 of its first `len` bytes, fifty times over. */
static status strengthen(uint8_t hash[static MD5_SIZE], size_t len, struct err *e)
{
    for (int i = 0; i < 50; i++) {
        struct view v = view_of(hash, len);
        TRY(pdf_digest(hash, EVP_md5(), &v, 1, e));
    }
    return OK;
}

/* = algorithm 2 */
static status file_key(struct pdf_key *out, const struct pdf_password_lock *l, const uint8_t padded[static PADDED],
                       struct err *e)
{
    uint8_t hash[MD5_SIZE], p[4];
    for (int i = 0; i < 4; i++) p[i] = (uint8_t)(l->permissions >> 8 * i & 0xff);
    const struct view parts[] = {view_of(padded, PADDED), l->o, view_of(p, sizeof p), l->id,
                                 view_of("\xff\xff\xff\xff", 4)};
    TRY(pdf_digest(hash, EVP_md5(), parts, l->revision >= 4 && !l->covers_metadata ? 5 : 4, e));
    if (l->revision >= 3) TRY(strengthen(hash, l->key_len, e));
    *out = (struct pdf_key){.len = l->key_len};
    memcpy(out->bytes, hash, out->len);
    return OK;
}

/* RC4 with the key, each byte of it XORed with `round`. */
static void rc4_round(uint8_t *data, size_t len, const struct pdf_key *key, uint8_t round)
{
    struct pdf_key k = *key;
    for (size_t i = 0; i < k.len; i++) k.bytes[i] ^= round;
    pdf_rc4(data, &k, view_of(data, len));
}

/* = algorithms 4 and 5: what /U must be, and how many bytes of it count */
static status user_value(uint8_t out[static PADDED], size_t *len, const struct pdf_password_lock *l,
                         const struct pdf_key *key, struct err *e)
{
    const struct view parts[] = {view_of(padding, PADDED), l->id};
    if (l->revision == 2) {
        *len = PADDED;
        pdf_rc4(out, key, parts[0]);
        return OK;
    }
    *len = MD5_SIZE;
    TRY(pdf_digest(out, EVP_md5(), parts, 2, e));
    for (uint8_t round = 0; round < 20; round++) rc4_round(out, MD5_SIZE, key, round);
    return OK;
}

/* = algorithm 6 */
static status try_padded(bool *opens, struct pdf_key *out, const struct pdf_password_lock *l,
                         const uint8_t padded[static PADDED], struct err *e)
{
    struct pdf_key key;
    uint8_t expected[PADDED];
    size_t len;
    TRY(file_key(&key, l, padded, e));
    TRY(user_value(expected, &len, l, &key, e));
    *opens = CRYPTO_memcmp(expected, l->u.data, len) == 0;
    if (*opens) *out = key;
    return OK;
}

/* = algorithm 7: the owner's password gives the user's */
static status user_password(uint8_t out[static PADDED], const struct pdf_password_lock *l, const struct pdf_password *p,
                            struct err *e)
{
    uint8_t padded[PADDED], hash[MD5_SIZE];
    struct view v = view_of(padded, PADDED);
    struct pdf_key key = {.len = l->key_len};
    pad(padded, p);
    TRY(pdf_digest(hash, EVP_md5(), &v, 1, e));
    if (l->revision >= 3) TRY(strengthen(hash, MD5_SIZE, e));
    memcpy(key.bytes, hash, key.len);
    memcpy(out, l->o.data, PADDED);
    for (uint8_t round = l->revision >= 3 ? 20 : 1; round > 0; round--)
        rc4_round(out, PADDED, &key, (uint8_t)(round - 1));
    return OK;
}

static status try_old(bool *opens, struct pdf_key *key, const struct pdf_password_lock *l, const struct pdf_password *p,
                      enum pdf_opener who, struct err *e)
{
    uint8_t padded[PADDED];
    if (who == PDF_OPENED_BY_OWNER)
        TRY(user_password(padded, l, p, e));
    else
        pad(padded, p);
    return try_padded(opens, key, l, padded, e);
}

/* ---- revisions 5 and 6 ---- */

enum { ROUND_TEXT = LIMIT_PDF_PASSWORD + 64 + 48, REPEATED = 64 };

/* Of the first block as a number modulo 3, which is that of the sum of its bytes: 256 is 1 modulo 3. */
static const EVP_MD *next_digest(const uint8_t *block)
{
    unsigned sum = 0;
    for (int i = 0; i < PDF_AES_BLOCK; i++) sum += block[i];
    return sum % 3 == 0 ? EVP_sha256() : sum % 3 == 1 ? EVP_sha384() : EVP_sha512();
}

/* = algorithm 2.B b) to d): `k` becomes the next hash; *last is the byte that says when to stop */
static status next_round(uint8_t k[static EVP_MAX_MD_SIZE], size_t *len, uint8_t *last, const struct pdf_password *p,
                         struct view u, struct err *e)
{
    uint8_t text[ROUND_TEXT * REPEATED], *at = text;
    struct pdf_key key = {.len = PDF_AES_BLOCK};
    for (int i = 0; i < REPEATED; i++) {
        at = mempcpy(at, p->bytes, p->len);
        at = mempcpy(at, k, *len);
        if (u.len > 0) at = mempcpy(at, u.data, u.len);
    }
    struct view v = view_of(text, (size_t)(at - text));
    memcpy(key.bytes, k, key.len);
    TRY(pdf_aes_encrypt(text, &key, k + PDF_AES_BLOCK, v, e));
    const EVP_MD *md = next_digest(text);
    *last = text[v.len - 1];
    *len = (size_t)EVP_MD_get_size(md);
    return pdf_digest(k, md, &v, 1, e);
}

/* = algorithm 2.B; revision 5 has its first hash alone. `u` is /U for the owner's password, else empty. */
static status hash_password(uint8_t out[static HASH], unsigned revision, const struct pdf_password *p, struct view salt,
                            struct view u, struct err *e)
{
    uint8_t k[EVP_MAX_MD_SIZE], last = 0;
    size_t len = HASH;
    const struct view parts[] = {view_of(p->bytes, p->len), salt, u};
    TRY(pdf_digest(k, EVP_sha256(), parts, 3, e));
    for (int round = 1; revision >= 6 && (round <= 64 || last > round - 1 - 32); round++)
        TRY(next_round(k, &len, &last, p, u, e));
    memcpy(out, k, HASH);
    return OK;
}

/* = algorithm 2.A: `value` is /U or /O: a hash, the salt of that hash, and the salt of the one that opens `sealed` */
static status try_value(bool *opens, struct pdf_key *out, const struct pdf_password_lock *l,
                        const struct pdf_password *p, struct view value, struct view sealed, struct view u,
                        struct err *e)
{
    static const uint8_t no_iv[PDF_AES_BLOCK];
    uint8_t hash[HASH];
    struct pdf_key key = {.len = HASH};
    TRY(hash_password(hash, l->revision, p, view_part(value, HASH, SALT), u, e));
    *opens = CRYPTO_memcmp(hash, value.data, HASH) == 0;
    if (!*opens) return OK;
    TRY(hash_password(key.bytes, l->revision, p, view_part(value, HASH + SALT, SALT), u, e));
    out->len = HASH;
    return pdf_aes_decrypt(out->bytes, &key, no_iv, sealed, e);
}

static status try_new(bool *opens, struct pdf_key *key, const struct pdf_password_lock *l, const struct pdf_password *p,
                      enum pdf_opener who, struct err *e)
{
    if (who == PDF_OPENED_BY_OWNER) return try_value(opens, key, l, p, l->o, l->oe, l->u, e);
    return try_value(opens, key, l, p, l->u, l->ue, view_of(NULL, 0), e);
}

/* ---- both ---- */

static status try_as(bool *opens, struct pdf_key *key, const struct pdf_password_lock *l, const struct pdf_password *p,
                     enum pdf_opener who, struct err *e)
{
    assert(l->revision >= 2 && l->revision <= 6);
    if (l->revision >= 5) {
        assert(l->o.len == 48 && l->u.len == 48 && l->oe.len == 32 && l->ue.len == 32);
        return try_new(opens, key, l, p, who, e);
    }
    assert(l->o.len == PADDED && l->u.len == PADDED && l->key_len >= 5 && l->key_len <= MD5_SIZE);
    return try_old(opens, key, l, p, who, e);
}

/* = algorithms 2.A and 7: the owner first */
status pdf_password_try(enum pdf_opener *out, struct pdf_key *key, const struct pdf_password_lock *l,
                        const struct pdf_password *p, struct err *e)
{
    for (enum pdf_opener who = PDF_OPENED_BY_OWNER; who > PDF_OPENED_BY_NONE; who--) {
        bool opens;
        TRY(try_as(&opens, key, l, p, who, e));
        *out = who;
        if (opens) return OK;
    }
    *out = PDF_OPENED_BY_NONE;
    return OK;
}
