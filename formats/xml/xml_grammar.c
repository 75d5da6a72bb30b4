// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_grammar.h"

#include <string.h>

#include "formats/xml/xml_names.h"

enum element {
    NO_ELEMENT = 0,
    SIGNATURE,
    SIGNED_INFO,
    CANONICALIZATION_METHOD,
    SIGNATURE_METHOD,
    REFERENCE,
    TRANSFORMS,
    TRANSFORM,
    INCLUSIVE_NAMESPACES,
    DIGEST_METHOD,
    DIGEST_VALUE,
    SIGNATURE_VALUE,
    KEY_INFO,
    KEY_NAME,
    KEY_VALUE,
    X509_DATA,
    X509_CERTIFICATE,
    X509_ISSUER_SERIAL,
    X509_ISSUER_NAME,
    X509_SERIAL_NUMBER,
    X509_SUBJECT_NAME,
    X509_SKI,
    X509_CRL,
    X509_DIGEST,
    OBJECT,
    QUALIFYING_PROPERTIES,
    SIGNED_PROPERTIES,
    SIGNED_SIGNATURE_PROPERTIES,
    SIGNED_DATA_OBJECT_PROPERTIES,
    UNSIGNED_PROPERTIES,
    UNSIGNED_SIGNATURE_PROPERTIES,
    UNSIGNED_DATA_OBJECT_PROPERTIES,
    ELEMENT_COUNT
};

enum content {
    IN_ORDER = 0, /* the children as listed, white space between them */
    ANY_ORDER,    /* each child is one of those listed */
    TEXT,         /* one text node */
    NOTHING,
    ANYTHING, /* looked at elsewhere */
};

enum { MANY = 1000000, CHILDREN_MAX = 7, ATTRIBUTES_MAX = 4 };

struct child {
    enum element element;
    unsigned min, max;
};

static const struct rule {
    const char *ns, *name;
    enum content content; // NOLINT(clang-analyzer-optin.performance.Padding): in the order that a reader wants
    const char *attributes[ATTRIBUTES_MAX];
    struct child children[CHILDREN_MAX];
} rules[ELEMENT_COUNT] = {
    [SIGNATURE] = {XMLNS_DS,
                   "Signature",
                   IN_ORDER,
                   {"Id"},
                   {{SIGNED_INFO, 1, 1}, {SIGNATURE_VALUE, 1, 1}, {KEY_INFO, 0, 1}, {OBJECT, 0, MANY}}},
    [SIGNED_INFO] = {XMLNS_DS,
                     "SignedInfo",
                     IN_ORDER,
                     {"Id"},
                     {{CANONICALIZATION_METHOD, 1, 1}, {SIGNATURE_METHOD, 1, 1}, {REFERENCE, 1, LIMIT_XML_REFERENCES}}},
    [CANONICALIZATION_METHOD] =
        {XMLNS_DS, "CanonicalizationMethod", IN_ORDER, {"Algorithm"}, {{INCLUSIVE_NAMESPACES, 0, 1}}},
    [SIGNATURE_METHOD] = {XMLNS_DS, "SignatureMethod", NOTHING, {"Algorithm"}, {{0}}},
    [REFERENCE] = {XMLNS_DS,
                   "Reference",
                   IN_ORDER,
                   {"Id", "URI", "Type"},
                   {{TRANSFORMS, 0, 1}, {DIGEST_METHOD, 1, 1}, {DIGEST_VALUE, 1, 1}}},
    [TRANSFORMS] = {XMLNS_DS, "Transforms", IN_ORDER, {NULL}, {{TRANSFORM, 1, MANY}}},
    [TRANSFORM] = {XMLNS_DS, "Transform", ANYTHING, {"Algorithm"}, {{0}}},
    [INCLUSIVE_NAMESPACES] = {XMLNS_EXCLUSIVE, "InclusiveNamespaces", NOTHING, {"PrefixList"}, {{0}}},
    [DIGEST_METHOD] = {XMLNS_DS, "DigestMethod", NOTHING, {"Algorithm"}, {{0}}},
    [DIGEST_VALUE] = {XMLNS_DS, "DigestValue", TEXT, {NULL}, {{0}}},
    [SIGNATURE_VALUE] = {XMLNS_DS, "SignatureValue", TEXT, {"Id"}, {{0}}},
    [KEY_INFO] =
        {XMLNS_DS, "KeyInfo", ANY_ORDER, {"Id"}, {{KEY_NAME, 0, MANY}, {KEY_VALUE, 0, MANY}, {X509_DATA, 0, MANY}}},
    [KEY_NAME] = {XMLNS_DS, "KeyName", TEXT, {NULL}, {{0}}},
    [KEY_VALUE] = {XMLNS_DS, "KeyValue", ANYTHING, {NULL}, {{0}}},
    [X509_DATA] = {XMLNS_DS,
                   "X509Data",
                   ANY_ORDER,
                   {NULL},
                   {{X509_CERTIFICATE, 0, MANY},
                    {X509_ISSUER_SERIAL, 0, MANY},
                    {X509_SUBJECT_NAME, 0, MANY},
                    {X509_SKI, 0, MANY},
                    {X509_CRL, 0, MANY},
                    {X509_DIGEST, 0, MANY}}},
    [X509_CERTIFICATE] = {XMLNS_DS, "X509Certificate", TEXT, {NULL}, {{0}}},
    [X509_ISSUER_SERIAL] =
        {XMLNS_DS, "X509IssuerSerial", IN_ORDER, {NULL}, {{X509_ISSUER_NAME, 1, 1}, {X509_SERIAL_NUMBER, 1, 1}}},
    [X509_ISSUER_NAME] = {XMLNS_DS, "X509IssuerName", TEXT, {NULL}, {{0}}},
    [X509_SERIAL_NUMBER] = {XMLNS_DS, "X509SerialNumber", TEXT, {NULL}, {{0}}},
    [X509_SUBJECT_NAME] = {XMLNS_DS, "X509SubjectName", TEXT, {NULL}, {{0}}},
    [X509_SKI] = {XMLNS_DS, "X509SKI", TEXT, {NULL}, {{0}}},
    [X509_CRL] = {XMLNS_DS, "X509CRL", TEXT, {NULL}, {{0}}},
    [X509_DIGEST] = {XMLNS_DS11, "X509Digest", TEXT, {"Algorithm"}, {{0}}},
    [OBJECT] = {XMLNS_DS, "Object", ANYTHING, {"Id", "MimeType", "Encoding"}, {{0}}},
    [QUALIFYING_PROPERTIES] = {XMLNS_XADES,
                               "QualifyingProperties",
                               IN_ORDER,
                               {"Target", "Id"},
                               {{SIGNED_PROPERTIES, 0, 1}, {UNSIGNED_PROPERTIES, 0, 1}}},
    [SIGNED_PROPERTIES] = {XMLNS_XADES,
                           "SignedProperties",
                           IN_ORDER,
                           {"Id"},
                           {{SIGNED_SIGNATURE_PROPERTIES, 0, 1}, {SIGNED_DATA_OBJECT_PROPERTIES, 0, 1}}},
    [SIGNED_SIGNATURE_PROPERTIES] = {XMLNS_XADES, "SignedSignatureProperties", ANYTHING, {"Id"}, {{0}}},
    [SIGNED_DATA_OBJECT_PROPERTIES] = {XMLNS_XADES, "SignedDataObjectProperties", ANYTHING, {"Id"}, {{0}}},
    [UNSIGNED_PROPERTIES] = {XMLNS_XADES,
                             "UnsignedProperties",
                             IN_ORDER,
                             {"Id"},
                             {{UNSIGNED_SIGNATURE_PROPERTIES, 0, 1}, {UNSIGNED_DATA_OBJECT_PROPERTIES, 0, 1}}},
    [UNSIGNED_SIGNATURE_PROPERTIES] = {XMLNS_XADES, "UnsignedSignatureProperties", ANYTHING, {"Id"}, {{0}}},
    [UNSIGNED_DATA_OBJECT_PROPERTIES] = {XMLNS_XADES, "UnsignedDataObjectProperties", ANYTHING, {"Id"}, {{0}}},
};

/* Key information that says nothing we would believe: present, ignored, told. */
static const char *const ignored_key_info[] = {"RetrievalMethod", "PGPData", "SPKIData", "MgmtData"};

static const struct {
    const char *ns, *name;
} unsigned_properties[] = {
    {XMLNS_XADES, "CounterSignature"},
    {XMLNS_XADES, "SignatureTimeStamp"},
    {XMLNS_XADES, "CompleteCertificateRefs"},
    {XMLNS_XADES, "CompleteRevocationRefs"},
    {XMLNS_XADES, "AttributeCertificateRefs"},
    {XMLNS_XADES, "AttributeRevocationRefs"},
    {XMLNS_XADES, "SigAndRefsTimeStamp"},
    {XMLNS_XADES, "RefsOnlyTimeStamp"},
    {XMLNS_XADES, "CertificateValues"},
    {XMLNS_XADES, "RevocationValues"},
    {XMLNS_XADES, "AttrAuthoritiesCertValues"},
    {XMLNS_XADES, "AttributeRevocationValues"},
    {XMLNS_XADES, "ArchiveTimeStamp"},
    {XMLNS_XADES141, "ArchiveTimeStamp"},
    {XMLNS_XADES141, "TimeStampValidationData"},
    {XMLNS_XADES141, "CompleteCertificateRefsV2"},
    {XMLNS_XADES141, "AttributeCertificateRefsV2"},
    {XMLNS_XADES141, "SigAndRefsTimeStampV2"},
    {XMLNS_XADES141, "RefsOnlyTimeStampV2"},
    {XMLNS_XADES141, "SignaturePolicyStore"},
    {XMLNS_XADES141, "RenewedDigestsV2"},
};

/* --- one element
 * ------------------------------------------------------------------------------------------------------ */

static enum element element_of(const xmlNode *n)
{
    for (enum element i = SIGNATURE; i < ELEMENT_COUNT; i++)
        if (xml_is_element(n, rules[i].ns, rules[i].name)) return i;
    return NO_ELEMENT;
}

static bool is_white(const xmlNode *n)
{
    return n->type == XML_TEXT_NODE && xmlIsBlankNode(n);
}

static void check_attributes(struct findings *f, const struct rule *r, const xmlNode *n)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        bool known = false;
        for (size_t i = 0; a->ns == NULL && i < ATTRIBUTES_MAX && r->attributes[i] != NULL; i++)
            known |= strcmp(r->attributes[i], (const char *)a->name) == 0;
        if (!known) finding_add(f, "XML-23", "an attribute that does not belong on a signature's %s", r->name);
    }
}

static void check_text(struct findings *f, const struct rule *r, const xmlNode *n)
{
    if (xml_text(n) == NULL) finding_add(f, "XML-22", "the %s of a signature is not one text", r->name);
}

static bool is_ignored_key_info(const xmlNode *n)
{
    for (size_t i = 0; i < sizeof ignored_key_info / sizeof ignored_key_info[0]; i++)
        if (xml_is_element(n, XMLNS_DS, ignored_key_info[i])) return true;
    return xml_is_element(n, XMLNS_DS11, "DEREncodedKeyValue") || xml_is_element(n, XMLNS_DS11, "KeyInfoReference");
}

static void add_unexpected(struct findings *f, const struct rule *r, const xmlNode *n)
{
    if (xml_is_element(n, XMLNS_DS, "HMACOutputLength"))
        finding_add(f, "XML-33", "the signature method names a length for an HMAC");
    else if (is_ignored_key_info(n))
        finding_add(f, "XML-35", "key information of a kind that is never followed");
    else
        finding_add(f, "XML-21", "something that does not belong in a signature's %s", r->name);
}

/* Text between elements may only be white space; comments are looked for once, over the whole signature. */
static void check_between(struct findings *f, const struct rule *r, const xmlNode *n)
{
    for (const xmlNode *c = n->children; c != NULL; c = c->next)
        if (c->type != XML_ELEMENT_NODE && c->type != XML_COMMENT_NODE && !is_white(c))
            finding_add(f, "XML-21", "text that does not belong in a signature's %s", r->name);
}

static void check_order(struct findings *f, const struct rule *r, const xmlNode *n)
{
    const xmlNode *at = xml_child(n);
    for (size_t i = 0; i < CHILDREN_MAX && r->children[i].element != NO_ELEMENT; i++) {
        const struct child *c = &r->children[i];
        unsigned count = 0;
        for (; at != NULL && element_of(at) == c->element && count < c->max; at = xml_sibling(at)) count++;
        if (count < c->min)
            finding_add(f, "XML-21", "a signature's %s has no %s where one belongs", r->name, rules[c->element].name);
    }
    for (; at != NULL; at = xml_sibling(at)) add_unexpected(f, r, at);
}

static void check_choice(struct findings *f, const struct rule *r, const xmlNode *n)
{
    for (const xmlNode *at = xml_child(n); at != NULL; at = xml_sibling(at)) {
        enum element is = element_of(at);
        bool known = false;
        for (size_t i = 0; i < CHILDREN_MAX && r->children[i].element != NO_ELEMENT; i++)
            known |= r->children[i].element == is;
        if (!known) add_unexpected(f, r, at);
    }
}

static void check_element(struct findings *f, const xmlNode *n)
{
    enum element is = element_of(n);
    const struct rule *r = &rules[is];
    if (is == NO_ELEMENT) return; /* told by its parent */
    check_attributes(f, r, n);
    switch (r->content) {
    case IN_ORDER:
    case NOTHING:
        check_between(f, r, n);
        check_order(f, r, n);
        break;
    case ANY_ORDER:
        check_between(f, r, n);
        check_choice(f, r, n);
        break;
    case TEXT:
        check_text(f, r, n);
        break;
    case ANYTHING:
        break;
    }
}

/* --- what is not signed
 * ----------------------------------------------------------------------------------------------- */

/* Elements of the signature's own vocabularies only, and no signature among them. */
static bool is_own_vocabulary(xmlNode *top)
{
    static const char *const known[] = {XMLNS_DS, XMLNS_DS11, XMLNS_XADES, XMLNS_XADES141};
    for (xmlNode *n = top; n != NULL; n = xml_next(n, top)) {
        if (n->type != XML_ELEMENT_NODE) continue;
        bool own = false;
        for (size_t i = 0; n->ns != NULL && i < sizeof known / sizeof known[0]; i++)
            own |= strcmp(known[i], (const char *)n->ns->href) == 0;
        if (!own || xml_is_signature(n) || xml_is_element(n, XMLNS_DS, "Object")) return false;
    }
    return true;
}

static bool is_known_property(const xmlNode *n)
{
    for (size_t i = 0; i < sizeof unsigned_properties / sizeof unsigned_properties[0]; i++)
        if (xml_is_element(n, unsigned_properties[i].ns, unsigned_properties[i].name)) return true;
    return false;
}

static void check_counter_signature(struct findings *f, const xmlNode *n)
{
    const xmlNode *only = xml_child(n);
    check_between(f, &(struct rule){.name = "CounterSignature"}, n);
    if (n->properties != NULL || !xml_is_signature(only) || xml_sibling(only) != NULL)
        finding_add(f, "XML-21", "a counter-signature that is not one signature");
}

static void check_unsigned_properties(struct findings *f, const xmlNode *properties)
{
    check_between(f, &rules[UNSIGNED_SIGNATURE_PROPERTIES], properties);
    for (xmlNode *n = xml_child(properties); n != NULL; n = xml_sibling(n)) {
        if (xml_is_element(n, XMLNS_XADES, "CounterSignature"))
            check_counter_signature(f, n);
        else if (!is_known_property(n) || !is_own_vocabulary(n))
            finding_add(f, "XML-37", "an unsigned property that is not known");
    }
}

/* --- the whole signature
 * ---------------------------------------------------------------------------------------------- */

static void check_qualifying(struct findings *f, xmlNode *qualifying)
{
    static const char *const parts[] = {"UnsignedSignatureProperties", "UnsignedDataObjectProperties"};
    check_element(f, qualifying);
    for (xmlNode *n = xml_child(qualifying); n != NULL; n = xml_sibling(n)) {
        check_element(f, n);
        for (xmlNode *part = xml_child(n); part != NULL; part = xml_sibling(part)) check_element(f, part);
    }
    const xmlNode *unsigned_part = xml_child_named(qualifying, XMLNS_XADES, "UnsignedProperties");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const xmlNode *part = xml_child_named(unsigned_part, XMLNS_XADES, parts[i]);
        if (part != NULL) check_unsigned_properties(f, part);
    }
}

xmlNode *xml_qualifying_properties(const xmlNode *object)
{
    xmlNode *only = xml_child(object);
    return xml_is_element(only, XMLNS_XADES, "QualifyingProperties") && xml_sibling(only) == NULL ? only : NULL;
}

static void check_objects(struct findings *f, const xmlNode *signature)
{
    size_t qualifying = 0;
    for (xmlNode *n = xml_child(signature); n != NULL; n = xml_sibling(n)) {
        if (!xml_is_element(n, XMLNS_DS, "Object")) continue;
        xmlNode *properties = xml_qualifying_properties(n);
        if (properties == NULL) continue;
        check_between(f, &rules[OBJECT], n);
        check_qualifying(f, properties);
        qualifying++;
    }
    if (qualifying > 1) finding_add(f, "XML-36", "a signature has QualifyingProperties twice");
}

static void check_comments(struct findings *f, xmlNode *signature)
{
    for (xmlNode *n = signature; n != NULL; n = xml_next(n, signature))
        if (n->type == XML_COMMENT_NODE) finding_add(f, "XML-06", "a comment inside a signature");
}

/* Object and key values aside, every element down to the leaves. */
static void check_tree(struct findings *f, xmlNode *n)
{
    check_element(f, n);
    enum element is = element_of(n);
    if (is == KEY_VALUE && !is_own_vocabulary(n))
        finding_add(f, "XML-35", "key information of a kind that is never followed");
    if (is == NO_ELEMENT || rules[is].content == ANYTHING) return;
    for (xmlNode *c = xml_child(n); c != NULL; c = xml_sibling(c)) check_tree(f, c);
}

bool xml_grammar_check(struct findings *f, xmlNode *signature)
{
    static const char *const fatal[] = {"XML-20", "XML-21", "XML-22", "XML-23", "XML-36"};
    check_tree(f, signature); /* as deep as the rules are, some six levels */
    check_objects(f, signature);
    check_comments(f, signature);
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++)
        if (findings_have(f, fatal[i])) return false;
    return true;
}

/* --- where it stands
 * -------------------------------------------------------------------------------------------------- */

/* Signature / Object / QualifyingProperties / UnsignedProperties / UnsignedSignatureProperties / CounterSignature /
 * Signature */
bool xml_signature_is_counter(const xmlNode *signature)
{
    static const struct {
        const char *ns, *name;
    } up[] = {
        {XMLNS_XADES, "CounterSignature"},
        {XMLNS_XADES, "UnsignedSignatureProperties"},
        {XMLNS_XADES, "UnsignedProperties"},
        {XMLNS_XADES, "QualifyingProperties"},
        {XMLNS_DS, "Object"},
        {XMLNS_DS, "Signature"},
    };
    const xmlNode *n = signature;
    for (size_t i = 0; i < sizeof up / sizeof up[0]; i++) {
        n = n->parent;
        if (!xml_is_element(n, up[i].ns, up[i].name)) return false;
    }
    return true;
}

bool xml_signature_is_placed(const xmlNode *signature)
{
    if (xml_signature_is_counter(signature)) return true;
    for (const xmlNode *n = signature->parent; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent)
        if (xml_is_signature(n)) return false;
    return true;
}
