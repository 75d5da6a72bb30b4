// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/object.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

enum { FIND_AT_ONCE = 16 };

AUTO_DEFINE(BIGNUM, BN_free)
AUTO_DEFINE(X509, X509_free)
AUTO_DEFINE(OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
AUTO_DEFINE(OSSL_PARAM, OSSL_PARAM_free)
AUTO_DEFINE(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
AUTO_DEFINE(ASN1_OBJECT, ASN1_OBJECT_free)
AUTO_DEFINE(ASN1_OCTET_STRING, ASN1_OCTET_STRING_free)

static const struct {
    CK_ATTRIBUTE_TYPE type;
    const char *name;
} flags[OBJECT_FLAG_COUNT] = {
    [OBJECT_SENSITIVE] = {CKA_SENSITIVE, "sensitive"},
    [OBJECT_ALWAYS_SENSITIVE] = {CKA_ALWAYS_SENSITIVE, "always-sensitive"},
    [OBJECT_EXTRACTABLE] = {CKA_EXTRACTABLE, "extractable"},
    [OBJECT_NEVER_EXTRACTABLE] = {CKA_NEVER_EXTRACTABLE, "never-extractable"},
    [OBJECT_LOCAL] = {CKA_LOCAL, "local"},
    [OBJECT_PRIVATE] = {CKA_PRIVATE, "private"},
    [OBJECT_SIGN] = {CKA_SIGN, "sign"},
    [OBJECT_DECRYPT] = {CKA_DECRYPT, "decrypt"},
    [OBJECT_UNWRAP] = {CKA_UNWRAP, "unwrap"},
    [OBJECT_DERIVE] = {CKA_DERIVE, "derive"},
    [OBJECT_ALWAYS_AUTHENTICATE] = {CKA_ALWAYS_AUTHENTICATE, "always-authenticate"},
};

const char *object_flag_name(enum object_flag f)
{
    return flags[f].name;
}

static bool is_hidden(CK_RV rv)
{
    return rv == CKR_ATTRIBUTE_TYPE_INVALID || rv == CKR_ATTRIBUTE_SENSITIVE;
}

/* An attribute into out, at most out->max bytes; empty when the object has none or hides it. */
static status attribute(struct buf *out, const struct token *t, CK_OBJECT_HANDLE h, CK_ATTRIBUTE_TYPE type,
                        struct err *e)
{
    CK_ATTRIBUTE a = {type, NULL, 0};
    struct escaped label = token_text(t, TOKEN_LABEL);
    buf_clear(out);
    CK_RV rv = t->module->calls->C_GetAttributeValue(t->session, h, &a, 1);
    if (is_hidden(rv) || (rv == CKR_OK && a.ulValueLen == CK_UNAVAILABLE_INFORMATION)) return OK;
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s does not give attribute 0x%lx: %s", label.s, type, module_error(rv));
    if (a.ulValueLen == 0) return OK;
    ENSURE(a.ulValueLen <= out->max, ERR_TOKEN, "token %s gives %lu bytes as attribute 0x%lx", label.s, a.ulValueLen,
           type);
    size_t asked = a.ulValueLen;
    a.pValue = buf_extend(out, asked);
    MEM_ENSURE(a.pValue);
    rv = t->module->calls->C_GetAttributeValue(t->session, h, &a, 1);
    ENSURE(rv == CKR_OK && a.ulValueLen <= asked, ERR_TOKEN, "token %s does not give attribute 0x%lx: %s", label.s,
           type, module_error(rv));
    out->len = a.ulValueLen;
    return OK;
}

static status read_small(uint8_t *out, size_t *len, size_t size, const struct token *t, CK_OBJECT_HANDLE h,
                         CK_ATTRIBUTE_TYPE type, struct err *e)
{
    AUTO_BUF value = BUF_INIT(size);
    TRY(attribute(&value, t, h, type, e));
    if (value.len > 0) memcpy(out, value.data, value.len);
    *len = value.len;
    return OK;
}

static status read_flags(struct token_object *o, const struct token *t, struct err *e)
{
    for (size_t i = 0; i < OBJECT_FLAG_COUNT; i++) {
        CK_BBOOL value = CK_FALSE;
        size_t len;
        TRY(read_small(&value, &len, sizeof value, t, o->handle, flags[i].type, e));
        o->known[i] = len == sizeof value;
        o->flag[i] = o->known[i] && value != CK_FALSE;
    }
    return OK;
}

/* The public key of these parameters, or NULL: the token did not tell, or told nonsense. */
static EVP_PKEY *key_of_parameters(const char *type, OSSL_PARAM_BLD *builder)
{
    AUTO(OSSL_PARAM_free)
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
    AUTO(EVP_PKEY_CTX_free)
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;
    if (parameters == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1) return NULL;
    if (EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) return NULL;
    return key;
}

enum { RSA_NUMBER_MAX = 2048, EC_VALUE_MAX = 512 };

static status read_rsa(EVP_PKEY **out, const struct token *t, CK_OBJECT_HANDLE h, struct err *e)
{
    AUTO_BUF modulus = BUF_INIT(RSA_NUMBER_MAX);
    AUTO_BUF exponent = BUF_INIT(RSA_NUMBER_MAX);
    TRY(attribute(&modulus, t, h, CKA_MODULUS, e));
    TRY(attribute(&exponent, t, h, CKA_PUBLIC_EXPONENT, e));
    if (modulus.len == 0 || exponent.len == 0) return OK;
    AUTO(BN_free)
    BIGNUM *n = BN_bin2bn(modulus.data, (int)modulus.len, NULL); /* <= RSA_NUMBER_MAX */
    AUTO(BN_free)
    BIGNUM *x = BN_bin2bn(exponent.data, (int)exponent.len, NULL);
    AUTO(OSSL_PARAM_BLD_free)
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    ENSURE(n != NULL && x != NULL && builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) &&
               OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, x),
           ERR_INTERNAL, "out of memory");
    *out = key_of_parameters("RSA", builder);
    return OK;
}

/* CKA_EC_PARAMS: the OID of a named curve. CKA_EC_POINT: an OCTET STRING with the point. PKCS#11 2.40 clause 2.3.3 */
static status read_ec(EVP_PKEY **out, const struct token *t, CK_OBJECT_HANDLE h, struct err *e)
{
    AUTO_BUF parameters = BUF_INIT(EC_VALUE_MAX);
    AUTO_BUF point = BUF_INIT(EC_VALUE_MAX);
    TRY(attribute(&parameters, t, h, CKA_EC_PARAMS, e));
    TRY(attribute(&point, t, h, CKA_EC_POINT, e));
    if (parameters.len == 0 || point.len == 0) return OK;
    const unsigned char *p = parameters.data, *q = point.data;
    AUTO(ASN1_OBJECT_free)
    ASN1_OBJECT *curve = d2i_ASN1_OBJECT(NULL, &p, (long)parameters.len);
    AUTO(ASN1_OCTET_STRING_free)
    ASN1_OCTET_STRING *octets = d2i_ASN1_OCTET_STRING(NULL, &q, (long)point.len);
    int nid = curve == NULL ? NID_undef : OBJ_obj2nid(curve);
    if (nid == NID_undef || octets == NULL) return OK;
    AUTO(OSSL_PARAM_BLD_free)
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    ENSURE(builder != NULL &&
               OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, OBJ_nid2sn(nid), 0) &&
               OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, ASN1_STRING_get0_data(octets),
                                                (size_t)ASN1_STRING_length(octets)),
           ERR_INTERNAL, "out of memory");
    *out = key_of_parameters("EC", builder);
    return OK;
}

static status read_key(struct token_object *o, const struct token *t, struct err *e)
{
    CK_KEY_TYPE type = 0;
    size_t len;
    TRY(read_small((uint8_t *)&type, &len, sizeof type, t, o->handle, CKA_KEY_TYPE, e));
    o->key_type = len == sizeof type ? type : CK_UNAVAILABLE_INFORMATION;
    TRY(read_flags(o, t, e));
    if (o->key_type == CKK_RSA) return read_rsa(&o->key, t, o->handle, e);
    if (o->key_type == CKK_EC) return read_ec(&o->key, t, o->handle, e);
    return OK;
}

static void set_certificate(struct token_object *o, X509 *certificate)
{
    o->certificate = certificate;
    if (certificate != NULL) o->key = X509_get_pubkey(certificate);
}

static status read_certificate(struct token_object *o, const struct token *t, struct err *e)
{
    AUTO_BUF der = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(attribute(&der, t, o->handle, CKA_VALUE, e));
    const unsigned char *p = der.data;
    AUTO(X509_free)
    X509 *certificate = der.len == 0 ? NULL : d2i_X509(NULL, &p, (long)der.len);
    if (certificate != NULL && p == der.data + der.len) set_certificate(o, TAKE(certificate));
    return OK;
}

static void object_clear(struct token_object *o)
{
    EVP_PKEY_free(o->key);
    X509_free(o->certificate);
}

void object_list_clear(struct object_list *l)
{
    for (size_t i = 0; i < l->count; i++) object_clear(&l->item[i]);
    mem_free(l->item);
    *l = (struct object_list){0};
}

static status append(struct token_object **out, struct object_list *l, const struct token *t, struct err *e)
{
    ENSURE(l->count < LIMIT_TOKEN_OBJECTS, ERR_TOKEN, "token %s has more than %d keys and certificates",
           token_text(t, TOKEN_LABEL).s, LIMIT_TOKEN_OBJECTS);
    if (l->count == l->room) {
        size_t room = l->room == 0 ? 8 : 2 * l->room;
        struct token_object *more = mem_resize_array(l->item, l->room, room, sizeof *more);
        MEM_ENSURE(more);
        l->item = more;
        l->room = room;
    }
    *out = &l->item[l->count++];
    memset(*out, 0, sizeof **out);
    return OK;
}

static const struct {
    enum object_kind kind;
    CK_OBJECT_CLASS class;
    status (*read)(struct token_object *, const struct token *, struct err *);
} kinds[] = {
    {OBJECT_CERTIFICATE, CKO_CERTIFICATE, read_certificate},
    {OBJECT_PRIVATE_KEY, CKO_PRIVATE_KEY, read_key},
    {OBJECT_PUBLIC_KEY, CKO_PUBLIC_KEY, read_key},
};

/*
 * Keys come from the module itself: libp11 0.4.12 shows neither handles nor attributes, so not the ones that tell
 * whether a key can leave its token (P11-01). Certificates do so only where libp11 could not list the slots.
 */
static status find_handles(CK_OBJECT_HANDLE *out, size_t *count, const struct token *t, CK_OBJECT_CLASS class,
                           struct err *e)
{
    struct escaped label = token_text(t, TOKEN_LABEL);
    const CK_FUNCTION_LIST *calls = t->module->calls;
    CK_ATTRIBUTE template = {CKA_CLASS, &class, sizeof class};
    CK_ULONG got = 0;
    *count = 0;
    CK_RV rv = calls->C_FindObjectsInit(t->session, &template, 1);
    ENSURE(rv == CKR_OK, ERR_TOKEN, "token %s does not list its objects: %s", label.s, module_error(rv));
    do {
        got = 0;
        rv = calls->C_FindObjects(t->session, out + *count, FIND_AT_ONCE, &got);
        if (rv != CKR_OK || got > FIND_AT_ONCE) break;
        *count += got;
    } while (got > 0 && *count < LIMIT_TOKEN_OBJECTS);
    (void)calls->C_FindObjectsFinal(t->session);
    ENSURE(rv == CKR_OK && got <= FIND_AT_ONCE, ERR_TOKEN, "token %s does not list its objects: %s", label.s,
           module_error(rv));
    ENSURE(*count <= LIMIT_TOKEN_OBJECTS && got == 0, ERR_TOKEN, "token %s has more than %d keys and certificates",
           label.s, LIMIT_TOKEN_OBJECTS);
    return OK;
}

static status read_kind(struct object_list *l, const struct token *t, size_t kind, struct err *e)
{
    CK_OBJECT_HANDLE handles[LIMIT_TOKEN_OBJECTS + FIND_AT_ONCE];
    size_t count;
    TRY(find_handles(handles, &count, t, kinds[kind].class, e));
    for (size_t i = 0; i < count; i++) {
        struct token_object *o;
        TRY(append(&o, l, t, e));
        o->kind = kinds[kind].kind;
        o->handle = handles[i];
        TRY(read_small(o->label, &o->label_len, sizeof o->label, t, o->handle, CKA_LABEL, e));
        TRY(read_small(o->id, &o->id_len, sizeof o->id, t, o->handle, CKA_ID, e));
        TRY(kinds[kind].read(o, t, e));
    }
    return OK;
}

static status copy_certificate(struct token_object *o, const PKCS11_CERT *c, const struct token *t, struct err *e)
{
    size_t label_len = c->label == NULL ? 0 : strlen(c->label);
    ENSURE(label_len <= sizeof o->label && c->id_len <= sizeof o->id, ERR_TOKEN,
           "token %s has a certificate with a label or id that is too long", token_text(t, TOKEN_LABEL).s);
    o->kind = OBJECT_CERTIFICATE;
    if (label_len > 0) memcpy(o->label, c->label, label_len);
    if (c->id_len > 0) memcpy(o->id, c->id, c->id_len);
    o->label_len = label_len;
    o->id_len = c->id_len;
    if (c->x509 != NULL && X509_up_ref(c->x509) == 1) set_certificate(o, c->x509);
    return OK;
}

/*
 * libp11 0.4.12 allocates whatever length it is told, and loops where a token finds more than it was asked for; so
 * lengths and counts are looked at before libp11 may.
 */
static status check_lengths(const struct token *t, struct err *e)
{
    static const CK_ATTRIBUTE_TYPE types[] = {CKA_VALUE, CKA_LABEL, CKA_ID};
    CK_OBJECT_HANDLE handles[LIMIT_TOKEN_OBJECTS + FIND_AT_ONCE];
    size_t count;
    AUTO_BUF value = BUF_INIT(LIMIT_CERTIFICATE);
    TRY(find_handles(handles, &count, t, CKO_CERTIFICATE, e));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) TRY(attribute(&value, t, handles[i], types[k], e));
    return OK;
}

/* Our own session is open: libp11 waits for ever only where none can be opened. */
static status read_libp11_certificates(struct object_list *l, const struct token *t, PKCS11_SLOT *slot, struct err *e)
{
    PKCS11_CERT *certificates = NULL;
    unsigned count = 0;
    TRY(check_lengths(t, e));
    ENSURE(PKCS11_enumerate_certs(slot->token, &certificates, &count) == 0, ERR_TOKEN,
           "token %s does not list its certificates", token_text(t, TOKEN_LABEL).s);
    for (unsigned i = 0; i < count; i++) {
        struct token_object *o;
        TRY(append(&o, l, t, e));
        TRY(copy_certificate(o, &certificates[i], t, e));
    }
    return OK;
}

static status read_certificates(struct object_list *l, const struct token *t, struct err *e)
{
    PKCS11_SLOT *slot = token_libp11_slot(t);
    if (slot == NULL || slot->token == NULL) return read_kind(l, t, 0, e);
    return read_libp11_certificates(l, t, slot, e);
}

/* EC private keys do not carry their point: it comes from the public key of the same CKA_ID. */
static void complete_private_keys(struct object_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        struct token_object *k = &l->item[i];
        if (k->kind != OBJECT_PRIVATE_KEY || k->key != NULL || k->id_len == 0) continue;
        for (size_t j = 0; j < l->count && k->key == NULL; j++) {
            const struct token_object *p = &l->item[j];
            if (p->kind == OBJECT_PUBLIC_KEY && p->key != NULL && p->key_type == k->key_type &&
                view_equal(view_of(p->id, p->id_len), view_of(k->id, k->id_len)) && EVP_PKEY_up_ref(p->key))
                k->key = p->key;
        }
    }
}

status object_list_read(struct object_list *out, struct token *t, struct err *e)
{
    AUTO_CLEAR(object_list_clear) struct object_list l = {0};
    TRY(read_certificates(&l, t, e));
    for (size_t i = 1; i < sizeof kinds / sizeof kinds[0]; i++) TRY(read_kind(&l, t, i, e));
    complete_private_keys(&l);
    ERR_clear_error();
    object_list_clear(out);
    *out = l;
    l = (struct object_list){0};
    return OK;
}

bool object_same_key(const struct token_object *a, const struct token_object *b)
{
    return a->key != NULL && b->key != NULL && EVP_PKEY_eq(a->key, b->key) == 1;
}

unsigned object_bits(const struct token_object *o)
{
    int bits = o->key == NULL ? 0 : EVP_PKEY_get_bits(o->key);
    return bits < 0 ? 0 : (unsigned)bits;
}

const char *object_algorithm(const struct token_object *o)
{
    static const struct {
        const char *group, *name;
    } curves[] = {{"prime256v1", "EC P-256"}, {"secp384r1", "EC P-384"}, {"secp521r1", "EC P-521"}};
    char group[64] = "";
    if (o->key == NULL) return "?";
    if (EVP_PKEY_is_a(o->key, "RSA")) return "RSA";
    if (EVP_PKEY_get_utf8_string_param(o->key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, NULL) != 1) return "?";
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
        if (strcmp(group, curves[i].group) == 0) return curves[i].name;
    return "EC";
}
