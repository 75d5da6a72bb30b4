// SPDX-License-Identifier: Apache-2.0
/*
 * wire.h - the bytes of our messages between processes: big-endian integers, and strings after their length.
 *
 * A reader trusts nobody: every length is checked against what is there and against the caller's maximum;
 * a failed read leaves the cursor and the output as they were. wire_end refuses bytes left over.
 */
#pragma once

#include "formats/base/bytes.h"

void wire_put_u8(struct buf *b, uint8_t v);
void wire_put_u32(struct buf *b, uint32_t v);
void wire_put_u64(struct buf *b, uint64_t v);
void wire_put_bytes(struct buf *b, struct view v); /* u32 length, then the bytes */
void wire_put_string(struct buf *b, const char *s);
void wire_put_err(struct buf *b, const struct err *from);

MUST status wire_get_u8(uint8_t *out, struct view *in, struct err *e);
MUST status wire_get_bool(bool *out, struct view *in, struct err *e); /* 0 or 1 only */
MUST status wire_get_u32(uint32_t *out, struct view *in, struct err *e);
MUST status wire_get_u64(uint64_t *out, struct view *in, struct err *e);
/* A number below `below`: for enums and counts. */
MUST status wire_get_below(uint32_t *out, struct view *in, uint32_t below, struct err *e);
MUST status wire_get_bytes(struct view *out, struct view *in, size_t max, struct err *e); /* borrows from in */
/* Into a C string of `size` bytes: UTF-8 without control characters, NUL-terminated here. */
MUST status wire_get_string(char *out, size_t size, struct view *in, struct err *e);
MUST status wire_get_err(struct err *out, struct view *in, struct err *e);
MUST status wire_end(struct view in, struct err *e);
