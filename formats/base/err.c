// SPDX-License-Identifier: Apache-2.0
#include "formats/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/base/vietnamese.h"

static const int exit_codes[ERR_CODE_COUNT] = {
    [ERR_NONE] = 0,  [ERR_USAGE] = 2, [ERR_MISSING] = 2, [ERR_REFUSED] = 1, [ERR_SYNTAX] = 5,    [ERR_LIMIT] = 5,
    [ERR_TRUST] = 6, [ERR_TOKEN] = 7, [ERR_REMOTE] = 8,  [ERR_OUTPUT] = 9,  [ERR_INTERNAL] = 70,
};

/* The format comes from the literal at the call, or is that literal's translation with the same conversions
 * (tests/unit/base/vietnamese_test.c compares them). */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void format_into(char out[static ERR_TEXT_MAX], const char *format, va_list args)
{
    if (vsnprintf(out, ERR_TEXT_MAX, format, args) < 0) out[0] = '\0';
    text_trim_cut(out);
}
#pragma GCC diagnostic pop

void err_set(struct err *e, enum err_code code, const char *format, ...)
{
    if (e->code != ERR_NONE) return;
    e->code = code;
    const char *formats[LANG_COUNT] = {[LANG_EN] = format, [LANG_VI] = vietnamese(format)};
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        va_list args;
        va_start(args, format);
        format_into(e->text[lang], formats[lang], args);
        va_end(args);
    }
}

void err_clear(struct err *e)
{
    memset(e, 0, sizeof *e);
}

void err_add_reason(struct err *e, const char *const reason[static LANG_COUNT])
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        size_t used = strlen(e->text[lang]);
        snprintf(e->text[lang] + used, ERR_TEXT_MAX - used, ": %s", reason[lang]);
        text_trim_cut(e->text[lang]);
    }
}

void err_because(struct err *e, const struct err *why)
{
    const char *reason[LANG_COUNT] = {why->text[LANG_EN], why->text[LANG_VI]};
    err_add_reason(e, reason);
}

int err_exit_code(enum err_code code)
{
    return code < ERR_CODE_COUNT ? exit_codes[code] : 70;
}
