// SPDX-License-Identifier: Apache-2.0
#include "formats/xml/xml_namesake.h"

#include <string.h>

static bool is_content(const struct xml_reading *r, const struct xml_reference *ref)
{
    bool about_itself = ref->target == r->signed_properties || ref->target == r->key_info;
    return ref->digest == CHECK_PASSED && ref->target != NULL && !about_itself;
}

static bool is_target(const struct xml_readings *all, const xmlNode *n)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->item[i].reference_count; k++)
            if (all->item[i].references[k].target == n && is_content(&all->item[i], &all->item[i].references[k]))
                return true;
    return false;
}

static bool is_named_like_one(const struct xml_reading *r, const xmlNode *n)
{
    for (size_t i = 0; i < r->reference_count; i++) {
        const struct xml_reference *ref = &r->references[i];
        if (is_content(r, ref) && xmlStrEqual(ref->target->name, n->name)) return true;
    }
    return false;
}

/* The next element behind n and all that is in it. */
static xmlNode *next_outside(xmlNode *n, const xmlNode *root)
{
    while (n != root && n->next == NULL) n = n->parent;
    return n == root ? NULL : n->next;
}

bool xml_has_namesake(const struct xml_readings *all, const struct xml_reading *r, xmlNode *root)
{
    xmlNode *n = root;
    while (n != NULL) {
        bool leaf = n->type != XML_ELEMENT_NODE;
        if (!leaf && !is_target(all, n) && !xml_is_signature(n)) {
            if (is_named_like_one(r, n)) return true;
            n = xml_next(n, root);
        } else {
            n = next_outside(n, root); /* signed with all that is in it, or a signature, where nothing hides (XML-20) */
        }
    }
    return false;
}
