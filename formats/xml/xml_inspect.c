// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/xml/xml_grammar.h"
#include "formats/xml/xml_names.h"
#include "formats/xml/xml_namesake.h"
#include "formats/xml/xml_read.h"
#include "formats/xml/xml_signer.h"

/* --- names and coverage
 * ----------------------------------------------------------------------------------------------- */

static void read_name(struct xml_signature *out, const xmlNode *signature)
{
    const char *id = xml_attribute(signature, "Id");
    if (id != NULL && id[0] != '\0')
        snprintf(out->name, sizeof out->name, "%s", text_escape_string(id).s);
    else
        xml_path(out->name, signature);
}

/* Transforms leave out nothing but signatures, so that a reference to the document or its root covers all of it. */
static void read_coverage(struct xml_signature *out, const struct xml_reading *r, const xmlNode *root)
{
    for (size_t i = 0; i < r->reference_count; i++) {
        const struct xml_reference *ref = &r->references[i];
        if (ref->digest != CHECK_PASSED || ref->target == r->signed_properties || ref->target == r->key_info) continue;
        bool whole = ref->target == root && root != r->signature;
        if (whole) out->coverage = XML_COVERS_WHOLE_DOCUMENT;
        if (!whole && out->coverage == XML_COVERS_NOTHING) out->coverage = XML_COVERS_ELEMENTS;
        xml_path(out->covered[out->covered_count++], ref->target);
    }
}

/* --- what was signed, and with what
 * ----------------------------------------------------------------------------------- */

static status read_signed_info(struct xml_signature *out, const struct xml_reading *r, const struct xml_tree *t,
                               struct err *e)
{
    const xmlNode *method = xml_child_named(r->signed_info, XMLNS_DS, "CanonicalizationMethod");
    struct xml_selection s = {.apex = r->signed_info};
    struct err why = {0};
    if (!xml_read_canonical(&s, method)) {
        finding_add(&out->findings, "XML-30", "a canonicalisation that is not on the list");
        return OK;
    }
    if (xml_canonical_bytes(&out->signed_info, t, &s, &why) == OK) return OK;
    ENSURE(why.code != ERR_INTERNAL, ERR_INTERNAL, "out of memory");
    finding_add(&out->findings, "XML-31", "SignedInfo has no canonical form");
    return OK;
}

static void read_value(struct xml_signature *out, const struct xml_reading *r)
{
    struct err ignored = {0};
    const char *text = xml_text(r->value);
    if (text == NULL || text_get_base64(&out->value, view_of_string(text), &ignored) != OK || out->value.len == 0)
        finding_add(&out->findings, "XML-22", "a SignatureValue that is not base64");
}

static enum digest_algorithm weaker(enum digest_algorithm a, enum digest_algorithm b)
{
    if (a == DIGEST_NONE) return b;
    if (a == DIGEST_OTHER || b == DIGEST_OTHER) return DIGEST_OTHER;
    return a < b ? a : b;
}

static void read_algorithms(struct xml_signature *out, const struct xml_reading *r)
{
    const xmlNode *method = xml_child_named(r->signed_info, XMLNS_DS, "SignatureMethod");
    const char *uri = xml_attribute(method, "Algorithm");
    xml_signature_from_uri(&out->scheme, &out->value_digest, uri == NULL ? "" : uri);
    if (uri != NULL && xml_uri_is_hmac(uri))
        finding_add(&out->findings, "XML-33", "an HMAC, which everyone who can check it can make");
    else if (out->scheme == SIGNATURE_OTHER)
        finding_add(&out->findings, "XML-34", "a signature algorithm that is not supported");
    out->digest_algorithm = out->value_digest;
    for (size_t i = 0; i < r->reference_count; i++)
        out->digest_algorithm = weaker(out->digest_algorithm, r->references[i].algorithm);
}

/* --- one signature, all signatures
 * ------------------------------------------------------------------------------------ */

static status inspect_signature(struct xml_signature *out, struct xml_reading *r, const struct findings *found,
                                const struct xml_tree *t, struct err *e)
{
    out->findings = *found;
    out->signed_info = BUF_INIT(LIMIT_XML_SIGNED_INFO);
    out->value = BUF_INIT(LIMIT_SIGNATURE_VALUE);
    out->signer = BUF_INIT(LIMIT_CERTIFICATE);
    read_name(out, r->signature);
    out->is_counter_signature = xml_signature_is_counter(r->signature);
    if (!r->well_formed) return OK;
    out->is_xades = xml_reading_is_xades(r);
    TRY(xml_read_digests(&out->digest, r, &out->findings, t, e));
    TRY(read_signed_info(out, r, t, e));
    read_value(out, r);
    read_algorithms(out, r);
    read_coverage(out, r, xmlDocGetRootElement(t->doc));
    if (out->digest == CHECK_PASSED && out->coverage == XML_COVERS_NOTHING)
        finding_add(&out->findings, "XML-27", "a signature that signs nothing but what it says about itself");
    return xml_signer_read(out, r, e);
}

/*
 * Every signature leaves the inside of the others out of its digest. Whoever hides something there hides it from all,
 * so that it counts against all.
 */
static void check_hiding_places(struct xml_facts *f, const struct xml_readings *r)
{
    for (size_t i = 0; i < f->signature_count; i++) {
        const struct findings *found = &f->signatures[i].findings;
        struct escaped name = text_escape_string(f->signatures[i].name);
        if (!r->item[i].well_formed || findings_have(found, "XML-20"))
            finding_add(&f->findings, "XML-20", "a signature element that holds what does not belong in it: %s",
                        name.s);
        if (findings_have(found, "XML-37"))
            finding_add(&f->findings, "XML-37",
                        "a signature element that holds an unsigned property that is not known: %s", name.s);
    }
}

/* After the digests of all: what one signature leaves out another may sign. */
static void check_namesakes(struct xml_facts *f, const struct xml_readings *r, xmlNode *root)
{
    for (size_t i = 0; i < f->signature_count; i++)
        if (r->item[i].well_formed && xml_has_namesake(r, &r->item[i], root))
            finding_add(&f->signatures[i].findings, "XML-25",
                        "an element that nobody signed has the name of one that is signed");
}

static status inspect_tree(struct xml_facts *out, const struct xml_tree *t, struct err *e)
{
    AUTO_CLEAR(xml_readings_clear) struct xml_readings r = {0};
    TRY(xml_read_all(&r, t, e));
    if (r.count == 0) return OK;
    out->signatures = mem_new_array(r.count, sizeof *out->signatures);
    MEM_ENSURE(out->signatures);
    out->signature_count = r.count;
    for (size_t i = 0; i < r.count; i++) TRY(inspect_signature(&out->signatures[i], &r.item[i], &r.findings[i], t, e));
    check_hiding_places(out, &r);
    check_namesakes(out, &r, xmlDocGetRootElement(t->doc));
    return OK;
}

status xml_inspect(struct xml_facts *out, struct view document, struct err *e)
{
    AUTO_CLEAR(xml_tree_clear) struct xml_tree t = {0};
    AUTO_CLEAR(xml_facts_clear) struct xml_facts f = {0};
    TRY(xml_tree_parse(&t, document, e));
    TRY(inspect_tree(&f, &t, e));
    *out = f;
    f = (struct xml_facts){0};
    return OK;
}
