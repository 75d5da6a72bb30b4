// SPDX-License-Identifier: Apache-2.0
/*
 * xml_out.h - writes XML 1.0 in UTF-8 into a buffer: elements, attributes, text.
 *
 * Text is cleaned (text_put_clean) and escaped, so that what a document says is never markup and never a character that
 * XML forbids. Names are the caller's literals. Failure is the buffer's (sticky).
 */
#pragma once

#include "formats/base/bytes.h"

void xml_start(struct buf *out, const char *name);                                                /* <name> */
void xml_start_with(struct buf *out, const char *name, const char *attribute, const char *value); /* <name a="v"> */
void xml_end(struct buf *out, const char *name);
void xml_text(struct buf *out, const char *name, const char *text);    /* <name>text</name> */
void xml_base64(struct buf *out, const char *name, struct view bytes); /* <name>base64</name> */
/* <name attribute="value"/> */
void xml_empty_with(struct buf *out, const char *name, const char *attribute, const char *value);
