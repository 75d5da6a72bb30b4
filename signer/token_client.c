// SPDX-License-Identifier: Apache-2.0
#include "signer/token_client.h"

#include <stdio.h>
#include <string.h>

#include "signer/key_conversation.h"

/* --- lists ----------------------------------------------------------------------------------------------------- */

static status ask_modules(char (*paths)[LIMIT_URI], uint32_t *count, const char *module, struct err *e)
{
    AUTO(key_process_stop)
    struct process *p = NULL;
    AUTO_BUF parameters = BUF_INIT(LIMIT_URI + 4);
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body;
    wire_put_string(&parameters, module);
    TRY(key_process_start(&p, e));
    TRY(key_ask(&answer, &body, p, KEY_MODULES, &parameters, LIMIT_TOKEN_SECONDS, e));
    TRY(wire_get_below(count, &body, LIMIT_MODULES + 1, e));
    for (uint32_t i = 0; i < *count; i++) TRY(wire_get_string(paths[i], LIMIT_URI, &body, e));
    return wire_end(body, e);
}

/* A process with this module; `answer` is the list of its tokens. */
static status open_module(struct process **out, struct buf *answer, struct view *body, const char *path, struct err *e)
{
    AUTO(key_process_stop)
    struct process *p = NULL;
    AUTO_BUF parameters = BUF_INIT(LIMIT_URI + 4);
    wire_put_string(&parameters, path);
    TRY(key_process_start(&p, e));
    TRY(key_ask(answer, body, p, KEY_TOKENS, &parameters, LIMIT_TOKEN_SECONDS, e));
    *out = TAKE(p);
    return OK;
}

static status get_objects(struct token_report *r, struct view *in, struct err *e)
{
    uint32_t count;
    TRY(wire_get_below(&count, in, LIMIT_TOKEN_OBJECTS + 1, e));
    if (count == 0) return wire_end(*in, e);
    r->objects = mem_new_array(count, sizeof *r->objects);
    MEM_ENSURE(r->objects);
    for (r->object_count = 0; r->object_count < count; r->object_count++)
        TRY(object_facts_get(&r->objects[r->object_count], in, e));
    return wire_end(*in, e);
}

static status ask_objects(struct token_report *r, struct process *p, uint32_t which, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(4);
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body;
    wire_put_u32(&parameters, which);
    TRY(key_ask(&answer, &body, p, KEY_OBJECTS, &parameters, LIMIT_TOKEN_SECONDS, e));
    return get_objects(r, &body, e);
}

static status add_report(struct token_report **out, struct token_reports *list, const char *path, struct err *e)
{
    struct token_report *more = mem_resize_array(list->item, list->count, list->count + 1, sizeof *more);
    MEM_ENSURE(more);
    list->item = more;
    *out = &more[list->count++];
    snprintf((*out)->module, sizeof(*out)->module, "%s", path);
    return OK;
}

/* One token may cost its process; the next one gets a new process, and the order of a module's tokens is its own. */
static void read_objects(struct token_report *r, struct process **p, const char *path, uint32_t which)
{
    struct err failure = {0};
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body;
    if (r->token.failure.code != ERR_NONE || !r->token.is_initialised) return;
    if (*p == NULL && open_module(p, &answer, &body, path, &failure) != OK) {
        r->token.failure = failure;
        return;
    }
    if (ask_objects(r, *p, which, &failure) == OK) return;
    r->token.failure = failure;
    key_process_stop(TAKE(*p));
}

static status read_module(struct token_reports *list, const char *path, struct err *e)
{
    AUTO(key_process_stop)
    struct process *p = NULL;
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body;
    uint32_t count;
    size_t first = list->count;
    TRY(open_module(&p, &answer, &body, path, e));
    TRY(wire_get_below(&count, &body, LIMIT_SLOTS + 1, e));
    for (uint32_t i = 0; i < count; i++) {
        struct token_report *r;
        TRY(add_report(&r, list, path, e));
        TRY(token_facts_get(&r->token, &body, e));
    }
    TRY(wire_end(body, e));
    for (uint32_t i = 0; i < count; i++) read_objects(&list->item[first + i], &p, path, i);
    return OK;
}

status token_client_list(struct token_reports *out, const char *module, struct err *e)
{
    AUTO_CLEAR(token_reports_clear) struct token_reports list = {0};
    AUTO(mem_free)
    char(*paths)[LIMIT_URI] = mem_new_array(LIMIT_MODULES, LIMIT_URI);
    uint32_t count;
    MEM_ENSURE(paths);
    TRY(ask_modules(paths, &count, module, e));
    for (uint32_t i = 0; i < count; i++) {
        struct err failure = {0};
        if (read_module(&list, paths[i], &failure) == OK) continue;
        if (count == 1) {
            *e = failure;
            return FAILED;
        }
        if (list.failure.code == ERR_NONE) list.failure = failure;
    }
    *out = list;
    list = (struct token_reports){0};
    return OK;
}

void token_reports_clear(struct token_reports *r)
{
    for (size_t i = 0; i < r->count; i++) mem_free(r->item[i].objects);
    mem_free(r->item);
    *r = (struct token_reports){0};
}

/* --- custody --------------------------------------------------------------------------------------------------- */

/* Finds the token, logs in if `log_in`, and asks one thing. */
static status ask_custodian(struct buf *answer, struct view *body, const struct key_choice *c, bool log_in,
                            enum key_op op, const struct buf *parameters, struct err *e)
{
    AUTO(key_process_stop)
    struct process *p = NULL;
    AUTO_BUF nothing = BUF_INIT(8);
    enum pin_entry entry;
    struct view empty;
    TRY(key_process_start(&p, e));
    TRY(key_find(&entry, p, KEY_FIND_CUSTODIAN, c, e));
    /* A change of the PIN has three of them typed. */
    unsigned seconds = log_in ? pin_entry_seconds(entry) : 3 * pin_entry_seconds(PIN_ENTRY_TYPED);
    if (log_in) TRY(key_ask(&nothing, &empty, p, KEY_LOGIN_CUSTODIAN, NULL, seconds, e));
    TRY(key_ask(answer, body, p, op, parameters, seconds, e));
    return OK;
}

static status get_report(struct token_report *r, struct view *in, struct err *e)
{
    TRY(wire_get_string(r->module, sizeof r->module, in, e));
    TRY(token_facts_get(&r->token, in, e));
    return get_objects(r, in, e);
}

status token_client_show(struct token_reports *out, const struct key_choice *c, struct err *e)
{
    AUTO_CLEAR(token_reports_clear) struct token_reports list = {0};
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body;
    struct token_report *r;
    TRY(ask_custodian(&answer, &body, c, true, KEY_SHOW, NULL, e));
    TRY(add_report(&r, &list, "", e));
    TRY(get_report(r, &body, e));
    *out = list;
    list = (struct token_reports){0};
    return OK;
}

status token_client_generate(const struct key_choice *c, const char *kind, struct view id, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_URI);
    AUTO_BUF answer = BUF_INIT(8);
    struct view body;
    wire_put_string(&parameters, kind);
    wire_put_bytes(&parameters, id);
    TRY(ask_custodian(&answer, &body, c, true, KEY_GENERATE, &parameters, e));
    return wire_end(body, e);
}

status token_client_request(struct buf *der, const struct key_choice *c, const char *subject, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_URI);
    AUTO_BUF answer = BUF_INIT(LIMIT_CMS);
    struct view body, bytes;
    wire_put_string(&parameters, subject);
    TRY(ask_custodian(&answer, &body, c, true, KEY_REQUEST, &parameters, e));
    TRY(wire_get_bytes(&bytes, &body, LIMIT_CERTIFICATE, e));
    TRY(wire_end(body, e));
    return buf_copy(der, bytes, e);
}

status token_client_import(const struct key_choice *c, struct view certificate, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_CERTIFICATE + 4);
    AUTO_BUF answer = BUF_INIT(8);
    struct view body;
    wire_put_bytes(&parameters, certificate);
    TRY(ask_custodian(&answer, &body, c, true, KEY_IMPORT, &parameters, e));
    return wire_end(body, e);
}

status token_client_pin_check(char *pin_state, size_t size, const struct key_choice *c, struct err *e)
{
    AUTO_BUF answer = BUF_INIT(LIMIT_TEXT);
    struct view body;
    TRY(ask_custodian(&answer, &body, c, false, KEY_PIN_CHECK, NULL, e));
    TRY(wire_get_string(pin_state, size, &body, e));
    return wire_end(body, e);
}

status token_client_pin_change(const struct key_choice *c, const char *new_source, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(LIMIT_URI + 4);
    AUTO_BUF answer = BUF_INIT(8);
    struct view body;
    wire_put_string(&parameters, new_source);
    TRY(ask_custodian(&answer, &body, c, false, KEY_PIN_CHANGE, &parameters, e));
    return wire_end(body, e);
}
