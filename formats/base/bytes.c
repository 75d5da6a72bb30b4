// SPDX-License-Identifier: Apache-2.0
#include "formats/base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct view view_of_string(const char *s)
{
    return view_of(s, strlen(s));
}

bool view_equal(struct view a, struct view b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool view_equals_string(struct view a, const char *s)
{
    return view_equal(a, view_of_string(s));
}

bool view_starts_with(struct view a, const char *prefix)
{
    size_t n = strlen(prefix);
    return a.len >= n && memcmp(a.data, prefix, n) == 0;
}

struct view view_part(struct view v, size_t from, size_t len)
{
    if (from > v.len || len > v.len - from) return view_of(NULL, 0);
    return view_of(v.data + from, len);
}

size_t view_find(struct view v, size_t from, struct view needle)
{
    if (from > v.len || needle.len > v.len - from) return SIZE_MAX;
    const uint8_t *at = memmem(v.data + from, v.len - from, needle.data, needle.len);
    return at == NULL ? SIZE_MAX : (size_t)(at - v.data);
}

void buf_clear(struct buf *b)
{
    mem_free(b->data);
    *b = BUF_INIT(b->max);
}

static bool make_room(struct buf *b, size_t more)
{
    if (b->failed || more > b->max || b->len > b->max - more) {
        b->failed = true;
        return false;
    }
    size_t need = b->len + more;
    if (need <= b->cap) return true;
    size_t cap = b->cap < b->max / 2 ? b->cap * 2 : b->max;
    if (cap < need) cap = need;
    if (cap < 64) cap = b->max < 64 ? b->max : 64;
    uint8_t *data = mem_resize_array(b->data, b->cap, cap, 1);
    if (data == NULL) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->cap = cap;
    return true;
}

uint8_t *buf_extend(struct buf *b, size_t n)
{
    if (!make_room(b, n) || b->data == NULL) return NULL; /* no bytes of an empty buf are none */
    uint8_t *at = b->data + b->len;
    if (n > 0) memset(at, 0, n);
    b->len += n;
    return at;
}

void buf_put(struct buf *b, struct view v)
{
    if (v.len == 0 || !make_room(b, v.len)) return;
    memcpy(b->data + b->len, v.data, v.len);
    b->len += v.len;
}

void buf_put_byte(struct buf *b, uint8_t byte)
{
    buf_put(b, view_of(&byte, 1));
}

void buf_put_string(struct buf *b, const char *s)
{
    buf_put(b, view_of_string(s));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    char small[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof small)
        b->failed = true; /* for short pieces only: long ones go through buf_put */
    else
        buf_put(b, view_of(small, (size_t)n));
}

status buf_done(struct view *out, const struct buf *b, struct err *e)
{
    ENSURE(!b->failed, ERR_LIMIT, "a result is longer than its limit of %zu bytes", b->max);
    *out = view_of(b->data, b->len);
    return OK;
}

void buf_move(struct buf *to, struct buf *from)
{
    mem_free(to->data);
    *to = *from;
    *from = BUF_INIT(to->max);
}

status buf_copy(struct buf *b, struct view v, struct err *e)
{
    struct buf copy = BUF_INIT(b->max);
    struct view written;
    buf_put(&copy, v);
    if (buf_done(&written, &copy, e) != OK) {
        buf_clear(&copy);
        return FAILED;
    }
    buf_move(b, &copy);
    return OK;
}
