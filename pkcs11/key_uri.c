// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/key_uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"

static status copy_text(char *out, size_t size, const char *in, struct err *e)
{
    if (in == NULL) return OK;
    size_t len = strlen(in);
    ENSURE(len < size, ERR_USAGE, "an attribute of the key's URI is too long");
    memcpy(out, in, len + 1);
    return OK;
}

status key_uri_parse(struct key_uri *out, const char *text, struct err *e)
{
    AUTO(p11_kit_uri_free)
    P11KitUri *uri = p11_kit_uri_new();
    struct key_uri u = {0};
    MEM_ENSURE(uri);
    ENSURE(strlen(text) < LIMIT_URI, ERR_USAGE, "the URI of the key is too long");
    int r = p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, uri);
    ENSURE(r == P11_KIT_URI_OK, ERR_USAGE, "not a PKCS#11 URI (RFC 7512, \"pkcs11:token=...;object=...\"): %s",
           text_escape_string(text).s);
    /* The PIN itself is not repeated in the message. */
    ENSURE(p11_kit_uri_get_pin_value(uri) == NULL, ERR_USAGE,
           "a PIN in the URI (pin-value) is visible to everybody here; use pin-source=file:...");
    ENSURE(!p11_kit_uri_any_unrecognized(uri), ERR_USAGE, "unknown attribute in the URI %s",
           text_escape_string(text).s);
    TRY(copy_text(u.module_path, sizeof u.module_path, p11_kit_uri_get_module_path(uri), e));
    TRY(copy_text(u.module_name, sizeof u.module_name, p11_kit_uri_get_module_name(uri), e));
    TRY(copy_text(u.pin_source, sizeof u.pin_source, p11_kit_uri_get_pin_source(uri), e));
    *out = u;
    out->parsed = TAKE(uri);
    return OK;
}

void key_uri_clear(struct key_uri *u)
{
    if (u->parsed != NULL) p11_kit_uri_free(u->parsed);
    *u = (struct key_uri){0};
}

bool key_uri_matches_token(const struct key_uri *u, const CK_TOKEN_INFO *info)
{
    return p11_kit_uri_match_token_info(u->parsed, info) == 1;
}

static struct view attribute_of(const struct key_uri *u, CK_ATTRIBUTE_TYPE type)
{
    const CK_ATTRIBUTE *a = p11_kit_uri_get_attribute(u->parsed, type);
    return a == NULL ? view_of(NULL, 0) : view_of(a->pValue, a->ulValueLen);
}

bool key_uri_has_label(const struct key_uri *u)
{
    return p11_kit_uri_get_attribute(u->parsed, CKA_LABEL) != NULL;
}

struct view key_uri_label(const struct key_uri *u)
{
    return attribute_of(u, CKA_LABEL);
}

struct view key_uri_id(const struct key_uri *u)
{
    return attribute_of(u, CKA_ID);
}

bool key_uri_names_object(const struct key_uri *u)
{
    return key_uri_has_label(u) || p11_kit_uri_get_attribute(u->parsed, CKA_ID) != NULL;
}

/* type=cert and type=private say where the URI was copied from; both name the pair of key and certificate. */
static bool class_fits(CK_OBJECT_CLASS wanted, enum object_kind kind)
{
    static const struct {
        CK_OBJECT_CLASS wanted;
        bool fits[OBJECT_KIND_COUNT];
    } rows[] = {
        {CKO_CERTIFICATE, {[OBJECT_CERTIFICATE] = true}},
        {CKO_PRIVATE_KEY, {[OBJECT_PRIVATE_KEY] = true, [OBJECT_PUBLIC_KEY] = true}},
        {CKO_PUBLIC_KEY, {[OBJECT_PUBLIC_KEY] = true, [OBJECT_PRIVATE_KEY] = true}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].wanted == wanted) return rows[i].fits[kind];
    return false;
}

bool key_uri_matches_object(const struct key_uri *u, const struct token_object *o)
{
    struct view class = attribute_of(u, CKA_CLASS);
    CK_OBJECT_CLASS wanted;
    if (class.len == sizeof wanted) {
        memcpy(&wanted, class.data, sizeof wanted);
        if (!class_fits(wanted, o->kind)) return false;
    }
    if (p11_kit_uri_get_attribute(u->parsed, CKA_ID) != NULL && !view_equal(key_uri_id(u), view_of(o->id, o->id_len)))
        return false;
    return !key_uri_has_label(u) || view_equal(key_uri_label(u), view_of(o->label, o->label_len));
}

static const CK_OBJECT_CLASS classes[OBJECT_KIND_COUNT] = {
    [OBJECT_PRIVATE_KEY] = CKO_PRIVATE_KEY,
    [OBJECT_PUBLIC_KEY] = CKO_PUBLIC_KEY,
    [OBJECT_CERTIFICATE] = CKO_CERTIFICATE,
};

static status set_attribute(P11KitUri *uri, CK_ATTRIBUTE_TYPE type, const void *value, size_t len, struct err *e)
{
    if (len == 0) return OK;
    CK_ATTRIBUTE a = {type, (void *)(uintptr_t)value, len};
    ENSURE(p11_kit_uri_set_attribute(uri, &a) == P11_KIT_URI_OK, ERR_INTERNAL, "out of memory");
    return OK;
}

status key_uri_format(char *out, size_t size, const CK_TOKEN_INFO *info, const struct token_object *o, struct err *e)
{
    AUTO(p11_kit_uri_free)
    P11KitUri *uri = p11_kit_uri_new();
    MEM_ENSURE(uri);
    CK_TOKEN_INFO *t = p11_kit_uri_get_token_info(uri);
    memcpy(t->label, info->label, sizeof t->label);
    memcpy(t->serialNumber, info->serialNumber, sizeof t->serialNumber);
    if (o != NULL) {
        TRY(set_attribute(uri, CKA_CLASS, &classes[o->kind], sizeof classes[0], e));
        TRY(set_attribute(uri, CKA_LABEL, o->label, o->label_len, e));
        TRY(set_attribute(uri, CKA_ID, o->id, o->id_len, e));
    }
    char *text = NULL;
    int r = p11_kit_uri_format(uri, o == NULL ? P11_KIT_URI_FOR_TOKEN : P11_KIT_URI_FOR_OBJECT_ON_TOKEN, &text);
    int len = r == P11_KIT_URI_OK ? snprintf(out, size, "%s", text) : -1;
    free(text);
    ENSURE(len >= 0 && (size_t)len < size, ERR_INTERNAL, "the URI of an object is too long");
    return OK;
}
