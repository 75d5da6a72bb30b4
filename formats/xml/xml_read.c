// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_read.h"

#include <string.h>

#include "formats/base/text.h"
#include "formats/xml/xml_grammar.h"
#include "formats/xml/xml_names.h"

enum { TRANSFORMS_MAX = 5 };

/* --- what a reference names
 * ------------------------------------------------------------------------------------------- */

static void read_uri(struct xml_reference *r, struct findings *f, const struct xml_tree *t)
{
    xmlNode *found = NULL;
    r->uri = xml_attribute(r->element, "URI");
    if (r->uri == NULL) {
        finding_add(f, "XML-28", "a reference without a plain URI");
        return;
    }
    if (r->uri[0] == '\0') {
        r->target = xmlDocGetRootElement(t->doc);
        return;
    }
    if (r->uri[0] != '#' || xmlValidateNCName(XML_TEXT(r->uri + 1), 0) != 0) {
        finding_add(f, "XML-28", "a reference to something outside this document, or by another way than an Id: %s",
                    text_escape_string(r->uri).s);
        return;
    }
    size_t count = xml_tree_find_id(&found, t, r->uri + 1);
    if (count == 0)
        finding_add(f, "XML-28", "a reference to an Id that is not there: %s", text_escape_string(r->uri).s);
    else if (found == NULL)
        finding_add(f, "XML-24", "a reference to an Id that does not name exactly one element: %s",
                    text_escape_string(r->uri).s);
    r->target = r->selection.apex = found;
}

/* --- transforms
 * ------------------------------------------------------------------------------------------------------- */

/* The one expression that we read: leaves every signature out. White space around it is DSS's way, too. */
static bool is_signature_filter(const xmlNode *transform)
{
    const xmlNode *xpath = xml_child(transform);
    const char *text = xml_is_element(xpath, XMLNS_DS, "XPath") ? xml_text(xpath) : NULL;
    if (text == NULL || xml_sibling(xpath) != NULL || xpath->properties != NULL) return false;
    text += strspn(text, " \t\r\n");
    size_t len = strlen(XML_XPATH_NO_SIGNATURES);
    if (strncmp(text, XML_XPATH_NO_SIGNATURES, len) != 0 || text[len + strspn(text + len, " \t\r\n")] != '\0')
        return false;
    for (const xmlNode *n = xpath; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent)
        for (const xmlNs *ns = n->nsDef; ns != NULL; ns = ns->next)
            if (xmlStrEqual(ns->prefix, XML_TEXT("ds"))) return xmlStrEqual(ns->href, XML_TEXT(XMLNS_DS));
    return false;
}

/* The optional InclusiveNamespaces of an exclusive C14N; nothing else may stand in a canonicalisation. */
bool xml_read_canonical(struct xml_selection *s, const xmlNode *method)
{
    const char *algorithm = xml_attribute(method, "Algorithm");
    const xmlNode *list = xml_child(method);
    s->form = algorithm == NULL ? CANONICAL_NONE : xml_canonical_form(algorithm);
    if (s->form == CANONICAL_NONE) return false;
    if (list == NULL) return true;
    s->prefixes = xml_attribute(list, "PrefixList");
    return s->form == CANONICAL_EXCLUSIVE && xml_is_element(list, XMLNS_EXCLUSIVE, "InclusiveNamespaces") &&
           xml_sibling(list) == NULL && xml_child(list) == NULL && s->prefixes != NULL;
}

static bool read_transform(struct xml_selection *s, const xmlNode *transform, const xmlNode *signature)
{
    const char *algorithm = xml_attribute(transform, "Algorithm");
    if (algorithm == NULL || s->form != CANONICAL_NONE) return false; /* nothing follows a canonicalisation */
    if (strcmp(algorithm, XML_TRANSFORM_ENVELOPED) == 0) {
        s->excluded = signature;
        return xml_child(transform) == NULL;
    }
    if (strcmp(algorithm, XML_TRANSFORM_XPATH) == 0) {
        s->without_signatures = true;
        return is_signature_filter(transform);
    }
    return xml_read_canonical(s, transform);
}

static bool read_transforms(struct xml_selection *s, const xmlNode *reference, const xmlNode *signature)
{
    const xmlNode *transforms = xml_child_named(reference, XMLNS_DS, "Transforms");
    size_t count = 0;
    for (const xmlNode *n = transforms == NULL ? NULL : xml_child(transforms); n != NULL; n = xml_sibling(n))
        if (++count > TRANSFORMS_MAX || !read_transform(s, n, signature)) return false;
    if (s->form == CANONICAL_NONE) s->form = CANONICAL_INCLUSIVE; /* = XMLDSig 4.4.3.2 */
    return true;
}

/* --- a signature
 * ------------------------------------------------------------------------------------------------------ */

static void read_reference(struct xml_reference *r, struct findings *f, const xmlNode *signature,
                           const struct xml_tree *t)
{
    const xmlNode *method = xml_child_named(r->element, XMLNS_DS, "DigestMethod");
    const char *algorithm = xml_attribute(method, "Algorithm");
    read_uri(r, f, t);
    if (!read_transforms(&r->selection, r->element, signature)) {
        finding_add(f, "XML-30", "a transform that is not on the list");
        r->selection.form = CANONICAL_NONE;
    }
    r->algorithm = algorithm == NULL ? DIGEST_OTHER : xml_digest_from_uri(algorithm);
    if (r->algorithm == DIGEST_OTHER) finding_add(f, "XML-34", "a digest algorithm that is not supported");
}

static void read_references(struct xml_reading *r, struct findings *f, const struct xml_tree *t)
{
    for (const xmlNode *n = xml_child(r->signed_info); n != NULL; n = xml_sibling(n)) {
        if (!xml_is_element(n, XMLNS_DS, "Reference")) continue;
        struct xml_reference *now = &r->references[r->reference_count++]; /* at most as many: the grammar counted */
        *now = (struct xml_reference){.element = n};
        read_reference(now, f, r->signature, t);
        for (size_t i = 0; i + 1 < r->reference_count; i++)
            if (r->references[i].uri != NULL && now->uri != NULL && strcmp(r->references[i].uri, now->uri) == 0)
                finding_add(f, "XML-27", "two references with the same URI: %s", text_escape_string(now->uri).s);
    }
}

static const struct xml_reference *reference_to(const struct xml_reading *r, const xmlNode *target)
{
    for (size_t i = 0; i < r->reference_count; i++)
        if (target != NULL && r->references[i].target == target && r->references[i].selection.apex == target)
            return &r->references[i];
    return NULL;
}

/* What an Object holds besides QualifyingProperties is left out of everybody else's digest: this signature must sign
 * it. */
static bool object_is_signed(const struct xml_reading *r, const xmlNode *object)
{
    if (xml_qualifying_properties(object) != NULL || reference_to(r, object) != NULL) return true;
    for (const xmlNode *n = object->children; n != NULL; n = n->next) {
        bool nothing = n->type == XML_COMMENT_NODE || (n->type == XML_TEXT_NODE && xmlIsBlankNode(n));
        if (!nothing && (n->type != XML_ELEMENT_NODE || reference_to(r, n) == NULL)) return false;
    }
    return true;
}

/* What a signature says about itself; some e-invoices put xmlns="" on it. */
static bool is_about_signature(const xmlNode *n)
{
    bool no_namespace = n->ns == NULL && strcmp((const char *)n->name, "SignatureProperties") == 0;
    return no_namespace || xml_is_element(n, XMLNS_DS, "SignatureProperties") ||
           xml_is_element(n, XMLNS_DS, "Manifest");
}

/* The signed original moved into the signature, so that readers find something else in its place ("wrapping"). */
static bool object_wraps(const struct xml_reading *r, const xmlNode *object)
{
    if (r->signature->parent->type != XML_ELEMENT_NODE || xml_qualifying_properties(object) != NULL) return false;
    for (const xmlNode *n = xml_child(object); n != NULL; n = xml_sibling(n))
        if (!is_about_signature(n)) return true;
    return false;
}

static void check_objects(const struct xml_reading *r, struct findings *f)
{
    for (const xmlNode *n = xml_child(r->signature); n != NULL; n = xml_sibling(n)) {
        if (!xml_is_element(n, XMLNS_DS, "Object")) continue;
        if (!object_is_signed(r, n)) finding_add(f, "XML-20", "content inside a signature that it does not sign");
        if (object_wraps(r, n)) finding_add(f, "XML-25", "content of the document stands inside a signature");
    }
}

bool xml_reading_is_xades(const struct xml_reading *r)
{
    const struct xml_reference *to = reference_to(r, r->signed_properties);
    return to != NULL && to->selection.form != CANONICAL_NONE;
}

static void check_qualifying(const struct xml_reading *r, struct findings *f, const struct xml_tree *t)
{
    xmlNode *target = NULL;
    const char *uri = r->qualifying == NULL ? NULL : xml_attribute(r->qualifying, "Target");
    if (r->qualifying != NULL) {
        if (uri != NULL && uri[0] == '#') xml_tree_find_id(&target, t, uri + 1);
        if (target != r->signature)
            finding_add(f, "XML-36", "QualifyingProperties that are not those of their signature");
    }
    if (r->signed_properties != NULL && !xml_reading_is_xades(r))
        finding_add(f, "XML-36", "SignedProperties that are not signed");
    for (size_t i = 0; i < r->reference_count; i++) {
        const char *type = xml_attribute(r->references[i].element, "Type");
        if (type != NULL && strcmp(type, XML_TYPE_SIGNED_PROPERTIES) == 0 &&
            (r->signed_properties == NULL || r->references[i].target != r->signed_properties))
            finding_add(f, "XML-36", "a reference that says SignedProperties and names something else");
    }
}

/* ETSI EN 319 132-1 5.2.7.2: a counter-signature signs the value of the signature that holds it. */
static void check_counter(const struct xml_reading *r, struct findings *f)
{
    const xmlNode *parent = r->signature;
    if (!xml_signature_is_counter(parent)) return;
    do parent = parent->parent;
    while (!xml_is_signature(parent));
    if (reference_to(r, xml_child_named(parent, XMLNS_DS, "SignatureValue")) == NULL)
        finding_add(f, "XML-20", "a counter-signature that does not sign the value of its signature");
}

/* Nothing signs the Id of a SignatureValue; those that we make are known, so that a changed one is seen. */
static void check_own_ids(const struct xml_reading *r, struct findings *f)
{
    const char *id = xml_attribute(r->signature, "Id"), *value_id = xml_attribute(r->value, "Id");
    if (id == NULL || !xml_is_own_id(id)) return;
    size_t len = strlen(id);
    if (value_id == NULL || strncmp(id, value_id, len) != 0 || strcmp(value_id + len, XML_VALUE_ID_SUFFIX) != 0)
        finding_add(f, "XML-21", "the Ids of a signature do not belong together");
}

static void find_parts(struct xml_reading *r)
{
    r->signed_info = xml_child_named(r->signature, XMLNS_DS, "SignedInfo");
    r->value = xml_child_named(r->signature, XMLNS_DS, "SignatureValue");
    r->key_info = xml_child_named(r->signature, XMLNS_DS, "KeyInfo");
    for (const xmlNode *n = xml_child(r->signature); n != NULL; n = xml_sibling(n))
        if (xml_is_element(n, XMLNS_DS, "Object") && xml_qualifying_properties(n) != NULL)
            r->qualifying = xml_qualifying_properties(n);
    r->signed_properties = xml_child_named(r->qualifying, XMLNS_XADES, "SignedProperties");
}

static void read_signature(struct xml_reading *r, struct findings *f, const struct xml_tree *t)
{
    if (!xml_signature_is_placed(r->signature))
        finding_add(f, "XML-20", "a signature inside another one that is not its counter-signature");
    r->well_formed = xml_grammar_check(f, r->signature);
    if (!r->well_formed) return;
    find_parts(r);
    read_references(r, f, t);
    check_objects(r, f);
    check_qualifying(r, f, t);
    check_counter(r, f);
    check_own_ids(r, f);
}

static size_t list_signatures(struct xml_readings *out, xmlNode *root)
{
    size_t count = 0;
    for (xmlNode *n = root; n != NULL; n = xml_next(n, root)) {
        if (!xml_is_signature(n)) continue;
        if (out != NULL && out->item != NULL) out->item[count].signature = n;
        count++;
    }
    return count;
}

status xml_read_all(struct xml_readings *out, const struct xml_tree *t, struct err *e)
{
    AUTO_CLEAR(xml_readings_clear) struct xml_readings r = {0};
    xmlNode *root = xmlDocGetRootElement(t->doc);
    r.count = list_signatures(NULL, root);
    ENSURE(r.count <= LIMIT_XML_SIGNATURES, ERR_LIMIT, "the XML document has more than %d signatures",
           LIMIT_XML_SIGNATURES);
    if (r.count > 0) {
        r.item = mem_new_array(r.count, sizeof *r.item);
        r.findings = mem_new_array(r.count, sizeof *r.findings);
        MEM_ENSURE(r.item);
        MEM_ENSURE(r.findings);
    }
    list_signatures(&r, root);
    for (size_t i = 0; i < r.count; i++) read_signature(&r.item[i], &r.findings[i], t);
    *out = r;
    r = (struct xml_readings){0};
    return OK;
}

void xml_readings_clear(struct xml_readings *r)
{
    mem_free(r->item);
    mem_free(r->findings);
    *r = (struct xml_readings){0};
}

/* --- digests
 * ---------------------------------------------------------------------------------------------------------- */

static status computed_digest(struct buf *out, const struct xml_reference *r, struct findings *f,
                              const struct xml_tree *t, struct err *e)
{
    struct err why = {0};
    if (xml_canonical_digest(out, t, &r->selection, r->algorithm, &why) == OK) return OK;
    ENSURE(why.code != ERR_INTERNAL, ERR_INTERNAL, "out of memory");
    finding_add(f, "XML-31", "what a reference names has no canonical form, or an empty one");
    return OK;
}

static status check_reference(struct xml_reference *r, struct findings *f, const struct xml_tree *t, struct err *e)
{
    AUTO_BUF computed = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF claimed = BUF_INIT(DIGEST_SIZE_MAX);
    struct err ignored = {0};
    const char *value = xml_text(xml_child_named(r->element, XMLNS_DS, "DigestValue"));
    r->digest = CHECK_NOT_DONE;
    if (r->target == NULL || r->selection.form == CANONICAL_NONE || r->algorithm == DIGEST_OTHER) return OK;
    if (value == NULL || text_get_base64(&claimed, view_of_string(value), &ignored) != OK ||
        claimed.len != digest_size(r->algorithm)) {
        finding_add(f, "XML-22", "a DigestValue that is not the base64 of a digest");
        r->digest = CHECK_FAILED;
        return OK;
    }
    TRY(computed_digest(&computed, r, f, t, e));
    bool same = view_equal(view_of(computed.data, computed.len), view_of(claimed.data, claimed.len));
    r->digest = same ? CHECK_PASSED : CHECK_FAILED;
    return OK;
}

status xml_read_digests(enum check *out, struct xml_reading *r, struct findings *f, const struct xml_tree *t,
                        struct err *e)
{
    bool all = r->reference_count > 0, failed = false;
    for (size_t i = 0; i < r->reference_count; i++) {
        TRY(check_reference(&r->references[i], f, t, e));
        all &= r->references[i].digest == CHECK_PASSED;
        failed |= r->references[i].digest == CHECK_FAILED;
    }
    *out = failed ? CHECK_FAILED : all ? CHECK_PASSED : CHECK_NOT_DONE;
    return OK;
}
