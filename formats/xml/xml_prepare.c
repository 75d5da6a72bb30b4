// SPDX-License-Identifier: Apache-2.0
/*
 * Where a new signature goes so that no earlier one breaks, and what it signs:
 *
 *   the document without its signatures, and the SignatureValue of every earlier signature.
 *
 * It goes where it is asked for, as a sibling, unless an earlier signature would then cover it (a plain enveloped one
 * covers everything but itself). Then it becomes a xades:CounterSignature inside an earlier signature, in its unsigned
 * properties, which it may have to bring along.
 * An earlier SignatureValue without an Id cannot be named without changing the original bytes: the signature's own Id
 * is used instead (the whole element is signed then, and may not be extended any more), and without that, or for a
 * counter-signature, the document is refused.
 */
#include "formats/xml/xml.h"

#include <stdio.h>
#include <string.h>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"
#include "formats/xml/xml_canon.h"
#include "formats/xml/xml_names.h"
#include "formats/xml/xml_read.h"
#include "formats/xml/xml_splice.h"

AUTO_DEFINE(xmlXPathContext, xmlXPathFreeContext)
AUTO_DEFINE(xmlXPathObject, xmlXPathFreeObject)

enum { SIGNATURE_DEPTH = 10, SIGNATURE_SPACES = 3 };

/* --- the element that is asked for
 * ------------------------------------------------------------------------------------ */

static void ignore_error(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static status evaluate(xmlNode **out, const struct xml_tree *t, const struct xml_request *r, struct err *e)
{
    AUTO(xmlXPathFreeContext)
    xmlXPathContext *c = xmlXPathNewContext(t->doc);
    MEM_ENSURE(c);
    c->error = ignore_error;
    c->opLimit = LIMIT_XPATH_OPERATIONS;
    for (size_t i = 0; i < r->namespace_count; i++)
        ENSURE(xml_is_plain_name(r->prefix[i]) && r->uri[i][0] != '\0' &&
                   xmlXPathRegisterNs(c, XML_TEXT(r->prefix[i]), XML_TEXT(r->uri[i])) == 0,
               ERR_USAGE, "not a prefix and a namespace: %s", text_escape_string(r->prefix[i]).s);
    AUTO(xmlXPathFreeObject)
    xmlXPathObject *o = xmlXPathEval(XML_TEXT(r->into), c);
    ENSURE(o != NULL && o->type == XPATH_NODESET, ERR_USAGE, "not an XPath that selects an element: %s",
           text_escape_string(r->into).s);
    int count = xmlXPathNodeSetGetLength(o->nodesetval);
    ENSURE(count == 1, ERR_USAGE, "the XPath selects %d nodes where one element is wanted: %s", count,
           text_escape_string(r->into).s);
    *out = xmlXPathNodeSetItem(o->nodesetval, 0);
    ENSURE((*out)->type == XML_ELEMENT_NODE, ERR_USAGE, "the XPath selects no element: %s",
           text_escape_string(r->into).s);
    return OK;
}

static bool is_in_signature(const xmlNode *n)
{
    for (; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent)
        if (xml_is_signature(n)) return true;
    return false;
}

static status choose_parent(xmlNode **out, const struct xml_tree *t, const struct xml_request *r, struct err *e)
{
    *out = xmlDocGetRootElement(t->doc);
    if (r->into[0] != '\0') TRY(evaluate(out, t, r, e));
    ENSURE(!is_in_signature(*out), ERR_REFUSED, "a signature cannot be put inside another signature");
    return OK;
}

/* --- a place that breaks nothing
 * -------------------------------------------------------------------------------------- */

struct place {
    const xmlNode *parent;
    const struct xml_reading *countersigned; /* NULL for a sibling */
    char open[512], close[512];              /* what has to be brought along for a counter-signature */
    size_t levels;
};

/* A new last child of `parent` changes what a reference selects if it selects the parent, and not without signatures.
 */
static bool breaks_any(const struct xml_readings *all, const xmlNode *parent)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->item[i].reference_count; k++) {
            const struct xml_selection *s = &all->item[i].references[k].selection;
            if (!s->without_signatures && xml_selects(s, parent)) return true;
        }
    return false;
}

/* The elements from ds:Signature down to xades:CounterSignature; the first that is missing and all below are made. */
static const struct level {
    const char *ns, *name;
} levels[] = {
    {XMLNS_DS, "Object"},
    {XMLNS_XADES, "QualifyingProperties"},
    {XMLNS_XADES, "UnsignedProperties"},
    {XMLNS_XADES, "UnsignedSignatureProperties"},
    {XMLNS_XADES, "CounterSignature"},
};
enum { LEVELS = sizeof levels / sizeof levels[0] };

static size_t existing_levels(const xmlNode **parent, const struct xml_reading *r)
{
    *parent = r->signature;
    if (r->qualifying == NULL) return 0;
    *parent = r->qualifying;
    const xmlNode *properties = xml_child_named(r->qualifying, XMLNS_XADES, "UnsignedProperties");
    if (properties == NULL) return 2;
    *parent = properties;
    const xmlNode *of_signature = xml_child_named(properties, XMLNS_XADES, "UnsignedSignatureProperties");
    if (of_signature == NULL) return 3;
    *parent = of_signature;
    return 4;
}

/* The prefix that the signature itself has for ds: no declaration that nobody signs is added where one is in scope. */
static void put_start(struct buf *out, const struct level *l, const struct xml_reading *r, const char *prefix,
                      bool declare)
{
    buf_printf(out, "<%s%s%s", prefix, prefix[0] == '\0' ? "" : ":", l->name);
    if (declare) buf_printf(out, " xmlns:%s=\"%s\"", prefix, l->ns);
    if (strcmp(l->name, "QualifyingProperties") == 0)
        buf_printf(out, " Target=\"#%s\"", xml_attribute(r->signature, "Id"));
    buf_put_string(out, ">");
}

static const char *prefix_of(const xmlNode *n)
{
    return n != NULL && n->ns != NULL && n->ns->prefix != NULL ? (const char *)n->ns->prefix : "";
}

static status copy_text(char *out, size_t size, const struct buf *b, struct err *e)
{
    struct view v;
    TRY(buf_done(&v, b, e));
    ENSURE(v.len < size, ERR_LIMIT, "the tags around the signature are too long");
    if (v.len > 0) memcpy(out, v.data, v.len);
    out[v.len] = '\0';
    return OK;
}

static status put_levels(struct place *p, const struct xml_reading *r, size_t from, struct err *e)
{
    AUTO_BUF open = BUF_INIT(sizeof p->open);
    AUTO_BUF close = BUF_INIT(sizeof p->close);
    const char *xades = r->qualifying == NULL ? "xades" : prefix_of(r->qualifying), *ds = prefix_of(r->signature);
    for (size_t i = from; i < LEVELS; i++) {
        bool is_ds = strcmp(levels[i].ns, XMLNS_DS) == 0;
        put_start(&open, &levels[i], r, is_ds ? ds : xades, r->qualifying == NULL && i == 1);
    }
    for (size_t i = LEVELS; i > from; i--) {
        const char *prefix = strcmp(levels[i - 1].ns, XMLNS_DS) == 0 ? ds : xades;
        buf_printf(&close, "</%s%s%s>", prefix, prefix[0] == '\0' ? "" : ":", levels[i - 1].name);
    }
    p->levels = LEVELS - from;
    TRY(copy_text(p->open, sizeof p->open, &open, e));
    return copy_text(p->close, sizeof p->close, &close, e);
}

static bool is_nameable(const struct xml_tree *t, const xmlNode *n)
{
    xmlNode *found = NULL;
    const char *id = xml_attribute(n, "Id");
    return id != NULL && xml_is_plain_name(id) && strlen(id) < LIMIT_XML_ID && xml_tree_find_id(&found, t, id) == 1 &&
           found == n;
}

static status place_counter(struct place *p, const struct xml_tree *t, const struct xml_reading *r, struct err *e)
{
    size_t from = existing_levels(&p->parent, r);
    ENSURE(
        is_nameable(t, r->value) && is_nameable(t, r->signature), ERR_REFUSED,
        "the earlier signature covers whatever is added beside it, and it or its SignatureValue has no Id by which a counter-signature could name it");
    p->countersigned = r;
    return put_levels(p, r, from, e);
}

static status choose_place(struct place *p, const struct xml_readings *all, const struct xml_tree *t,
                           const struct xml_request *r, struct err *e)
{
    xmlNode *parent = NULL;
    TRY(choose_parent(&parent, t, r, e));
    p->parent = parent;
    if (!breaks_any(all, parent)) return OK;
    ENSURE(
        r->into[0] == '\0', ERR_REFUSED,
        "an earlier signature covers the place that was asked for: without a place, the new one becomes its counter-signature");
    for (size_t i = 0; i < all->count; i++) {
        existing_levels(&p->parent, &all->item[i]);
        if (!breaks_any(all, p->parent)) return place_counter(p, t, &all->item[i], e);
    }
    FAIL(ERR_REFUSED, "an earlier signature covers every place where a new one could go");
}

/* --- what is signed
 * --------------------------------------------------------------------------------------------------- */

static status add_reference(struct xades_facts *f, const struct xml_tree *t, enum xades_reference_kind kind,
                            const xmlNode *target, struct err *e)
{
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    struct xml_selection s = {
        .apex = target, .without_signatures = kind == XADES_REFERENCE_DOCUMENT, .form = CANONICAL_EXCLUSIVE};
    ENSURE(f->reference_count < LIMIT_XML_REFERENCES - 1, ERR_LIMIT, "too many earlier signatures to sign them all");
    struct xades_reference *r = &f->reference[f->reference_count];
    TRY(xml_canonical_digest(&digest, t, &s, f->digest_algorithm, e));
    *r = (struct xades_reference){.kind = kind};
    memcpy(r->digest, digest.data, digest.len);
    if (target != NULL) snprintf(r->target, sizeof r->target, "%s", xml_attribute(target, "Id"));
    f->reference_count++;
    return OK;
}

static bool holds(const xmlNode *outer, const xmlNode *n)
{
    for (; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent)
        if (n == outer) return true;
    return false;
}

static status add_earlier(struct xades_facts *f, const struct xml_tree *t, const struct xml_reading *r,
                          const struct place *p, struct err *e)
{
    bool countersigned = p->countersigned != NULL && r == p->countersigned;
    if (is_nameable(t, r->value))
        return add_reference(f, t, countersigned ? XADES_REFERENCE_COUNTERSIGNED : XADES_REFERENCE_ELEMENT, r->value,
                             e);
    ENSURE(is_nameable(t, r->signature) && !holds(r->signature, p->parent), ERR_REFUSED,
           "an earlier signature has no Id by which the new one could name it");
    return add_reference(f, t, XADES_REFERENCE_ELEMENT, r->signature, e);
}

/* Made from the document, so that preparing needs no randomness: two signatures of one document never share it. */
static status make_id(struct xades_facts *f, const struct xml_tree *t, struct err *e)
{
    AUTO(digester_free)
    struct digester *digester = NULL;
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    AUTO_BUF id = BUF_INIT(LIMIT_XML_ID);
    struct view done;
    xmlNode *found = NULL;
    TRY(digester_new(&digester, DIGEST_SHA256, e));
    TRY(digester_update(digester, t->bytes, e));
    TRY(digester_update(digester, view_of_string(f->claimed_time), e));
    TRY(digester_finish(&digest, digester, e));
    buf_put_string(&id, XML_OWN_ID_PREFIX);
    text_put_hex(&id, view_part(view_of(digest.data, digest.len), 0, 16));
    buf_put_byte(&id, 0);
    TRY(buf_done(&done, &id, e));
    snprintf(f->signature_id, sizeof f->signature_id, "%s", (const char *)done.data);
    ENSURE(xml_tree_find_id(&found, t, f->signature_id) == 0, ERR_REFUSED, "the new signature's Id is taken already");
    return OK;
}

static status collect_facts(struct xades_facts *f, const struct xml_readings *all, const struct xml_tree *t,
                            const struct place *p, struct err *e)
{
    TRY(make_id(f, t, e));
    TRY(add_reference(f, t, XADES_REFERENCE_DOCUMENT, NULL, e));
    for (size_t i = 0; i < all->count; i++) TRY(add_earlier(f, t, &all->item[i], p, e));
    return OK;
}

static status check_earlier(const struct xml_readings *all, struct err *e)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->item[i].well_formed) continue;
        err_set(e, ERR_REFUSED, "an earlier signature is not well made");
        findings_explain(e, &all->findings[i]);
        return FAILED;
    }
    return OK;
}

/* What we write must be readable by our own bounds. */
static status check_room(const struct xml_readings *all, const struct place *p, struct err *e)
{
    size_t depth = p->levels + SIGNATURE_DEPTH, spaces = SIGNATURE_SPACES;
    for (const xmlNode *n = p->parent; n != NULL && n->type == XML_ELEMENT_NODE; n = n->parent) {
        depth++;
        for (const xmlNs *ns = n->nsDef; ns != NULL; ns = ns->next) spaces++;
    }
    ENSURE(depth <= LIMIT_XML_DEPTH, ERR_LIMIT, "the XML document's elements are nested too deep to sign there");
    ENSURE(spaces <= XML_SPACES_MAX, ERR_LIMIT, "the XML document has too many namespaces to sign there");
    ENSURE(all->count < LIMIT_XML_SIGNATURES, ERR_LIMIT, "the XML document has %d signatures already",
           LIMIT_XML_SIGNATURES);
    return OK;
}

/* Where and over what; `identity` is what the document must still be once the signature is taken out again. */
static status plan(struct xml_plan *p, struct buf *identity, size_t *made, struct view document,
                   const struct xml_request *r, struct err *e)
{
    AUTO_CLEAR(xml_tree_clear) struct xml_tree t = {0};
    AUTO_CLEAR(xml_readings_clear) struct xml_readings all = {0};
    struct place place = {0};
    TRY(xml_tree_parse(&t, document, e));
    TRY(xml_read_all(&all, &t, e));
    TRY(check_earlier(&all, e));
    TRY(choose_place(&place, &all, &t, r, e));
    TRY(check_room(&all, &place, e));
    TRY(collect_facts(&p->facts, &all, &t, &place, e));
    TRY(xml_splice_plan(p, &t, place.parent, place.open, place.close, e));
    *made = place.levels;
    return xml_canonical_identity(identity, &t, e);
}

/* One tree at a time: the first is gone before the second is made. */
static status prepare(struct xml_plan *p, struct view document, const struct xml_request *r, struct err *e)
{
    AUTO_BUF identity = BUF_INIT(DIGEST_SIZE_MAX);
    size_t made = 0;
    p->facts.digest_algorithm = r->digest_algorithm == DIGEST_NONE ? DIGEST_SHA256 : r->digest_algorithm;
    snprintf(p->facts.claimed_time, sizeof p->facts.claimed_time, "%s", r->claimed_time);
    TRY(plan(p, &identity, &made, document, r, e));
    return xml_splice_check(p, document, view_of(identity.data, identity.len), made, e);
}

status xml_prepare(struct xml_plan *out, struct view document, const struct xml_request *r, struct err *e)
{
    AUTO(mem_free)
    struct xml_plan *p = mem_new(sizeof *p);
    MEM_ENSURE(p);
    TRY(prepare(p, document, r, e));
    *out = *p;
    return OK;
}
