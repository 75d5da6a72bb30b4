// SPDX-License-Identifier: Apache-2.0
/*
 * bytes.h - borrowed bytes (view) and owned, bounded bytes (buf).
 *
 * A view never owns and is passed by value. A buf owns and has a maximum from birth; failure (too long, out
 * of memory) is sticky, and buf_done is the only way to see the bytes, and it tells.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/base/err.h"
#include "formats/base/mem.h"

struct view {
    const uint8_t *data;
    size_t len;
};

static inline struct view view_of(const void *data, size_t len)
{
    return (struct view){data, len};
}
struct view view_of_string(const char *s);
bool view_equal(struct view a, struct view b); /* not for secrets */
bool view_equals_string(struct view a, const char *s);
bool view_starts_with(struct view a, const char *prefix);
/* The part [from, from + len), or an empty view where that is not inside. */
struct view view_part(struct view v, size_t from, size_t len);
/* First position of needle at or after from; SIZE_MAX if none. */
size_t view_find(struct view v, size_t from, struct view needle);

struct buf {
    uint8_t *data;
    size_t len, cap, max;
    bool failed;
};

#define BUF_INIT(limit) ((struct buf){.max = (limit)})
#define AUTO_BUF AUTO_CLEAR(buf_clear) struct buf

void buf_clear(struct buf *b); /* frees; the maximum stays */
void buf_put(struct buf *b, struct view v);
void buf_put_byte(struct buf *b, uint8_t byte);
void buf_put_string(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n zero bytes at the end; NULL (and sticky failure) when there is none. */
uint8_t *buf_extend(struct buf *b, size_t n);
/* The bytes written so far, borrowed from b until it changes. Fails if any put failed. */
MUST status buf_done(struct view *out, const struct buf *b, struct err *e);
/* Replaces the content of `to` (freed) by that of `from` (left empty). Carries failure over. */
void buf_move(struct buf *to, struct buf *from);
/* A copy of v into an empty or used buf; fails at b's maximum. */
MUST status buf_copy(struct buf *b, struct view v, struct err *e);
