// SPDX-License-Identifier: Apache-2.0
#include "tools/sign_plan.h"

#include <limits.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "formats/base/bytes.h"
#include "formats/base/text.h"
#include "tools/safe_name.h"

/* ---- names ---- */

/* Each part of the path by itself; the number goes to the last. */
static void put_safe_path(struct buf *out, const char *path, size_t number)
{
    char part[PATH_MAX], safe[SAFE_NAME_MAX + 1];
    for (;;) {
        size_t len = strcspn(path, "/");
        snprintf(part, sizeof part, "%.*s", (int)(len < sizeof part ? len : sizeof part - 1), path);
        bool is_last = path[len] == '\0';
        safe_name(safe, part, is_last ? number : 0);
        buf_put_string(out, safe);
        if (is_last) return;
        buf_put_byte(out, '/');
        path += len + 1;
    }
}

static status name_output(struct planned *p, const struct plan_choice *c, struct err *e)
{
    AUTO_BUF path = BUF_INIT(PATH_MAX);
    const char *below = p->input->path + p->input->below;
    size_t len = strlen(c->output);
    buf_put_string(&path, c->output);
    if (c->into_folder && len > 0 && c->output[len - 1] != '/') buf_put_byte(&path, '/');
    if (c->into_folder && c->safe_names)
        put_safe_path(&path, below, p->number);
    else if (c->into_folder)
        buf_put_string(&path, below);
    buf_put_byte(&path, 0);
    ENSURE(!path.failed, ERR_USAGE, "the name of the output is too long");
    char *copy = mem_copy_string((const char *)path.data);
    MEM_ENSURE(copy);
    mem_free(p->output);
    p->output = copy;
    return OK;
}

/* ---- numbers ---- */

/* Names that are taken; the nodes of tsearch(3) are its own, the names are those of the plan. */
struct taken {
    void *root;
};

/* Portals and memory sticks hold names for the same that differ in case alone. */
static int by_text(const void *a, const void *b)
{
    return strcasecmp(a, b);
}

static void leave_name(void *name)
{
    (void)name; /* of the plan */
}

static void taken_clear(struct taken *t)
{
    if (t->root != NULL) tdestroy(t->root, leave_name);
}

/* True: it was free, and is taken now. */
static bool take_name(struct taken *t, const char *name)
{
    const char **found = tsearch(name, &t->root, by_text);
    return found != NULL && *found == name;
}

static bool is_safe_already(const struct planned *p)
{
    const char *below = p->input->path + p->input->below;
    size_t len = strlen(below), out = strlen(p->output);
    return out >= len && strcmp(p->output + out - len, below) == 0;
}

static int by_claim(const void *a, const void *b)
{
    const struct planned *x = *(const struct planned *const *)a, *y = *(const struct planned *const *)b;
    int safe = is_safe_already(y) - is_safe_already(x);
    int same = safe != 0 ? safe : strcasecmp(x->output, y->output);
    return same != 0 ? same : strcmp(x->input->path + x->input->below, y->input->path + y->input->below);
}

/* Names of one beginning stand together, so that the numbers of the last one go on: not from 2 each time. */
static status number_names(struct planned **claim, size_t count, const struct plan_choice *c, struct err *e)
{
    AUTO_CLEAR(taken_clear) struct taken t = {0};
    AUTO(mem_free)
    char *last = NULL;
    size_t number = 0;
    for (size_t i = 0; i < count; i++) {
        struct planned *p = claim[i];
        bool goes_on = last != NULL && strcasecmp(last, p->output) == 0;
        if (!goes_on) {
            mem_free(last);
            last = mem_copy_string(p->output);
            MEM_ENSURE(last);
            number = 1;
        }
        while (!take_name(&t, p->output)) {
            ENSURE(number <= LIMIT_FILES, ERR_USAGE, "more than %d files", LIMIT_FILES);
            p->number = ++number;
            TRY(name_output(p, c, e));
        }
    }
    return OK;
}

static status make_distinct(struct sign_plan *plan, const struct plan_choice *c, struct err *e)
{
    AUTO(mem_free)
    struct planned **claim = mem_new_array(plan->count, sizeof(struct planned *));
    MEM_ENSURE(claim);
    for (size_t i = 0; i < plan->count; i++) claim[i] = &plan->item[i];
    qsort(claim, plan->count, sizeof(struct planned *), by_claim);
    return number_names(claim, plan->count, c, e);
}

/* ---- what may not be ---- */

static int by_output(const void *a, const void *b)
{
    const struct planned *x = *(const struct planned *const *)a, *y = *(const struct planned *const *)b;
    return strcmp(x->output, y->output);
}

static status check_distinct(const struct sign_plan *plan, struct err *e)
{
    AUTO(mem_free)
    const struct planned **order = mem_new_array(plan->count, sizeof(struct planned *));
    MEM_ENSURE(order);
    for (size_t i = 0; i < plan->count; i++) order[i] = &plan->item[i];
    qsort(order, plan->count, sizeof(struct planned *), by_output);
    for (size_t i = 1; i < plan->count; i++)
        ENSURE(strcmp(order[i - 1]->output, order[i]->output) != 0, ERR_USAGE,
               "%s and %s would both become %s; nothing is signed", text_escape_string(order[i - 1]->input->path).s,
               text_escape_string(order[i]->input->path).s, text_escape_string(order[i]->output).s);
    return OK;
}

struct identity {
    dev_t device;
    ino_t file;
};

static int by_identity(const void *a, const void *b)
{
    const struct identity *x = a, *y = b;
    int device = (x->device > y->device) - (x->device < y->device);
    return device != 0 ? device : (x->file > y->file) - (x->file < y->file);
}

/* False: there is no such file. */
static bool identify(struct identity *out, const char *path)
{
    struct stat s;
    if (stat(path, &s) != 0) return false;
    *out = (struct identity){s.st_dev, s.st_ino};
    return true;
}

/* An input is never changed, by whatever name the output leads to it. */
static status check_inputs_stay(const struct sign_plan *plan, struct err *e)
{
    AUTO(mem_free)
    struct identity *inputs = mem_new_array(plan->count, sizeof *inputs);
    size_t count = 0;
    MEM_ENSURE(inputs);
    for (size_t i = 0; i < plan->count; i++)
        if (identify(&inputs[count], plan->item[i].input->path)) count++;
    qsort(inputs, count, sizeof *inputs, by_identity);
    for (size_t i = 0; i < plan->count; i++) {
        struct identity output;
        if (!identify(&output, plan->item[i].output)) continue;
        ENSURE(bsearch(&output, inputs, count, sizeof *inputs, by_identity) == NULL, ERR_USAGE,
               "an input is never changed: the output is the input %s", text_escape_string(plan->item[i].output).s);
    }
    return OK;
}

/* ---- all of it ---- */

status sign_plan_make(struct sign_plan *out, const struct inputs *in, const struct plan_choice *c, struct err *e)
{
    AUTO_CLEAR(sign_plan_clear) struct sign_plan plan = {0};
    plan.item = mem_new_array(in->count, sizeof *plan.item);
    MEM_ENSURE(plan.item);
    for (; plan.count < in->count; plan.count++) {
        plan.item[plan.count].input = &in->item[plan.count];
        TRY(name_output(&plan.item[plan.count], c, e));
    }
    if (c->into_folder && c->safe_names) TRY(make_distinct(&plan, c, e));
    TRY(check_distinct(&plan, e));
    TRY(check_inputs_stay(&plan, e));
    *out = plan;
    plan = (struct sign_plan){0};
    return OK;
}

void sign_plan_clear(struct sign_plan *p)
{
    for (size_t i = 0; i < p->count; i++) mem_free(p->item[i].output);
    mem_free(p->item);
    *p = (struct sign_plan){0};
}
