// SPDX-License-Identifier: Apache-2.0
/*
 * What the key holder tells of modules, tokens and their objects.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/base/text.h"
#include "formats/cms/ossl.h"
#include "signer/key_ops_priv.h"

status key_modules_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    char wanted[LIMIT_URI];
    AUTO(mem_free)
    struct module_paths *paths = mem_new(sizeof *paths);
    (void)s;
    MEM_ENSURE(paths);
    TRY(wire_get_string(wanted, sizeof wanted, in, e));
    TRY(wire_end(*in, e));
    TRY(module_paths_find(paths, wanted, "", e));
    wire_put_u32(answer, (uint32_t)paths->count);
    for (size_t i = 0; i < paths->count; i++) wire_put_string(answer, paths->path[i]);
    return OK;
}

static status put_token(struct buf *answer, const struct token *t, struct err *e)
{
    AUTO(mem_free)
    struct token_facts *f = mem_new(sizeof *f);
    MEM_ENSURE(f);
    f->failure = t->broken;
    if (t->broken.code == ERR_NONE) {
        snprintf(f->label, sizeof f->label, "%s", token_text(t, TOKEN_LABEL).s);
        snprintf(f->serial, sizeof f->serial, "%s", token_text(t, TOKEN_SERIAL).s);
        snprintf(f->manufacturer, sizeof f->manufacturer, "%s", token_text(t, TOKEN_MANUFACTURER).s);
        snprintf(f->model, sizeof f->model, "%s", token_text(t, TOKEN_MODEL).s);
        snprintf(f->pin, sizeof f->pin, "%s", pin_state_name(token_pin_state(t)));
        f->is_initialised = token_is_initialised(t);
        TRY(key_uri_format(f->uri, sizeof f->uri, &t->info, NULL, e));
    }
    token_facts_put(answer, f);
    return OK;
}

status key_tokens_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    char path[LIMIT_URI];
    TRY(wire_get_string(path, sizeof path, in, e));
    TRY(wire_end(*in, e));
    TRY(module_open(&s->listed, path, e));
    TRY(token_list(&s->tokens, s->listed, e));
    wire_put_u32(answer, (uint32_t)s->tokens.count);
    for (size_t i = 0; i < s->tokens.count; i++) TRY(put_token(answer, &s->tokens.item[i], e));
    return OK;
}

static void subject_of(char *out, size_t size, X509 *certificate)
{
    AUTO(BIO_free_all)
    BIO *text = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    if (text == NULL || X509_NAME_print_ex(text, X509_get_subject_name(certificate), 0,
                                           (XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB)) < 0)
        return;
    long len = BIO_get_mem_data(text, &bytes);
    AUTO_BUF clean = BUF_INIT(size - 1);
    text_put_clean(&clean, view_of(bytes, len < 0 ? 0 : (size_t)len));
    if (!clean.failed && clean.len > 0) memcpy(out, clean.data, clean.len);
}

static void not_after_of(char *out, size_t size, const X509 *certificate)
{
    struct tm t = {0};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &t) != 1) return;
    if (strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &t) == 0) out[0] = '\0';
}

static void flags_of(struct object_facts *f, const struct token_object *o)
{
    for (unsigned i = 0; i < OBJECT_FLAG_COUNT && f->flag_count < OBJECT_FLAGS_MAX; i++)
        if (o->flag[i])
            snprintf(f->flag[f->flag_count++], OBJECT_FLAG_NAME_MAX, "%s", object_flag_name((enum object_flag)i));
}

static status put_object(struct buf *answer, const struct token *t, const struct token_object *o, struct err *e)
{
    AUTO(mem_free)
    struct object_facts *f = mem_new(sizeof *f);
    AUTO_BUF id = BUF_INIT(2 * LIMIT_TEXT - 1);
    MEM_ENSURE(f);
    f->is_certificate = o->kind == OBJECT_CERTIFICATE;
    f->is_private = o->kind == OBJECT_PRIVATE_KEY;
    f->bits = object_bits(o);
    TRY(key_uri_format(f->uri, sizeof f->uri, &t->info, o, e));
    snprintf(f->label, sizeof f->label, "%s", text_escape(view_of(o->label, o->label_len)).s);
    snprintf(f->algorithm, sizeof f->algorithm, "%s", object_algorithm(o));
    text_put_hex(&id, view_of(o->id, o->id_len));
    if (!id.failed && id.len > 0) memcpy(f->id, id.data, id.len);
    if (o->certificate != NULL) {
        subject_of(f->subject, sizeof f->subject, o->certificate);
        not_after_of(f->not_after, sizeof f->not_after, o->certificate);
    }
    flags_of(f, o);
    object_facts_put(answer, f);
    return OK;
}

static status put_objects(struct buf *answer, const struct token *t, const struct object_list *l, struct err *e)
{
    wire_put_u32(answer, (uint32_t)l->count);
    for (size_t i = 0; i < l->count; i++) TRY(put_object(answer, t, &l->item[i], e));
    return OK;
}

status key_objects_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    uint32_t which;
    AUTO_CLEAR(object_list_clear) struct object_list l = {0};
    TRY(wire_get_below(&which, in, (uint32_t)s->tokens.count, e));
    TRY(wire_end(*in, e));
    struct token *t = &s->tokens.item[which];
    TRY(token_open(t, false, e));
    status r = object_list_read(&l, t, e);
    token_close(t);
    TRY(r);
    return put_objects(answer, t, &l, e);
}

status key_show_op(struct buf *answer, struct key_session *s, struct view *in, struct err *e)
{
    TRY(wire_end(*in, e));
    wire_put_string(answer, s->search.token.module->path);
    TRY(put_token(answer, &s->search.token, e));
    return put_objects(answer, &s->search.token, &s->objects, e);
}
