// SPDX-License-Identifier: Apache-2.0
/*
 * sign_digest - asks a key holder for a CMS over a file, and nothing else: key_client.h for shell scripts.
 *
 *   sign_digest CONTENT URI [MODULE [PIN-SOURCE]] > CMS
 *
 * Ends as `seal` would: the code of the error, and its text in one line.
 */
#include <stdio.h>

#include "formats/cms/digest.h"
#include "signer/key_client.h"
#include "signer/trust_files.h"

static status sign(struct buf *cms, const char *content, const struct key_choice *choice, struct err *e)
{
    AUTO_BUF bytes = BUF_INIT(LIMIT_CMS);
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO(key_holder_stop)
    struct key_holder *k = NULL;
    size_t room;
    TRY(file_read(&bytes, content, e));
    TRY(digest_bytes(&digest, DIGEST_SHA256, view_of(bytes.data, bytes.len), e));
    TRY(key_holder_start(&k, choice, e));
    TRY(key_holder_cms_size(&room, k, DIGEST_SHA256, e));
    TRY(key_holder_sign_cms(cms, k, DIGEST_SHA256, view_of(digest.data, digest.len), e));
    ENSURE(cms->len <= room && room - cms->len < 64, ERR_INTERNAL, "measured %zu, made %zu", room, cms->len);
    return OK;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    struct key_choice choice = {0};
    AUTO_BUF cms = BUF_INIT(LIMIT_CMS_OWN);
    if (argc < 3) return 2;
    snprintf(choice.uri, sizeof choice.uri, "%s", argv[2]);
    if (argc > 3) snprintf(choice.module, sizeof choice.module, "%s", argv[3]);
    if (argc > 4) snprintf(choice.pin_source, sizeof choice.pin_source, "%s", argv[4]);
    if (sign(&cms, argv[1], &choice, &e) == OK && fwrite(cms.data, 1, cms.len, stdout) == cms.len) return 0;
    fprintf(stderr, "%s\n", e.text[LANG_EN]);
    return err_exit_code(e.code);
}
