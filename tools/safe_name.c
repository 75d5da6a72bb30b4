// SPDX-License-Identifier: Apache-2.0
#include "tools/safe_name.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * Latin letters without their marks, in the order of Unicode from `first`; "-": none, or a sign. Latin-1, Latin
 * Extended-A, the horned letters, and the letters of Vietnamese with two marks, which is every composed letter of the
 * Vietnamese alphabet. A table, because normalisation (libunistring, ICU) would still not tell what a stroke is: NFD
 * leaves d with stroke as it is.
 */
/* clang-format off */
static const struct {
    uint32_t first;
    const char *letters;
} blocks[] = {
    {0xc0, "AAAAAAACEEEEIIIIDNOOOOO-OUUUUYTsaaaaaaaceeeeiiiidnooooo-ouuuuyty"},
    {0x100, "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
     "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs"},
    {0x1a0, "Oo-------------Uu"},
    {0x1ea0, "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOo"
     "OoOoUuUuUuUuUuUuUuYyYyYyYy"},
};
/* clang-format on */

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Combining marks (U+0300 to U+036F) stand after a letter that is there already. */
static bool is_mark(uint32_t c)
{
    return c >= 0x300 && c <= 0x36f;
}

static char letter_of(uint32_t c)
{
    if (c < 0x80 && is_plain((char)c)) return (char)c;
    if (c < 0x80) return '-';
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (c >= blocks[i].first && c - blocks[i].first < strlen(blocks[i].letters))
            return blocks[i].letters[c - blocks[i].first];
    return '-';
}

/* One character, as far as it is well-formed; a byte that is not counts for itself. */
static uint32_t next_character(const char **at)
{
    const unsigned char *s = (const unsigned char *)*at;
    size_t more = s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : s[0] >= 0xc2 ? 1 : 0;
    uint32_t c = more == 0 ? s[0] : s[0] & (0x3fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            *at += 1;
            return 0xfffd;
        }
        c = c << 6 | (s[i] & 0x3fu);
    }
    *at += more + 1;
    return more == 0 && c >= 0x80 ? 0xfffd : c;
}

/* The dot before the extension, or the end. A name that begins with its only dot has none. */
static const char *extension_of(const char *name)
{
    const char *end = name + strlen(name), *dot = strrchr(name, '.');
    if (dot == NULL || dot == name || dot[1] == '\0' || end - dot - 1 > SAFE_EXTENSION_MAX) return end;
    for (const char *c = dot + 1; c < end; c++)
        if (!is_plain(*c) || *c == '_') return end;
    return dot;
}

/* [name, end) in plain letters, at most `room` of them. */
static size_t fold(char *out, size_t room, const char *name, const char *end)
{
    size_t n = 0;
    while (name < end && n < room) {
        uint32_t c = next_character(&name);
        if (is_mark(c)) continue;
        char letter = letter_of(c);
        if (letter == '-' && (n == 0 || out[n - 1] == '-')) continue;
        out[n++] = letter;
    }
    while (n > 0 && out[n - 1] == '-') n--;
    return n;
}

void safe_name(char out[static SAFE_NAME_MAX + 1], const char *name, size_t number)
{
    static const char nameless[] = "document";
    char suffix[24] = "", stem[SAFE_NAME_MAX + 1];
    const char *extension = extension_of(name);
    if (number > 0) snprintf(suffix, sizeof suffix, "-%zu", number);
    size_t room = SAFE_NAME_MAX - strlen(suffix) - strlen(extension);
    size_t n = fold(stem, room, name, extension);
    if (n == 0) n = fold(stem, room, nameless, nameless + sizeof nameless - 1);
    snprintf(out, SAFE_NAME_MAX + 1, "%.*s%s%s", (int)n, stem, suffix, extension);
}
