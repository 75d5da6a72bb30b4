// SPDX-License-Identifier: Apache-2.0
/*
 * fetch - the helper that asks the network for the status of certificates.
 *
 * It has no document, no key and no file of anybody's; it can open connections, and look up names. What it brings is
 * bytes that prove themselves by their signatures: `seal` believes none of them before that. Requests come one after
 * the other until the other side closes.
 */
#include <curl/curl.h>
#include <unistd.h>

#include "signer/fetch_ops.h"
#include "signer/sandbox.h"
#include "signer/serve.h"

static status answer_one(struct buf *request, bool *end, struct err *e)
{
    struct err why = {0};
    AUTO_BUF answer = BUF_INIT(LIMIT_CRL);
    TRY(serve_next(request, end, e));
    if (*end) return OK;
    status r = fetch_answer(&answer, view_of(request->data, request->len), &why);
    return serve_answer(r, &answer, &why, e);
}

int main(void)
{
    struct err e = {0}, unsent = {0};
    struct buf request = BUF_INIT(LIMIT_OCSP + LIMIT_URI + FETCH_ALLOWED_MAX * (LIMIT_TEXT + 4) + 64),
               nothing = BUF_INIT(0);
    bool end = false;
    status r = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? sandbox_enter(SANDBOX_NETWORK, 0, &e) : FAILED;
    if (r != OK) {
        err_set(&e, ERR_INTERNAL, "libcurl cannot be used");
        bool told = serve_answer(FAILED, &nothing, &e, &unsent) == OK;
        _exit(told ? 1 : 2);
    }
    while (r == OK && !end) r = answer_one(&request, &end, &e);
    _exit(r == OK ? 0 : 1);
}
