// SPDX-License-Identifier: Apache-2.0
/*
 * pdf_write.h - writes PDF objects (ISO 32000-1 7.3): copies with other references, and originals with a few bytes
 * replaced, or with their strings spelled anew.
 *
 * Failure is that of the buf.
 */
#pragma once

#include "formats/pdf/pdf_object.h"

void pdf_write_reference(struct buf *out, struct pdf_ref ref);
void pdf_write_name(struct buf *out, struct view name);
/* A real with at most two decimals, never in exponent form. |value| < 1e15. */
void pdf_write_number(struct buf *out, double value);

/* A new number for a reference; its generation becomes 0. 0: the reference stays as it is. */
typedef uint32_t pdf_renumber(void *context, struct pdf_ref ref);
/* The object with its references renumbered and its scalars as they were; of a stream all with a direct /Length. */
void pdf_write_object(struct buf *out, const struct pdf_object *o, pdf_renumber *renumber, void *context);
/* "stream", the encoded bytes, "endstream": what follows a stream's dictionary. */
void pdf_write_stream_data(struct buf *out, struct view encoded);

/*
 * One change to the bytes of an object, at any depth within them: `old` (empty: an insertion) becomes `text`.
 * Everything else stays byte for byte: strings, names, comments, numbers beyond our range.
 */
enum { PDF_EDIT_MAX = 96 };
struct pdf_edit {
    struct view old;
    char text[PDF_EDIT_MAX];
};

struct pdf_edit pdf_edit_append(const struct pdf_object *array, struct pdf_ref item);
/* Whether the dictionary has the key or not. `value` is short: it and the key fit PDF_EDIT_MAX. */
struct pdf_edit pdf_edit_set(const struct pdf_object *dictionary, const char *key, const char *value);
/* Sorts the edits. They lie within `source` and do not overlap, or the buf fails. */
void pdf_write_edited(struct buf *out, struct view source, struct pdf_edit *edits, size_t count);

/* Appends a string object of this value, in hex. */
void pdf_write_string(struct buf *out, struct view value);
/* Appends what takes the place of a string that has this value. */
typedef void pdf_spell(void *context, struct buf *out, struct view value);
/* The object's source with these edits, and every string outside of them spelled anew, but for those that nobody
 * encrypts (pdf_crypt_is_plain). A stream: its dictionary. */
void pdf_write_spelled(struct buf *out, const struct pdf_object *o, struct pdf_edit *edits, size_t count,
                       pdf_spell *spell, void *context);
