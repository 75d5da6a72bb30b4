// SPDX-License-Identifier: Apache-2.0
#include "signer/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/limits.h"
#include "signer/mapping.h"

static int if_open(int fd)
{
    return fcntl(fd, F_GETFD) < 0 ? -1 : fd;
}

status serve_document(struct view *out, struct err *e)
{
    struct parts given = {if_open(SERVE_DOCUMENT), if_open(SERVE_TAIL)};
    *out = view_of(NULL, 0);
    return given.base < 0 ? OK : mapping_open(out, given, e);
}

/* Reads exactly len bytes; *got is less only at the end of the pipe. */
static status read_up_to(size_t *got, uint8_t *out, size_t len, struct err *e)
{
    size_t have = 0;
    while (have < len) {
        ssize_t n = read(SERVE_REQUEST, out + have, len - have);
        if (n < 0 && errno == EINTR) continue;
        ENSURE(n >= 0, ERR_INTERNAL, "cannot read a request: %s", strerror(errno));
        if (n == 0) break;
        have += (size_t)n;
    }
    *got = have;
    return OK;
}

status serve_next(struct buf *request, bool *end, struct err *e)
{
    uint8_t header[4];
    size_t got;
    uint32_t len;
    *end = false;
    TRY(read_up_to(&got, header, sizeof header, e));
    if (got == 0) {
        *end = true;
        return OK;
    }
    TRY(wire_get_u32(&len, &(struct view){header, got}, e));
    buf_clear(request);
    uint8_t *room = buf_extend(request, len);
    ENSURE(len == 0 || room != NULL, ERR_LIMIT, "a request of %u bytes is too long", len);
    TRY(read_up_to(&got, room, len, e));
    ENSURE(got == len, ERR_INTERNAL, "a message between processes is cut short");
    return OK;
}

status serve_message(struct buf *out, status result, const struct buf *body, const struct err *error, struct err *e)
{
    struct err sticky = {0};
    struct view content = {0};
    if (result == OK && buf_done(&content, body, &sticky) != OK) {
        result = FAILED;
        error = &sticky;
    }
    if (result == OK) {
        wire_put_u32(out, (uint32_t)(content.len + 4));
        wire_put_u32(out, 0);
        buf_put(out, content);
    } else {
        AUTO_BUF told = BUF_INIT(LANG_COUNT * (ERR_TEXT_MAX + 4) + 4);
        wire_put_err(&told, error);
        wire_put_u32(out, (uint32_t)(told.len + 4));
        wire_put_u32(out, 1);
        buf_put(out, view_of(told.data, told.len));
    }
    return buf_done(&content, out, e);
}

static status write_all(struct view v, struct err *e)
{
    while (v.len > 0) {
        ssize_t n = write(SERVE_ANSWER, v.data, v.len);
        if (n < 0 && errno == EINTR) continue;
        ENSURE(n > 0, ERR_INTERNAL, "cannot write an answer: %s", strerror(errno));
        v = view_of(v.data + n, v.len - (size_t)n);
    }
    return OK;
}

status serve_answer(status result, const struct buf *body, const struct err *error, struct err *e)
{
    AUTO_BUF message = BUF_INIT(LIMIT_MESSAGE);
    TRY(serve_message(&message, result, body, error, e));
    return write_all(view_of(message.data, message.len), e);
}
