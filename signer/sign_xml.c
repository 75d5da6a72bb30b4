// SPDX-License-Identifier: Apache-2.0
#include "signer/sign_priv.h"

#include <stdio.h>

#include "signer/utc.h"

/* The worker says where; that it is inside, and that nothing but an empty-element tag's end goes, is seen here. */
static status check_plan(const struct xml_plan *p, struct view document, struct err *e)
{
    ENSURE(p->offset > 0 && p->offset <= document.len && p->skip <= document.len - p->offset, ERR_INTERNAL,
           "the worker planned a signature outside the document");
    struct view gone = view_part(document, (size_t)p->offset, p->skip);
    for (size_t i = 0; i < gone.len; i++)
        ENSURE(gone.data[i] == '/' || gone.data[i] == '>' || gone.data[i] == ' ' || gone.data[i] == '\t' ||
                   gone.data[i] == '\r' || gone.data[i] == '\n',
               ERR_INTERNAL, "the worker planned to take content out of the document");
    return OK;
}

static status splice(struct document *out, const struct document *in, const struct xml_plan *p, struct view element,
                     struct err *e)
{
    size_t rest = (size_t)p->offset + p->skip;
    struct view parts[] = {
        view_part(in->bytes, 0, (size_t)p->offset),       view_of_string(p->before), element, view_of_string(p->after),
        view_part(in->bytes, rest, in->bytes.len - rest),
    };
    return document_join(out, parts, sizeof parts / sizeof parts[0], e);
}

static status sign_plan(struct document *out, char name[static LIMIT_TEXT], struct xml_plan *plan,
                        struct xml_request *wanted, const struct document *in, const struct sign_request *r,
                        struct key_holder *k, struct err *e)
{
    AUTO_BUF element = BUF_INIT(LIMIT_XML_SIGNATURE);
    struct view text;
    *wanted = r->xml;
    wanted->digest_algorithm = sign_digest(r, key_holder_facts(k));
    utc_text(wanted->claimed_time, sizeof wanted->claimed_time, r->check.time);
    TRY(worker_xml_prepare(plan, in, wanted, e));
    TRY(check_plan(plan, in->bytes, e));
    TRY(key_holder_sign_xades(&element, k, &plan->facts, e));
    TRY(buf_done(&text, &element, e));
    snprintf(name, LIMIT_TEXT, "%s", plan->facts.signature_id);
    return splice(out, in, plan, text, e);
}

status sign_xml(struct document *out, char name[static LIMIT_TEXT], const struct document *in,
                const struct sign_request *r, struct key_holder *k, struct err *e)
{
    AUTO(mem_free)
    struct xml_plan *plan = mem_new(sizeof *plan);
    AUTO(mem_free)
    struct xml_request *wanted = mem_new(sizeof *wanted);
    MEM_ENSURE(plan);
    MEM_ENSURE(wanted);
    ENSURE(!look_is_visible(&r->look), ERR_USAGE, "an XML document shows neither picture nor text: that is for PDF");
    return sign_plan(out, name, plan, wanted, in, r, k, e);
}
