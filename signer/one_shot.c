// SPDX-License-Identifier: Apache-2.0
#include "signer/one_shot.h"

#include "formats/base/limits.h"
#include "signer/sandbox.h"
#include "signer/serve.h"

static status work(struct buf *out, struct buf *request, one_shot_answer *answer, struct err *e)
{
    struct view document;
    TRY(serve_document(&document, e));
    ENSURE(document.len > 0, ERR_INTERNAL, "the worker was given no document");
    TRY(sandbox_enter(SANDBOX_NO_FILES, document.len, e));
    bool end;
    TRY(serve_next(request, &end, e));
    ENSURE(!end, ERR_INTERNAL, "the worker was asked nothing");
    return answer(out, view_of(request->data, request->len), document, e);
}

int one_shot_run(one_shot_answer *answer)
{
    struct err e = {0}, unsent = {0};
    struct buf request = BUF_INIT(LIMIT_MESSAGE), out = BUF_INIT(LIMIT_MESSAGE);
    status r = work(&out, &request, answer, &e);
    r = serve_answer(r, &out, &e, &unsent);
    return r == OK ? 0 : 1;
}
