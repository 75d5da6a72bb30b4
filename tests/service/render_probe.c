// SPDX-License-Identifier: Apache-2.0
/*
 * render_probe - has the sandboxed render program draw a text or find one: render_client.h for shell scripts.
 *
 *   render_probe draw TEXT SIZE [PNG [W H]] > PDF
 *   render_probe find DOCUMENT TEXT
 *
 * Ends as `seal` would: the code of the error, and its text in one line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signer/document.h"
#include "signer/render_protocol.h"
#include "signer/trust_files.h"

static status draw(int argc, char **argv, struct err *e)
{
    AUTO_CLEAR(render_appearance_clear) struct render_appearance a;
    AUTO_CLEAR(render_drawing_clear) struct render_drawing drawn = {.pdf = BUF_INIT(LIMIT_PDF_UPDATE)};
    render_appearance_init(&a);
    snprintf(a.text, sizeof a.text, "%s", argv[0]);
    a.font_size = strtod(argv[1], NULL);
    if (argc > 2) TRY(file_read(&a.image, argv[2], e));
    if (argc > 4) {
        a.w = strtod(argv[3], NULL);
        a.h = strtod(argv[4], NULL);
    }
    TRY(render_draw(&drawn, &a, e));
    ENSURE(fwrite(drawn.pdf.data, 1, drawn.pdf.len, stdout) == drawn.pdf.len, ERR_OUTPUT, "not written");
    return OK;
}

static status find(char **argv, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document d = DOCUMENT_NONE;
    struct render_place p;
    uint32_t matches;
    TRY(document_open(&d, argv[0], e));
    TRY(render_find_text(&p, &matches, &(struct render_document){.document = &d}, argv[1], e));
    printf("%u matches; page %u, %.0f %.0f, %.0f by %.0f\n", matches, p.page, p.x, p.y, p.w, p.h);
    return OK;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    if (argc < 4) return 2;
    status r = strcmp(argv[1], "draw") == 0 ? draw(argc - 2, argv + 2, &e) : find(argv + 2, &e);
    if (r == OK) return 0;
    fprintf(stderr, "%s\n", e.text[LANG_EN]);
    return err_exit_code(e.code);
}
