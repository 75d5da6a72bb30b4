// SPDX-License-Identifier: Apache-2.0
#include "signer/revisions.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"

enum { FIELD_MAX = 64, STEM_MAX = 120 };

static bool is_whole(const struct signature_report *s, const struct document *d)
{
    bool covers = s->pdf_coverage == PDF_COVERS_REVISION || s->pdf_coverage == PDF_COVERS_WHOLE_FILE;
    return covers && s->covered_end > 0 && s->covered_end <= d->bytes.len;
}

/* By end; the few there are need no better sort. */
static void insert(struct revision_list *l, size_t signature, uint64_t end)
{
    size_t at = l->count;
    for (size_t i = 0; i < l->count; i++)
        if (l->item[i].end == end) return;
    while (at > 0 && l->item[at - 1].end > end) at--;
    memmove(&l->item[at + 1], &l->item[at], (l->count - at) * sizeof l->item[0]);
    l->item[at] = (struct revision){.signature = signature, .end = end};
    l->count++;
}

/* The field's name is the document's: nothing of it may mean anything to a file system, a shell or a terminal. */
static void name_it(struct revision *r, size_t number, const char *field)
{
    char safe[FIELD_MAX + 1];
    size_t len = 0;
    for (; len < FIELD_MAX && field[len] != '\0'; len++) {
        unsigned char c = (unsigned char)field[len];
        bool plain = c < 0x80 && (isalnum(c) || c == '-' || c == '.');
        safe[len] = '_';
        if (plain) safe[len] = field[len];
    }
    safe[len] = '\0';
    snprintf(r->name, sizeof r->name, "revision-%zu-%s", number, safe);
}

void revisions_list(struct revision_list *out, const struct verify_report *r, const struct document *d)
{
    *out = (struct revision_list){0};
    if (r->format != DOCUMENT_PDF) return;
    for (size_t i = 0; i < r->signature_count && out->count < LIMIT_PDF_SIGNATURES; i++)
        if (is_whole(&r->signatures[i], d)) insert(out, i, r->signatures[i].covered_end);
    for (size_t i = 0; i < out->count; i++) name_it(&out->item[i], i + 1, r->signatures[out->item[i].signature].name);
}

void revisions_stem(char *out, size_t size, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    size_t len = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
    bool clean = text_is_clean(view_of(name, len));
    len = text_cut(view_of(name, len), STEM_MAX);
    snprintf(out, size, "%.*s", (int)len, name);
    for (char *c = out; !clean && *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80 || iscntrl((unsigned char)*c)) *c = '_';
}
