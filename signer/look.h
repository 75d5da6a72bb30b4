// SPDX-License-Identifier: Apache-2.0
/*
 * look.h - what one signature shows, and where: the profile, the values for its text, and what the command line says
 * of the place. look_draw makes the picture (in a process that never sees a document) and finds its place (in one that
 * draws nothing).
 */
#pragma once

#include "formats/pdf/pdf.h"
#include "policies/profile.h"
#include "signer/render_client.h"
#include "signer/verify.h"

enum place_kind {
    PLACE_PROFILE = 0,    /* as the profile says: look_settle says which */
    PLACE_INVISIBLE,      /* nowhere */
    PLACE_AT,             /* page, x, y, w, h */
    PLACE_ANCHOR,         /* centred on text[0] */
    PLACE_BETWEEN,        /* centred between text[0], a title, and text[1], a name; empty: those of the certificate */
    PLACE_OVER_SIGNATURE, /* over the left third of the newest signature of a person that is seen; else beside text[0],
                             or between both texts */
    PLACE_TOP_RIGHT,
    PLACE_NUMBER, /* into the place left blank for the number, and for the date */
    PLACE_DATE
};

struct sign_look {
    struct profile profile;
    enum place_kind place;
    bool is_place_given; /* by the command line, not by the profile; look_settle says it */
    int32_t page;        /* PLACE_AT; from 1, -1 the last */
    double x, y, w, h;   /* points from the top left as displayed; PLACE_AT; w and h 0: as large as it is */
    char text[2][LIMIT_TEXT];
    struct buf image;                                                                            /* PNG; empty: none */
    char number[LIMIT_TEXT], copy_form[LIMIT_TEXT], organisation[LIMIT_TEXT], title[LIMIT_TEXT]; /* empty: not given */
    int64_t date; /* of issue, seconds since 1970; 0: the day of signing in Vietnam */
};

void sign_look_init(struct sign_look *l);
void sign_look_clear(struct sign_look *l);

/* What the picture of one signature needs to know besides. */
struct look_case {
    struct render_document document;
    const struct verify_report *before; /* the signatures that it had */
    struct view certificate;            /* that signs */
    int64_t time;                       /* of signing */
    bool flat;                          /* nothing may shine through */
    bool has_place;                     /* it goes into a field that the document brings */
    double room;                        /* and how wide that is, in points; 0: nobody knows */
};

/*
 * Where the command line says no place, the profile's; and whether all of it fits together, before anybody types a PIN.
 * ERR_USAGE. `has_image`: a picture was given, which may not be read yet. `has_field`: a field was named, which may
 * have a place of its own; without another one the place stays PLACE_PROFILE then.
 */
MUST status look_settle(struct sign_look *l, bool has_image, bool has_field, struct err *e);
/* Of one that was settled, and whose picture was read: is there anything to show; and a place for it? */
bool look_shows(const struct sign_look *l);
bool look_is_visible(const struct sign_look *l);
/* Page, box and picture of a visible one, into `out`. */
MUST status look_draw(struct pdf_request *out, const struct sign_look *l, const struct look_case *c,
                      struct findings *notes, struct err *e);
