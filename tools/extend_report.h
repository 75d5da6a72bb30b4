// SPDX-License-Identifier: Apache-2.0
/*
 * extend_report.h - what `seal extend` says of a file, to people and to programs (seal-extend(1) describes both).
 */
#pragma once

#include "signer/extend.h"
#include "signer/outlook.h"
#include "tools/command.h"

/* What a plan is judged by. */
struct plan_view {
    const struct session *s;
    enum proof_level wanted;
    int64_t now;
    int64_t margin; /* seconds before the end at which renewal is due */
};

/* Renewal is due, or the level is not there yet. */
bool plan_is_due(const struct plan_view *v, const struct outlook *o);
void plan_text(FILE *to, const struct plan_view *v, const char *file, const struct outlook *o);
void plan_json(FILE *to, const struct plan_view *v, const char *file, const struct outlook *o);

void extended_text(const struct session *s, const char *file, const char *path, const struct extend_outcome *o);
/* `e` is of a file that was not extended; ERR_NONE: it was. */
void extended_json(FILE *to, const struct session *s, const char *file, const char *path,
                   const struct extend_outcome *o, const struct err *e);
