// SPDX-License-Identifier: Apache-2.0
/*
 * finding.h - what a reader of a format found odd: which rule, and what, in both languages.
 *
 * A format only reports. What a rule means for the verdict is the business of policies/indications.c, one
 * row a rule; a rule without a row, and a list that ran over, never let a signature pass.
 */
#pragma once

#include "formats/base/limits.h"
#include "formats/base/wire.h"

enum { FINDING_RULE_MAX = 16 };

struct finding {
    char rule[FINDING_RULE_MAX]; /* "PDF-33", "CMS-04", "XML-21" ... */
    char text[LANG_COUNT][LIMIT_TEXT];
};

struct findings {
    struct finding item[LIMIT_FINDINGS];
    size_t count;
    bool overflow; /* more were found than fit */
};

/* Translated like err_set; the same rule with the same text is kept once. Never fails: too many set overflow. */
void finding_add(struct findings *f, const char *rule, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* What `why` says, in both languages. */
void finding_add_err(struct findings *f, const char *rule, const struct err *why);
/* "WHO: TEXT": two literals without conversions, both translated. */
void finding_add_about(struct findings *f, const char *rule, const char *who, const char *text);
void findings_append(struct findings *to, const struct findings *from);
/* One finding as a reason for an error. */
void finding_explain(struct err *e, const struct finding *f);
/* The first finding as a reason for err_add_reason; nothing when there is none. */
void findings_explain(struct err *e, const struct findings *f);
bool findings_have(const struct findings *f, const char *rule);

void findings_put(struct buf *out, const struct findings *f);
MUST status findings_get(struct findings *out, struct view *in, struct err *e);
