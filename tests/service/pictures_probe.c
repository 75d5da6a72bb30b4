// SPDX-License-Identifier: Apache-2.0
/*
 * pictures_probe - signer/pictures.h for shell scripts, with a report made up here: what the verifier would say of such
 * a file does not get in the way.
 *
 *   pictures_probe FOLDER DOCUMENT END CHANGES [PAGE X Y W H]...
 *
 * A signature that passed covers DOCUMENT up to the byte END, and CHANGES (bits of enum pdf_change) came after it; each
 * further place is the widget of a signature over the whole file. Prints the findings and the verdicts.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "signer/pictures.h"

static struct signature_report passed(uint64_t end, const char *name)
{
    struct signature_report s = {.pdf_coverage = PDF_COVERS_REVISION, .covered_end = end};
    s.verdict.indication = TOTAL_PASSED;
    snprintf(s.name, sizeof s.name, "%s", name);
    return s;
}

static void add_widget(struct verify_report *r, uint64_t end, char **place)
{
    struct signature_report *s = &r->signatures[r->signature_count++];
    *s = passed(end, "later");
    s->page = (uint32_t)strtoul(place[0], NULL, 10);
    s->x = strtod(place[1], NULL);
    s->y = strtod(place[2], NULL);
    s->w = strtod(place[3], NULL);
    s->h = strtod(place[4], NULL);
}

static void print(const struct findings *f)
{
    for (size_t i = 0; i < f->count; i++) printf("%s %s\n", f->item[i].rule, f->item[i].text[LANG_EN]);
}

static status probe(int argc, char **argv, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    AUTO_CLEAR(verify_report_clear) struct verify_report r = {.state = VERIFY_JUDGED};
    struct pictures_request q = {.folder = argv[1], .path = argv[2]};
    size_t count;
    TRY(document_open(&d, argv[2], e));
    r.format = d.format;
    r.signatures = mem_new_array(LIMIT_PDF_SIGNATURES, sizeof *r.signatures);
    MEM_ENSURE(r.signatures);
    r.signatures[r.signature_count++] = passed(strtoull(argv[3], NULL, 10), "../x\n/Ký 1");
    r.signatures[0].changes_after = (uint32_t)strtoul(argv[4], NULL, 10);
    for (int i = 5; i + 5 <= argc; i += 5) add_widget(&r, d.bytes.len, argv + i);
    TRY(pictures_write(&count, &r, &q, &d, e));
    print(&r.messages);
    print(&r.signatures[0].verdict.messages);
    printf("%zu pictures, %s, file %s\n", count, indication_name(r.signatures[0].verdict.indication),
           indication_name(r.indication));
    return OK;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    signal(SIGPIPE, SIG_IGN); /* as seal does */
    if (argc < 5) return 2;
    if (probe(argc, argv, &e) == OK) return 0;
    fprintf(stderr, "%s\n", e.text[LANG_EN]);
    return err_exit_code(e.code);
}
