// SPDX-License-Identifier: Apache-2.0
/*
 * render_client.h - asks the sandboxed `render` program (poppler, pango, cairo; may read fonts and nothing else).
 *
 * Each call starts a fresh process, render_pages aside: the one that draws an appearance has never seen a document.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/base/wire.h"

struct document;

/* A place on a page, in points from the top left of the page as displayed (CropBox, Rotate applied). */
struct render_place {
    uint32_t page; /* from 1 */
    double x, y, w, h;
};

/* A document, and its password as its handler takes it, whatever its bytes (render_password.h); NULL or empty: none. */
struct render_document {
    const struct document *document;
    const char *password;
};

/*
 * The text's place in the document, in composed or decomposed Vietnamese, case sensitive. With several
 * matches the last one, and *matches says how many there were. ERR_USAGE when there is none.
 */
MUST status render_find_text(struct render_place *out, uint32_t *matches, const struct render_document *d,
                             const char *text, struct err *e);
/* The area between two texts: the last `below` (a name) that stands under an `above` (a title) in the same column of a
 * page, and the nearest such `above`. */
MUST status render_find_between(struct render_place *above, struct render_place *below, uint32_t *matches,
                                const struct render_document *d, const char *title, const char *name, struct err *e);

/* The page as displayed; -1 is the last. */
struct render_sheet {
    uint32_t page;
    double w, h; /* points */
};
MUST status render_page_size(struct render_sheet *out, const struct render_document *d, int32_t page, struct err *e);

/* Places that are left blank on the first page: after "Số:", and between "ngày", "tháng" and "năm" (Decree 30/2020,
 * annex I, II.2 and II.3). */
enum render_blank_kind { RENDER_BLANK_NUMBER = 0, RENDER_BLANK_DATE, RENDER_BLANK_KIND_COUNT };

enum { RENDER_BLANKS = 3 };

struct render_gap {
    double x, w; /* w 0: nothing stands to the right of it */
};

struct render_blanks {
    struct render_place line; /* from the first to the last of its words */
    double baseline;          /* from the top of the page */
    double font_size;
    struct render_gap gap[RENDER_BLANKS]; /* number: one; date: day, month, and the year where that is blank, too */
    uint32_t count;
    char after[LIMIT_TEXT]; /* what follows: "/QĐ-SXD", "2026"; "" for nothing */
};

/* ERR_REFUSED where there is no such place, or it is filled already. */
MUST status render_find_blanks(struct render_blanks *out, const struct render_document *d, enum render_blank_kind kind,
                               struct err *e);

enum render_align { RENDER_CENTRED = 0, RENDER_LEFT, RENDER_RIGHT, RENDER_ALIGN_COUNT };

/* A short text at its own place in the box; one that does not fit between x and x + w is refused. */
struct render_piece {
    char text[LIMIT_TEXT];
    double x, w; /* points from the left of the box */
    enum render_align align;
};

struct render_appearance {
    struct buf image;          /* PNG; empty: none */
    char text[LIMIT_TEXT * 4]; /* lines separated by \n; empty: none */
    double font_size;          /* points */
    double w, h;               /* points; 0: the physical size of the image, or the size of the text */
    bool flat;                 /* the picture on white, without transparency (PDF/A-1) */
    double wrap;               /* where there is no w: longer lines are broken to this width; 0: none is */
    enum render_align align;   /* of lines of text */
    uint32_t colour;           /* of text, 0xRRGGBB */
    bool italic;
    /* In place of picture and text, in a box of w by h. */
    struct render_piece piece[RENDER_BLANKS];
    uint32_t piece_count;
    double baseline; /* of the pieces, from the top of the box */
};

struct render_drawing {
    struct buf pdf; /* one page, fonts embedded as subsets */
    double w, h;    /* points */
    bool assumed;   /* the image does not say its physical size (pHYs): RENDER_ASSUMED_DPI was taken */
};

/* What pictures of seals are scanned at when they do not say. */
enum { RENDER_ASSUMED_DPI = 600 };

/* `out->pdf` has its maximum from the caller. */
MUST status render_draw(struct render_drawing *out, const struct render_appearance *a, struct err *e);

/* A process that draws one document page by page: as it stands, and as it was when it ended at an earlier byte. */
struct render_pages;

struct render_reading {
    uint64_t then_end;              /* the earlier state is document[0, then_end); 0: only the document as it stands */
    const char *password;           /* as the document's handler takes it, whatever its bytes; NULL or empty: none */
    uint32_t then_count, now_count; /* out: pages */
};

struct render_page_request {
    uint32_t page;
    bool want_now;                                   /* the picture of the page as it stands */
    struct render_place masks[LIMIT_PDF_SIGNATURES]; /* on this page; not compared */
    size_t mask_count;
};

enum render_comparison { RENDER_NOT_COMPARED = 0, RENDER_SAME, RENDER_CHANGED, RENDER_COMPARISON_COUNT };

struct render_page {
    struct buf then, now, changes; /* PNG; empty: no such page, not asked for, nothing changed */
    enum render_comparison comparison;
    struct err why; /* it was not compared; ERR_NONE: one of the two has no such page, or there is no earlier state */
};

MUST status render_pages_open(struct render_pages **out, struct render_reading *r, const struct document *document,
                              struct err *e);
/* After a failure the process is in no known state: close it. `out` was initialised; its old content is freed. */
MUST status render_pages_draw(struct render_page *out, struct render_pages *p, const struct render_page_request *r,
                              struct err *e);
void render_pages_close(struct render_pages *p);
AUTO_DEFINE(struct render_pages, render_pages_close)
void render_page_init(struct render_page *p);
void render_page_clear(struct render_page *p);
