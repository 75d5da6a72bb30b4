// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_objstm.h - object streams (ISO 32000-1 7.5.7): objects within a stream.
 *
 * Refuses: an object stream of a locked file, offsets that do not increase, anything but one
 * object between two offsets, streams inside.
 */
#pragma once

#include "formats/pdf/pdf_file_priv.h"

struct pdf_stream_item {
    uint32_t number;
    size_t start, end; /* in the body */
};

struct pdf_object_stream {
    struct view body; /* decoded; borrowed */
    const struct pdf_stream_item *item;
    size_t count;
};

/* The whole stream, decoded, into `body`, which is then borrowed. */
MUST status pdf_objstm_open(struct pdf_object_stream *out, struct buf *body, struct pdf_file *f, struct arena *arena,
                            const struct pdf_object *stream, size_t revision, struct err *e);
MUST status pdf_objstm_get(const struct pdf_object **out, const struct pdf_object_stream *s, struct arena *arena,
                           size_t index, struct err *e);
