// SPDX-License-Identifier: Apache-2.0
/*
 * safe_name.h - a file's name as every portal takes it: `--rename safe`.
 *
 * Letters, digits, "_" and "-" of ASCII, at most SAFE_NAME_MAX bytes with the extension. Vietnamese and other Latin
 * letters lose their marks, composed (NFC) or decomposed (NFD); whatever else stands there becomes one "-", none at the
 * ends. The extension, up to SAFE_EXTENSION_MAX ASCII letters and digits after the last dot, stays; other dots do not.
 * Bytes that are no UTF-8 count as signs. Two names may become one: the caller numbers them.
 */
#pragma once

#include <stddef.h>

enum { SAFE_NAME_MAX = 50, SAFE_EXTENSION_MAX = 8 };

/* `number`: 0 for none, else "-NUMBER" before the extension, within the same length. */
void safe_name(char out[static SAFE_NAME_MAX + 1], const char *name, size_t number);
