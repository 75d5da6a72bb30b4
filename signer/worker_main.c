// SPDX-License-Identifier: Apache-2.0
/*
 * worker - the one-shot process that parses a document (qpdf, libxml2, our own reader).
 *
 * Distrusts the document on descriptor 3 and everything that it does itself with it: before the first byte is read, it
 * can no longer open, reach or start anything. One request, one answer, end.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/limits.h"
#include "signer/sandbox.h"
#include "signer/serve.h"
#include "signer/worker_ops.h"

static status map_document(struct view *out, struct err *e)
{
    struct stat s;
    ENSURE(fstat(SERVE_DOCUMENT, &s) == 0 && s.st_size > 0, ERR_INTERNAL, "the worker was given no document");
    void *map = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, SERVE_DOCUMENT, 0);
    ENSURE(map != MAP_FAILED, ERR_INTERNAL, "the worker cannot map its document: %s", strerror(errno));
    *out = view_of(map, (size_t)s.st_size);
    return OK;
}

static status work(struct buf *answer, struct buf *request, struct err *e)
{
    struct view document;
    TRY(map_document(&document, e));
    TRY(sandbox_enter(SANDBOX_NO_FILES, document.len, e));
    bool end;
    TRY(serve_next(request, &end, e));
    ENSURE(!end, ERR_INTERNAL, "the worker was asked nothing");
    return worker_answer(answer, view_of(request->data, request->len), document, e);
}

int main(void)
{
    struct err e = {0}, unsent = {0};
    struct buf request = BUF_INIT(LIMIT_MESSAGE), answer = BUF_INIT(LIMIT_MESSAGE);
    status r = work(&answer, &request, &e);
    r = serve_answer(r, &answer, &e, &unsent);
    _exit(r == OK ? 0 : 1); /* no exit handlers: nothing of the libraries runs after the answer */
}
