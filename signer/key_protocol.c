// SPDX-License-Identifier: Apache-2.0
#include "signer/key_protocol.h"

unsigned pin_entry_seconds(enum pin_entry entry)
{
    bool by_hand = entry == PIN_ENTRY_TYPED || entry == PIN_ENTRY_PAD;
    return LIMIT_TOKEN_SECONDS + (by_hand ? LIMIT_PIN_SECONDS : 0);
}

void key_choice_put(struct buf *out, const struct key_choice *c)
{
    wire_put_string(out, c->uri);
    wire_put_string(out, c->module);
    wire_put_string(out, c->pin_source);
    wire_put_u8(out, c->pss);
}

status key_choice_get(struct key_choice *out, struct view *in, struct err *e)
{
    TRY(wire_get_string(out->uri, sizeof out->uri, in, e));
    TRY(wire_get_string(out->module, sizeof out->module, in, e));
    TRY(wire_get_string(out->pin_source, sizeof out->pin_source, in, e));
    return wire_get_bool(&out->pss, in, e);
}

void key_facts_clear(struct key_facts *f)
{
    buf_clear(&f->certificate);
    for (size_t i = 0; i < LIMIT_CERTIFICATES; i++) buf_clear(&f->chain[i]);
    *f = (struct key_facts){0};
}

void key_facts_put(struct buf *out, const struct key_facts *f)
{
    wire_put_bytes(out, view_of(f->certificate.data, f->certificate.len));
    wire_put_u32(out, (uint32_t)f->chain_count);
    for (size_t i = 0; i < f->chain_count; i++) wire_put_bytes(out, view_of(f->chain[i].data, f->chain[i].len));
    wire_put_u32(out, f->scheme);
    wire_put_u32(out, f->bits);
    wire_put_string(out, f->token);
    wire_put_string(out, f->label);
}

static status get_certificate(struct buf *out, struct view *in, struct err *e)
{
    struct view der;
    TRY(wire_get_bytes(&der, in, LIMIT_CERTIFICATE, e));
    *out = BUF_INIT(LIMIT_CERTIFICATE);
    return buf_copy(out, der, e);
}

static status get_facts(struct key_facts *f, struct view *in, struct err *e)
{
    uint32_t count, scheme, bits;
    TRY(get_certificate(&f->certificate, in, e));
    TRY(wire_get_below(&count, in, LIMIT_CERTIFICATES + 1, e));
    for (f->chain_count = 0; f->chain_count < count; f->chain_count++)
        TRY(get_certificate(&f->chain[f->chain_count], in, e));
    TRY(wire_get_below(&scheme, in, SIGNATURE_COUNT, e));
    TRY(wire_get_u32(&bits, in, e));
    f->scheme = (enum signature_scheme)scheme;
    f->bits = bits;
    TRY(wire_get_string(f->token, sizeof f->token, in, e));
    return wire_get_string(f->label, sizeof f->label, in, e);
}

status key_facts_get(struct key_facts *out, struct view *in, struct err *e)
{
    AUTO_CLEAR(key_facts_clear) struct key_facts f = {0};
    TRY(get_facts(&f, in, e));
    *out = f;
    f = (struct key_facts){0};
    return OK;
}

enum { OUTCOME_SIGNED = 0, OUTCOME_LOST, OUTCOME_COUNT };

void key_signed_put(struct buf *out, const struct buf *bytes)
{
    wire_put_u32(out, OUTCOME_SIGNED);
    if (bytes->failed) out->failed = true;
    wire_put_bytes(out, view_of(bytes->data, bytes->len));
}

void key_lost_put(struct buf *out, const struct err *why)
{
    wire_put_u32(out, OUTCOME_LOST);
    wire_put_err(out, why);
}

status key_signed_get(struct buf *out, bool *is_lost, struct err *why, struct view *in, struct err *e)
{
    uint32_t outcome;
    struct view bytes;
    TRY(wire_get_below(&outcome, in, OUTCOME_COUNT, e));
    *is_lost = outcome == OUTCOME_LOST;
    if (*is_lost) return wire_get_err(why, in, e);
    TRY(wire_get_bytes(&bytes, in, out->max, e));
    return buf_copy(out, bytes, e);
}

void token_facts_put(struct buf *out, const struct token_facts *t)
{
    wire_put_string(out, t->label);
    wire_put_string(out, t->serial);
    wire_put_string(out, t->manufacturer);
    wire_put_string(out, t->model);
    wire_put_string(out, t->uri);
    wire_put_string(out, t->pin);
    wire_put_u8(out, t->is_initialised);
    wire_put_err(out, &t->failure);
}

status token_facts_get(struct token_facts *out, struct view *in, struct err *e)
{
    TRY(wire_get_string(out->label, sizeof out->label, in, e));
    TRY(wire_get_string(out->serial, sizeof out->serial, in, e));
    TRY(wire_get_string(out->manufacturer, sizeof out->manufacturer, in, e));
    TRY(wire_get_string(out->model, sizeof out->model, in, e));
    TRY(wire_get_string(out->uri, sizeof out->uri, in, e));
    TRY(wire_get_string(out->pin, sizeof out->pin, in, e));
    TRY(wire_get_bool(&out->is_initialised, in, e));
    return wire_get_err(&out->failure, in, e);
}

void object_facts_put(struct buf *out, const struct object_facts *o)
{
    wire_put_u8(out, o->is_certificate);
    wire_put_u8(out, o->is_private);
    wire_put_string(out, o->uri);
    wire_put_string(out, o->label);
    wire_put_string(out, o->id);
    wire_put_string(out, o->algorithm);
    wire_put_u32(out, o->bits);
    wire_put_string(out, o->subject);
    wire_put_string(out, o->not_after);
    wire_put_u32(out, (uint32_t)o->flag_count);
    for (size_t i = 0; i < o->flag_count; i++) wire_put_string(out, o->flag[i]);
}

status object_facts_get(struct object_facts *out, struct view *in, struct err *e)
{
    uint32_t count;
    TRY(wire_get_bool(&out->is_certificate, in, e));
    TRY(wire_get_bool(&out->is_private, in, e));
    TRY(wire_get_string(out->uri, sizeof out->uri, in, e));
    TRY(wire_get_string(out->label, sizeof out->label, in, e));
    TRY(wire_get_string(out->id, sizeof out->id, in, e));
    TRY(wire_get_string(out->algorithm, sizeof out->algorithm, in, e));
    TRY(wire_get_u32(&out->bits, in, e));
    TRY(wire_get_string(out->subject, sizeof out->subject, in, e));
    TRY(wire_get_string(out->not_after, sizeof out->not_after, in, e));
    TRY(wire_get_below(&count, in, OBJECT_FLAGS_MAX + 1, e));
    for (out->flag_count = 0; out->flag_count < count; out->flag_count++)
        TRY(wire_get_string(out->flag[out->flag_count], OBJECT_FLAG_NAME_MAX, in, e));
    return OK;
}
