// SPDX-License-Identifier: Apache-2.0
#include "formats/base/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/base/vietnamese.h"

static void append_one(struct findings *f, const struct finding *new_one)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->item[i].rule, new_one->rule) == 0 &&
            strcmp(f->item[i].text[LANG_EN], new_one->text[LANG_EN]) == 0)
            return;
    if (f->count == LIMIT_FINDINGS)
        f->overflow = true;
    else
        f->item[f->count++] = *new_one;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* as in err.c */
void finding_add(struct findings *f, const char *rule, const char *format, ...)
{
    struct finding one = {0};
    snprintf(one.rule, sizeof one.rule, "%s", rule);
    const char *formats[LANG_COUNT] = {[LANG_EN] = format, [LANG_VI] = vietnamese(format)};
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        va_list args;
        va_start(args, format);
        vsnprintf(one.text[lang], sizeof one.text[lang], formats[lang], args);
        va_end(args);
        text_trim_cut(one.text[lang]);
    }
    append_one(f, &one);
}
#pragma GCC diagnostic pop

void finding_add_err(struct findings *f, const char *rule, const struct err *why)
{
    struct finding one = {0};
    snprintf(one.rule, sizeof one.rule, "%s", rule);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        snprintf(one.text[lang], sizeof one.text[lang], "%.*s", (int)sizeof one.text[lang] - 1, why->text[lang]);
        text_trim_cut(one.text[lang]);
    }
    append_one(f, &one);
}

void finding_add_about(struct findings *f, const char *rule, const char *who, const char *text)
{
    struct finding one = {0};
    snprintf(one.rule, sizeof one.rule, "%s", rule);
    snprintf(one.text[LANG_EN], sizeof one.text[LANG_EN], "%s: %s", who, text);
    snprintf(one.text[LANG_VI], sizeof one.text[LANG_VI], "%s: %s", vietnamese(who), vietnamese(text));
    append_one(f, &one);
}

void findings_append(struct findings *to, const struct findings *from)
{
    for (size_t i = 0; i < from->count; i++) append_one(to, &from->item[i]);
    to->overflow |= from->overflow;
}

void finding_explain(struct err *e, const struct finding *f)
{
    const char *reason[LANG_COUNT] = {f->text[LANG_EN], f->text[LANG_VI]};
    err_add_reason(e, reason);
}

void findings_explain(struct err *e, const struct findings *f)
{
    if (f->count > 0) finding_explain(e, &f->item[0]);
}

bool findings_have(const struct findings *f, const char *rule)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->item[i].rule, rule) == 0) return true;
    return false;
}

void findings_put(struct buf *out, const struct findings *f)
{
    wire_put_u32(out, (uint32_t)f->count);
    wire_put_u8(out, f->overflow);
    for (size_t i = 0; i < f->count; i++) {
        wire_put_string(out, f->item[i].rule);
        for (int lang = 0; lang < LANG_COUNT; lang++) wire_put_string(out, f->item[i].text[lang]);
    }
}

status findings_get(struct findings *out, struct view *in, struct err *e)
{
    struct view rest = *in;
    struct findings got = {0};
    uint32_t count;
    TRY(wire_get_below(&count, &rest, LIMIT_FINDINGS + 1, e));
    TRY(wire_get_bool(&got.overflow, &rest, e));
    for (; got.count < count; got.count++) {
        struct finding *one = &got.item[got.count];
        TRY(wire_get_string(one->rule, sizeof one->rule, &rest, e));
        for (int lang = 0; lang < LANG_COUNT; lang++)
            TRY(wire_get_string(one->text[lang], sizeof one->text[lang], &rest, e));
    }
    *out = got;
    *in = rest;
    return OK;
}
