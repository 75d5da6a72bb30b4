// SPDX-License-Identifier: Apache-2.0
#include "formats/pdf/pdf_content.h"

#include "formats/base/limits.h"
#include "formats/pdf/pdf_geometry.h"

enum kind {
    KIND_ACTION,
    KIND_TRIGGER,
    KIND_SCRIPT,
    KIND_OPEN_ACTION,
    KIND_MEDIA,
    KIND_XFA,
    KIND_APPEARANCES,
    KIND_EDITABLE,
    KIND_EXTERNAL,
    KIND_ATTACHMENT,
    KIND_LAYERS,
    KIND_FONT,
    KIND_OVERLAP,
    KIND_ORPHAN,
    KIND_SECOND_TREE,
    KIND_BOXES,
    KIND_COUNT
};

struct tour {
    struct pdf_file *file;
    size_t newest;
    uint32_t size; /* object numbers are below */
    struct findings *findings;
    bool said[KIND_COUNT];
    uint8_t *seen;   /* by object number */
    uint32_t *stack; /* numbers that were seen and not looked into yet; each goes there once */
    size_t depth;
    uint32_t at; /* object at hand; 0: the trailer */
};

/* Only the first of a kind: a list that runs over would leave the verdict open. */
#define SAY(t, kind, rule, ...)                                              \
    do {                                                                     \
        if (!(t)->said[kind]) finding_add((t)->findings, rule, __VA_ARGS__); \
        (t)->said[kind] = true;                                              \
    } while (0)

static bool is_one_of(const struct pdf_object *o, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pdf_is_name(o, names[i])) return true;
    return false;
}

#define IS_ONE_OF(o, names) is_one_of(o, names, sizeof(names) / sizeof((names)[0]))

/* ---- one dictionary ---- */

/* An action dictionary's /S; a structure element has an /S, too, but says its /Type or has a parent. */
static void check_action(struct tour *t, const struct pdf_object *d)
{
    static const char *const active[] = {
        "JavaScript", "Launch", "SubmitForm", "ImportData", "ResetForm",  "GoToE", "GoToR",       "Rendition",
        "Movie",      "Sound",  "Thread",     "Hide",       "GoTo3DView", "Trans", "SetOCGState", "RichMediaExecute"};
    const struct pdf_object *type = pdf_get(d, "Type");
    if (type != NULL && !pdf_is_name(type, "Action")) return;
    if (pdf_get(d, "P") != NULL || !IS_ONE_OF(pdf_get(d, "S"), active)) return;
    SAY(t, KIND_ACTION, "PDF-80", "object %u is an action that runs, opens or sends something", t->at);
}

static void check_active(struct tour *t, const struct pdf_object *d)
{
    static const char *const media[] = {"RichMedia", "3D", "Movie", "Sound", "Screen"};
    check_action(t, d);
    if (pdf_get(d, "AA") != NULL) SAY(t, KIND_TRIGGER, "PDF-80", "object %u starts actions by itself (/AA)", t->at);
    if (pdf_get(d, "JS") != NULL || pdf_get(d, "JavaScript") != NULL)
        SAY(t, KIND_SCRIPT, "PDF-80", "object %u holds JavaScript", t->at);
    if (IS_ONE_OF(pdf_get(d, "Subtype"), media) && pdf_get(d, "Rect") != NULL)
        SAY(t, KIND_MEDIA, "PDF-80", "object %u plays sound, film or a model", t->at);
}

/* = a destination, or going there, is harmless (ISO 32000-1 12.3.2, 12.6.4.2) */
static status check_open_action(struct tour *t, const struct pdf_object *catalog, struct err *e)
{
    const struct pdf_object *action;
    TRY(pdf_file_get(&action, t->file, catalog, "OpenAction", t->newest, e));
    if (pdf_is(action, PDF_DICTIONARY) && !pdf_is_name(pdf_get(action, "S"), "GoTo"))
        SAY(t, KIND_OPEN_ACTION, "PDF-80", "opening the document starts an action");
    return OK;
}

static status check_form(struct tour *t, const struct pdf_object *catalog, struct err *e)
{
    const struct pdf_object *form, *need;
    TRY(pdf_file_get(&form, t->file, catalog, "AcroForm", t->newest, e));
    if (!pdf_is(form, PDF_DICTIONARY)) return OK;
    TRY(pdf_file_get(&need, t->file, form, "NeedAppearances", t->newest, e));
    if (pdf_get(form, "XFA") != NULL) SAY(t, KIND_XFA, "PDF-81", "the form is XFA: what it shows is not in the pages");
    if (pdf_is(need, PDF_BOOLEAN) && need->boolean)
        SAY(t, KIND_APPEARANCES, "PDF-81", "the viewer draws the form's fields anew (/NeedAppearances)");
    return OK;
}

enum { FIELD_READ_ONLY = 1 };

static void check_field(struct tour *t, const struct pdf_object *d)
{
    const struct pdf_object *type = pdf_get(d, "FT"), *flags = pdf_get(d, "Ff");
    bool fixed = pdf_is(flags, PDF_INTEGER) && (flags->integer & FIELD_READ_ONLY) != 0;
    if (type != NULL && !pdf_is_name(type, "Sig") && !fixed)
        SAY(t, KIND_EDITABLE, "PDF-81", "object %u is a form field that can still be filled", t->at);
}

static void check_external(struct tour *t, const struct pdf_object *d, bool is_stream)
{
    static const char *const elsewhere[] = {"OPI", "Alternates"};
    bool external = is_stream && pdf_get(d, "F") != NULL;
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) external |= pdf_get(d, elsewhere[i]) != NULL;
    external |= pdf_is_name(pdf_get(d, "FS"), "URL");
    if (external) SAY(t, KIND_EXTERNAL, "PDF-82", "object %u takes its content from outside of the document", t->at);
    if (pdf_get(d, "EF") != NULL || pdf_get(d, "EmbeddedFiles") != NULL)
        SAY(t, KIND_ATTACHMENT, "PDF-82b", "object %u attaches a file, which is not looked at", t->at);
}

static void check_font(struct tour *t, const struct pdf_object *d)
{
    static const char *const files[] = {"FontFile", "FontFile2", "FontFile3"};
    static const char *const simple[] = {"Type1", "MMType1", "TrueType"};
    bool embedded = false;
    for (size_t i = 0; i < 3; i++) embedded |= pdf_get(d, files[i]) != NULL;
    bool bare = pdf_is_name(pdf_get(d, "Type"), "FontDescriptor") && !embedded;
    bare |= pdf_is_name(pdf_get(d, "Type"), "Font") && IS_ONE_OF(pdf_get(d, "Subtype"), simple) &&
            pdf_get(d, "FontDescriptor") == NULL;
    if (bare)
        SAY(t, KIND_FONT, "PDF-84", "object %u is a font that is not embedded: it looks different elsewhere", t->at);
}

static void check_dictionary(struct tour *t, const struct pdf_object *d, bool is_stream)
{
    check_active(t, d);
    check_field(t, d);
    check_external(t, d, is_stream);
    check_font(t, d);
    if (pdf_get(d, "OCProperties") != NULL)
        SAY(t, KIND_LAYERS, "PDF-83", "the document has layers that can be switched on and off");
}

/* ---- the walk ---- */

static void go_to(struct tour *t, uint32_t number)
{
    if (number >= t->size || t->seen[number]) return;
    t->seen[number] = 1;
    t->stack[t->depth++] = number;
}

/* Depth is that of the parser, at most LIMIT_PDF_DEPTH. */
static void look(struct tour *t, const struct pdf_object *o) // NOLINT(misc-no-recursion)
{
    if (o->type == PDF_REFERENCE) go_to(t, o->reference.number);
    for (size_t i = 0; o->type == PDF_ARRAY && i < o->array.count; i++) look(t, o->array.item[i]);
    if (o->type == PDF_STREAM) {
        check_dictionary(t, o->stream.dictionary, true);
        for (size_t i = 0; i < o->stream.dictionary->dictionary.count; i++)
            look(t, o->stream.dictionary->dictionary.entry[i].value);
    }
    if (o->type != PDF_DICTIONARY) return;
    check_dictionary(t, o, false);
    for (size_t i = 0; i < o->dictionary.count; i++) look(t, o->dictionary.entry[i].value);
}

static status walk(struct tour *t, struct err *e)
{
    const struct pdf_object *o;
    look(t, pdf_file_revision(t->file, t->newest)->trailer);
    while (t->depth > 0) {
        t->at = t->stack[--t->depth];
        struct pdf_location l = pdf_file_locate(t->file, t->at, t->newest);
        if (l.kind != PDF_AT_OFFSET && l.kind != PDF_IN_STREAM) continue;
        TRY(pdf_file_load(&o, t->file, (struct pdf_ref){t->at, l.generation}, t->newest, e));
        look(t, o);
    }
    return OK;
}

/* ---- what the walk did not come to ---- */

/* = scope PDF-21, -87: what holds the file together, and is referred to by its place or not at all */
static bool is_machinery(const struct pdf_object *o)
{
    static const char *const types[] = {"XRef", "ObjStm"};
    return IS_ONE_OF(pdf_get(o, "Type"), types) || pdf_get(o, "Linearized") != NULL ||
           (o->type == PDF_STREAM && pdf_get(o, "S") != NULL && pdf_get(o, "Type") == NULL); /* hint stream */
}

static status check_orphan(struct tour *t, uint32_t number, struct err *e)
{
    static const char *const trees[] = {"Catalog", "Pages", "Page"};
    const struct pdf_object *o;
    struct pdf_location l = pdf_file_locate(t->file, number, t->newest);
    if (l.kind != PDF_AT_OFFSET && l.kind != PDF_IN_STREAM) return OK;
    TRY(pdf_file_load(&o, t->file, (struct pdf_ref){number, l.generation}, t->newest, e));
    if (is_machinery(o) || o->type == PDF_NULL) return OK;
    if (IS_ONE_OF(pdf_get(o, "Type"), trees))
        SAY(t, KIND_SECOND_TREE, "PDF-87", "object %u is a page or page tree that the document does not show", number);
    else
        SAY(t, KIND_ORPHAN, "PDF-21", "object %u is there, and nothing refers to it", number);
    return OK;
}

/* ---- pages ---- */

static status check_boxes(struct tour *t, const struct pdf_page *page, size_t i, struct err *e)
{
    struct pdf_box box;
    struct err ignored = {0};
    const struct pdf_object *unit;
    TRY(pdf_file_get(&unit, t->file, page->dictionary, "UserUnit", t->newest, e));
    double value = 1;
    bool plain = pdf_is(unit, PDF_NULL) || (pdf_number(&value, unit) && value >= 1 && value <= 1);
    bool turned = page->rotate != NULL && (!pdf_is(page->rotate, PDF_INTEGER) || page->rotate->integer % 90 != 0);
    bool boxed = page->media_box != NULL && pdf_box_of(&box, page->media_box, &ignored) == OK && box.x1 > box.x0 &&
                 box.y1 > box.y0;
    if (!plain || turned || !boxed)
        SAY(t, KIND_BOXES, "PDF-88", "page %zu has an unusual size, unit or rotation", i + 1);
    return OK;
}

/* Links and pop-ups show nothing of their own; a seal lies over a signature because the regulation asks for it. */
static bool may_lie_over(const struct pdf_object *annotation)
{
    static const char *const bare[] = {"Link", "Popup"};
    return IS_ONE_OF(pdf_get(annotation, "Subtype"), bare) || pdf_is_name(pdf_get(annotation, "FT"), "Sig");
}

static status boxes_of(struct pdf_box *out, size_t *count, struct tour *t, const struct pdf_page *page, struct err *e)
{
    const struct pdf_object *list, *one;
    struct err ignored = {0};
    *count = 0;
    TRY(pdf_file_get(&list, t->file, page->dictionary, "Annots", t->newest, e));
    for (size_t i = 0; list->type == PDF_ARRAY && i < list->array.count && *count < LIMIT_PDF_ANNOTATIONS; i++) {
        TRY(pdf_file_resolve(&one, t->file, list->array.item[i], t->newest, e));
        if (one->type != PDF_DICTIONARY || may_lie_over(one)) continue;
        if (pdf_box_of(&out[*count], pdf_get(one, "Rect"), &ignored) == OK) (*count)++;
    }
    return OK;
}

static bool overlap(const struct pdf_box *a, const struct pdf_box *b)
{
    return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

static status check_annotations(struct tour *t, const struct pdf_page *page, size_t number, struct err *e)
{
    struct pdf_box box[LIMIT_PDF_ANNOTATIONS];
    size_t count;
    TRY(boxes_of(box, &count, t, page, e));
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            if (overlap(&box[i], &box[k]))
                SAY(t, KIND_OVERLAP, "PDF-85", "annotations on page %zu lie over one another", number + 1);
    return OK;
}

static status check_pages(struct tour *t, struct err *e)
{
    size_t count;
    struct pdf_page page;
    TRY(pdf_file_page_count(&count, t->file, t->newest, e));
    for (size_t i = 0; i < count; i++) {
        TRY(pdf_file_page(&page, t->file, i, t->newest, e));
        TRY(check_boxes(t, &page, i, e));
        TRY(check_annotations(t, &page, i, e));
    }
    return OK;
}

static status check_all(struct tour *t, struct err *e)
{
    const struct pdf_object *catalog;
    TRY(pdf_file_get(&catalog, t->file, pdf_file_revision(t->file, t->newest)->trailer, "Root", t->newest, e));
    TRY(check_open_action(t, catalog, e));
    TRY(check_form(t, catalog, e));
    TRY(walk(t, e));
    for (uint32_t n = 1; n < t->size; n++)
        if (!t->seen[n]) TRY(check_orphan(t, n, e));
    return check_pages(t, e);
}

status pdf_content_check(struct findings *f, struct pdf_file *file, struct err *e)
{
    size_t newest = pdf_file_revision_count(file) - 1;
    struct tour t = {.file = file, .newest = newest, .size = pdf_file_size(file, newest), .findings = f};
    AUTO(mem_free)
    uint8_t *seen = mem_new_array(t.size, sizeof *seen);
    AUTO(mem_free)
    uint32_t *stack = mem_new_array(t.size, sizeof *stack);
    ENSURE(seen != NULL && stack != NULL, ERR_INTERNAL, "out of memory");
    t.seen = seen;
    t.stack = stack;
    return check_all(&t, e);
}
