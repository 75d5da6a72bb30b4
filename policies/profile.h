// SPDX-License-Identifier: Apache-2.0
/*
 * profile.h - how a signature looks, where it stands, and what must hold before it is made: one named profile
 * (Decree 30/2020/NĐ-CP, annex I). The shipped ones are the files of policies/profiles/; tools/profile_file.h reads
 * them.
 *
 * A profile chooses among rules and places that are built in; none of its values switches off a check of the document,
 * of earlier signatures or of the result. Pure: no I/O.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/limits.h"
#include "policies/profile_text.h"
#include "policies/verdict.h"

/* What must hold before the key is used. */
enum profile_rule {
    PROFILE_OFFICIAL = 0, /* nothing more: a person signs */
    PROFILE_SEAL,         /* somebody else has validly signed (article 32.2d: signed by the authorised person) */
    PROFILE_COPY,         /* not with a person's certificate (article 32.2d: copies that the body itself has made; annex
                             I, II.8.b and III.1.d: attachments and appendices in files of their own) */
    PROFILE_RULE_COUNT
};

/* Where it stands when the command line does not say. */
enum profile_place {
    PROFILE_INVISIBLE = 0,
    PROFILE_ASKED,          /* the command line must say it */
    PROFILE_BETWEEN,        /* between the line of the title and that of the name (annex I, II.7.d) */
    PROFILE_OVER_SIGNATURE, /* over the left third of the official's signature (II.8.a) */
    PROFILE_TOP_RIGHT,      /* in the top margin of the first page, up to the right margin (II.8.b, III.1.d) */
    PROFILE_ANCHOR,         /* centred on `anchor` */
    PROFILE_AT,             /* at page, x and y */
    PROFILE_PLACE_COUNT
};

struct profile {
    char name[LIMIT_PROFILE_NAME];
    enum profile_rule rule;
    enum profile_place place;
    bool picture;             /* it may show one (--image) */
    bool number, date;        /* each goes first into the place left blank for it, as a signature of its own */
    struct profile_text text; /* drawn; empty: none */
    char anchor[LIMIT_TEXT];  /* where there is no signature to stand over, and for PROFILE_ANCHOR */
    double font_size;         /* points; II.8.b: 10 */
    uint32_t colour;          /* of the text, 0xRRGGBB */
    int32_t page;             /* PROFILE_AT; from 1, -1 the last */
    double x, y;              /* PROFILE_AT: millimetres from the top left of the page as displayed */
    enum proof_level level;   /* that it aims at where a time-stamp authority is named */
};

/* What every profile is before its file is read. */
void profile_init(struct profile *p, const char *name);
/* One line of a profile by its name, in its text form ("true", "10"); ERR_USAGE with the name and what it takes. */
MUST status profile_set(struct profile *p, const char *name, const char *value, struct err *e);
/* After the last line: do they fit together? ERR_USAGE. */
MUST status profile_check(const struct profile *p, struct err *e);
/* A name is 1 to LIMIT_PROFILE_NAME - 1 letters, digits, "-" and "_" of ASCII. */
bool profile_is_name(const char *name);
