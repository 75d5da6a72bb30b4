// SPDX-License-Identifier: Apache-2.0
#include "formats/cms/digest.h"

#include <openssl/obj_mac.h>

struct digester {
    EVP_MD_CTX *context;
};

static const struct {
    const EVP_MD *(*md)(void);
    int nid;
} table[DIGEST_COUNT] = {
    [DIGEST_MD5] = {EVP_md5, NID_md5},          [DIGEST_SHA1] = {EVP_sha1, NID_sha1},
    [DIGEST_SHA224] = {EVP_sha224, NID_sha224}, [DIGEST_SHA256] = {EVP_sha256, NID_sha256},
    [DIGEST_SHA384] = {EVP_sha384, NID_sha384}, [DIGEST_SHA512] = {EVP_sha512, NID_sha512},
};

const EVP_MD *digest_md(enum digest_algorithm d)
{
    return d < DIGEST_COUNT && table[d].md != NULL ? table[d].md() : NULL;
}

enum digest_algorithm digest_of_nid(int nid)
{
    for (int d = 0; d < DIGEST_COUNT; d++)
        if (table[d].md != NULL && table[d].nid == nid) return (enum digest_algorithm)d;
    return DIGEST_OTHER;
}

int digest_nid(enum digest_algorithm d)
{
    return d < DIGEST_COUNT && table[d].md != NULL ? table[d].nid : NID_undef;
}

status digester_new(struct digester **out, enum digest_algorithm d, struct err *e)
{
    ENSURE(digest_md(d) != NULL, ERR_REFUSED, "the digest algorithm %s is not supported", digest_name(d));
    AUTO(digester_free)
    struct digester *made = mem_new(sizeof *made);
    MEM_ENSURE(made);
    made->context = EVP_MD_CTX_new();
    MEM_ENSURE(made->context);
    ENSURE(EVP_DigestInit_ex(made->context, digest_md(d), NULL) == 1, ERR_INTERNAL, "cannot compute a digest");
    *out = TAKE(made);
    return OK;
}

status digester_update(struct digester *d, struct view bytes, struct err *e)
{
    ENSURE(bytes.len == 0 || EVP_DigestUpdate(d->context, bytes.data, bytes.len) == 1, ERR_INTERNAL,
           "cannot compute a digest");
    return OK;
}

status digester_copy(struct digester **out, const struct digester *from, struct err *e)
{
    AUTO(digester_free)
    struct digester *made = mem_new(sizeof *made);
    MEM_ENSURE(made);
    made->context = EVP_MD_CTX_new();
    MEM_ENSURE(made->context);
    ENSURE(EVP_MD_CTX_copy_ex(made->context, from->context) == 1, ERR_INTERNAL, "cannot compute a digest");
    *out = TAKE(made);
    return OK;
}

status digester_finish(struct buf *out, struct digester *d, struct err *e)
{
    uint8_t value[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    ENSURE(EVP_DigestFinal_ex(d->context, value, &len) == 1, ERR_INTERNAL, "cannot compute a digest");
    return buf_copy(out, view_of(value, len), e);
}

void digester_free(struct digester *d)
{
    if (d == NULL) return;
    EVP_MD_CTX_free(d->context);
    mem_free(d);
}

status digest_bytes(struct buf *out, enum digest_algorithm d, struct view bytes, struct err *e)
{
    AUTO(digester_free)
    struct digester *digester = NULL;
    TRY(digester_new(&digester, d, e));
    TRY(digester_update(digester, bytes, e));
    return digester_finish(out, digester, e);
}
