// SPDX-License-Identifier: Apache-2.0
/*
 * The form (ISO 32000-1 12.7): what may become of fields that were there, and which may be new.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/limits.h"
#include "formats/pdf/pdf_diff_priv.h"
#include "formats/pdf/pdf_fields.h"
#include "formats/pdf/pdf_geometry.h"

/* What a field has from its parents. */
struct lineage {
    const struct pdf_object *self; /* the reference to it */
    const struct pdf_object *type;
    char name[LIMIT_TEXT];
    bool is_filled;                    /* a signature field above was empty and is not any more */
    const struct pdf_object *was, *is; /* its value before and after, resolved; NULL: none */
    const struct pdf_object *look;     /* its /DA as it was; NULL: none */
    size_t depth;
};

enum kind { KIND_SIGNED, KIND_FILLED, KIND_BUTTON, KIND_OTHER };

/* By kind: what may be another in a field, and is looked at by itself or is a value. */
static const char *const free_keys[][16] = {
    [KIND_SIGNED] = {"Kids", "Parent", NULL},
    [KIND_FILLED] = {"Kids", "Parent", "V", "AP", "AS", "M", "F", "MK", "DA", NULL},
    [KIND_BUTTON] = {"Kids", "Parent", "V", "AS", "M", NULL},
    [KIND_OTHER] = {"Kids", "Parent", "V", "AP", "AS", "M", "RV", "I", "TI", NULL},
};

/* ---- what was done ---- */

static status touch(struct diff *d, const struct pdf_touched *what, struct err *e)
{
    struct pdf_step *s = d->step;
    s->changes |= what->change;
    for (size_t i = 0; i < s->touched_count; i++) {
        struct pdf_touched *known = &s->touched[i];
        if (known->change != what->change || strcmp(known->name, what->name) != 0) continue;
        known->is_replaced |= what->is_replaced;
        return OK;
    }
    ENSURE(s->touched_count < LIMIT_PDF_FIELDS_CHANGED, ERR_LIMIT, "a revision changes more than %d form fields",
           LIMIT_PDF_FIELDS_CHANGED);
    struct pdf_touched *all = mem_resize_array(s->touched, s->touched_count, s->touched_count + 1, sizeof *all);
    MEM_ENSURE(all);
    s->touched = all;
    all[s->touched_count++] = *what;
    return OK;
}

static bool is_timestamp(const struct pdf_object *value)
{
    return pdf_is_name(pdf_get(value, "SubFilter"), "ETSI.RFC3161");
}

static status touch_signature(struct diff *d, const struct pdf_object *field, const char *name, struct err *e)
{
    const struct pdf_object *value;
    struct pdf_touched what = {.change = PDF_CHANGE_SIGNATURE};
    TRY(pdf_file_get(&value, d->file, field, "V", d->new, e));
    if (is_timestamp(value)) what.change = PDF_CHANGE_TIMESTAMP;
    snprintf(what.name, sizeof what.name, "%s", name);
    return touch(d, &what, e);
}

/* Nobody has filled in the field: no value, an empty one, or a button that is not pressed. */
static bool is_blank(const struct pdf_object *value)
{
    if (value == NULL || value->type == PDF_NULL || pdf_is_name(value, "Off")) return true;
    if (value->type == PDF_STRING) return value->string.len == 0;
    if (value->type == PDF_STREAM) return value->stream.encoded.len == 0;
    return value->type == PDF_ARRAY && value->array.count == 0;
}

/* To fill in what was blank is what forms are for. To show another value, or the same one in another way, is not. */
static status touch_value(struct diff *d, const struct lineage *l, struct err *e)
{
    bool has_new_value;
    struct pdf_touched what = {.change = PDF_CHANGE_FORM};
    TRY(diff_is_other(&has_new_value, d, l->was, l->is, e));
    what.is_replaced = !is_blank(l->was) || !has_new_value;
    snprintf(what.name, sizeof what.name, "%s", l->name);
    return touch(d, &what, e);
}

static bool is_one_of_keys(struct view key, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        if (view_equals_string(key, *keys)) return true;
    return false;
}

/* ---- new fields ---- */

/* Nothing but a widget of a signature: no other annotation, nothing that acts. */
static bool is_plain_widget(const struct pdf_object *o)
{
    const struct pdf_object *subtype = pdf_get(o, "Subtype"), *type = pdf_get(o, "FT");
    return pdf_is(o, PDF_DICTIONARY) && (subtype == NULL || pdf_is_name(subtype, "Widget")) &&
           (type == NULL || pdf_is_name(type, "Sig")) && pdf_get(o, "A") == NULL && pdf_get(o, "AA") == NULL;
}

static bool can_be_seen(const struct pdf_object *widget)
{
    struct pdf_box box;
    struct err ignored = {0};
    if (pdf_get(widget, "Rect") == NULL) return false;
    return pdf_box_of(&box, pdf_get(widget, "Rect"), &ignored) != OK || (box.x1 > box.x0 && box.y1 > box.y0);
}

/* One state of an appearance; an empty stream draws nothing. */
static status state_draws(bool *out, struct diff *d, const struct pdf_object *state, struct err *e)
{
    const struct pdf_object *look;
    TRY(pdf_file_resolve(&look, d->file, state, d->new, e));
    *out = look->type != PDF_NULL;
    if (look->type != PDF_STREAM) return OK;
    AUTO_BUF room = BUF_INIT(look->stream.encoded.len);
    struct view bytes;
    TRY(pdf_file_stream_bytes(&bytes, &room, d->file, look, d->new, e));
    *out = bytes.len > 0;
    return OK;
}

/* Viewers paint background, border and caption by themselves where there is no appearance (ISO 32000-1 table 189). */
static status is_painted(bool *out, struct diff *d, const struct pdf_object *widget, struct err *e)
{
    static const char *const harmless[] = {"R", "TP", NULL};
    const struct pdf_object *paint;
    TRY(pdf_file_get(&paint, d->file, widget, "MK", d->new, e));
    *out = paint->type != PDF_NULL && paint->type != PDF_DICTIONARY;
    for (size_t i = 0; paint->type == PDF_DICTIONARY && i < paint->dictionary.count; i++)
        *out |= !is_one_of_keys(paint->dictionary.entry[i].key, harmless);
    return OK;
}

static status draws(bool *out, struct diff *d, const struct pdf_object *widget, struct err *e)
{
    const struct pdf_object *appearance;
    bool draws_state, is_drawn;
    TRY(is_painted(&is_drawn, d, widget, e));
    TRY(pdf_file_get(&appearance, d->file, widget, "AP", d->new, e));
    for (size_t i = 0; appearance->type == PDF_DICTIONARY && i < appearance->dictionary.count; i++) {
        TRY(state_draws(&draws_state, d, appearance->dictionary.entry[i].value, e));
        is_drawn |= draws_state;
    }
    *out = is_drawn && can_be_seen(widget);
    return OK;
}

/* = PDF-72: does the widget show something that nobody signs for? Anybody gets a time-stamp, over anything. */
static status judge_drawing(struct diff *d, const struct pdf_object *value, const struct pdf_object *widget,
                            const struct place *p, struct err *e)
{
    bool drawn, is_signed = value != NULL && value->type != PDF_NULL;
    TRY(draws(&drawn, d, widget, e));
    if (drawn && !is_signed)
        finding_add(diff_other(d), "PDF-72", "%s changed after the signature: an unsigned field was added that draws",
                    diff_path(d, p).text);
    if (drawn && is_signed && is_timestamp(value))
        finding_add(diff_other(d), "PDF-72", "%s changed after the signature: a time-stamp was added that draws",
                    diff_path(d, p).text);
    return OK;
}

/* What it has from its parents is that of those which lead to it. */
static bool is_child_of(const struct pdf_object *o, const struct pdf_object *parent)
{
    const struct pdf_object *named = pdf_get(o, "Parent");
    if (named == NULL || parent == NULL) return named == NULL;
    return named->type == PDF_REFERENCE && parent->type == PDF_REFERENCE &&
           named->reference.number == parent->reference.number;
}

/* `value`: of the field whose widget it is; `parent`: the reference to the field whose kid it is; NULL: to none. */
static status add_widget(struct diff *d, const struct pdf_object *value, const struct pdf_object *item,
                         const struct pdf_object *parent, const struct place *p, struct err *e)
{
    const struct pdf_object *widget;
    TRY(pdf_file_resolve(&widget, d->file, item, d->new, e));
    if (!diff_is_new(d, item) || !is_plain_widget(widget) || !is_child_of(widget, parent)) {
        finding_add(diff_other(d), "PDF-57", "%s changed after the signature: what was added is no signature field",
                    diff_path(d, p).text);
        return OK;
    }
    TRY(judge_drawing(d, value, widget, p, e));
    d->step->adds_visible |= can_be_seen(widget);
    diff_set_mark(d, item, MARK_ADDED);
    return OK;
}

/*
 * Without a name it is a widget of the field above: a value of its own is none that anybody reports. That of the field
 * excuses what is drawn once: a field that is shown somewhere already gets no second face.
 */
static status value_of_new(const struct pdf_object **out, struct diff *d, const struct pdf_object *field,
                           const struct lineage *from, struct err *e)
{
    const struct pdf_object *old, *new;
    if (pdf_get(field, "T") != NULL) return pdf_file_get(out, d->file, field, "V", d->new, e);
    TRY(pdf_file_resolve(&old, d->file, from->self, d->old, e));
    TRY(pdf_file_resolve(&new, d->file, from->self, d->new, e));
    bool has_face = pdf_get(old, "Rect") != NULL || pdf_get(old, "Kids") != NULL || pdf_get(new, "Rect") != NULL;
    *out = from->is_filled && !has_face ? from->is : NULL;
    return OK;
}

/* A new item of /Fields or /Kids must be a signature field of its own: new objects, no fields below it. */
static status add_field(struct diff *d, const struct pdf_object *item, const struct lineage *from,
                        const struct place *p, struct err *e)
{
    const struct pdf_object *field, *kids, *type, *value;
    char name[LIMIT_TEXT];
    TRY(pdf_file_resolve(&field, d->file, item, d->new, e));
    TRY(pdf_file_get(&type, d->file, field, "FT", d->new, e));
    TRY(pdf_file_get(&kids, d->file, field, "Kids", d->new, e));
    TRY(value_of_new(&value, d, field, from, e));
    TRY(add_widget(d, value, item, from->self, p, e));
    if (!pdf_is_name(type->type == PDF_NULL ? from->type : type, "Sig")) {
        finding_add(diff_other(d), "PDF-57", "%s changed after the signature: a field was added that is no signature's",
                    diff_path(d, p).text);
        return OK;
    }
    for (size_t i = 0; kids->type == PDF_ARRAY && i < kids->array.count; i++) {
        struct place below = diff_item(p, i);
        TRY(add_widget(d, value, kids->array.item[i], item, &below, e));
    }
    TRY(pdf_fields_name(name, from->name, d->file, field, d->new, e));
    return touch_signature(d, field, name, e);
}

/* ---- fields without an appearance, which viewers draw (12.7.3.3) ---- */

/* The name before the first operator of a default appearance: its font. Escapes are not undone: no key has them. */
static struct view font_of(const struct pdf_object *look)
{
    if (!pdf_is(look, PDF_STRING)) return view_of(NULL, 0);
    struct view text = look->string;
    size_t at = view_find(text, 0, view_of_string("/")), end;
    if (at == SIZE_MAX) return view_of(NULL, 0);
    for (end = ++at; end < text.len && strchr(" \t\r\n\f/[]()<>{}%", text.data[end]) == NULL; end++) continue;
    return view_part(text, at, end - at);
}

/* Was its font there when it was signed? Or what it shows comes from what is added to the form. */
static bool has_font(const struct diff *d, const struct pdf_object *look)
{
    struct view font = font_of(look);
    const struct pdf_object *fonts = d->look.fonts;
    for (size_t i = 0; font.len > 0 && fonts->type == PDF_DICTIONARY && i < fonts->dictionary.count; i++)
        if (view_equal(fonts->dictionary.entry[i].key, font)) return true;
    return false;
}

/* What is blank shows nothing; but a choice shows its options, and a button its caption. */
static bool is_shown(const struct pdf_object *field, const struct lineage *l)
{
    if (l->type == NULL || pdf_is_name(l->type, "Sig") || pdf_get(field, "Rect") == NULL) return false;
    return pdf_is_name(l->type, "Ch") || !is_blank(l->was) || pdf_get(field, "MK") != NULL;
}

static status note_look(struct diff *d, const struct pdf_object *field, const struct lineage *l, struct err *e)
{
    const struct pdf_object *appearance, *normal;
    if (!is_shown(field, l) || has_font(d, l->look)) return OK;
    TRY(pdf_file_get(&appearance, d->file, field, "AP", d->old, e));
    TRY(pdf_file_get(&normal, d->file, appearance, "N", d->old, e));
    d->look.is_open |= d->look.is_redrawn || normal->type == PDF_NULL;
    return OK;
}

/* ---- fields that were there ---- */

/* Signing tools set Print and Locked when they fill a field; what hides it or shows it may not change (ISO 32000-1
 * table 165). */
static status same_flags(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                         const struct place *p, struct err *e)
{
    enum { PRINT = 4, LOCKED = 128 };
    const struct pdf_object *a, *b;
    TRY(diff_both(&a, &b, d, pdf_get(old, "F"), pdf_get(new, "F"), p, e));
    int64_t was = a->type == PDF_INTEGER ? a->integer : 0, is = b->type == PDF_INTEGER ? b->integer : 0;
    if (((was ^ is) & ~(int64_t)(PRINT | LOCKED)) != 0)
        finding_add(diff_other(d), "PDF-56", "%s changed after the signature: its flags are others",
                    diff_path(d, p).text);
    return OK;
}

/* One state of /AP, or a dictionary of states. What stayed in its place must be the same to its last stream. */
static status same_state(bool *is_other, struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                         const struct place *p, struct err *e)
{
    bool differs;
    TRY(diff_is_other(&differs, d, a, b, e));
    *is_other |= differs;
    return differs ? OK : diff_same(d, a, b, p, e);
}

/* Appearances of a field that may change are replaced, in place or by others; nothing else may look that way, or it
 * is found on its own path. */
static status free_appearance(bool *is_other, struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                              const struct place *p, struct err *e)
{
    const struct pdf_object *old, *new;
    TRY(diff_both(&old, &new, d, a, b, p, e));
    if (old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return same_state(is_other, d, a, b, p, e);
    *is_other |= old->dictionary.count != new->dictionary.count;
    for (size_t i = 0; i < old->dictionary.count; i++) {
        struct place state = {.above = p, .rule = p->rule, .key = old->dictionary.entry[i].key};
        for (size_t k = 0; k < new->dictionary.count; k++)
            if (view_equal(new->dictionary.entry[k].key, state.key))
                TRY(same_state(is_other, d, old->dictionary.entry[i].value, new->dictionary.entry[k].value, &state, e));
    }
    return OK;
}

static bool is_listed(const char *key, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        if (strcmp(*keys, key) == 0) return true;
    return false;
}

static status judge_values(bool *is_other, struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                           enum kind kind, const struct place *p, struct err *e)
{
    static const char *const values[] = {"V", "AS", "RV", "I", "TI", "MK", "DA"};
    *is_other = false;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct place below = diff_below(p, values[i]);
        if (!is_listed(values[i], free_keys[kind])) continue;
        TRY(same_state(is_other, d, pdf_get(old, values[i]), pdf_get(new, values[i]), &below, e));
    }
    struct place below = diff_below(p, "AP");
    if (!is_listed("AP", free_keys[kind])) return OK;
    return free_appearance(is_other, d, pdf_get(old, "AP"), pdf_get(new, "AP"), &below, e);
}

static status kind_of(enum kind *out, struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                      const struct lineage *l, struct err *e)
{
    const struct pdf_object *was, *is;
    *out = pdf_is_name(l->type, "Btn") ? KIND_BUTTON : KIND_OTHER;
    if (!pdf_is_name(l->type, "Sig")) return OK;
    TRY(pdf_file_get(&was, d->file, old, "V", d->old, e));
    TRY(pdf_file_get(&is, d->file, new, "V", d->new, e));
    bool is_own = is->type != PDF_NULL && pdf_get(new, "T") != NULL;
    bool is_filled = was->type == PDF_NULL && (is_own || l->is_filled);
    *out = is_filled ? KIND_FILLED : KIND_SIGNED;
    return OK;
}

static status same_values(enum kind *kind, struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                          const struct lineage *l, const struct place *p, struct err *e)
{
    bool is_other;
    TRY(kind_of(kind, d, old, new, l, e));
    TRY(diff_same_keys(d, old, new, free_keys[*kind], p, e));
    TRY(judge_values(&is_other, d, old, new, *kind, p, e));
    if (*kind == KIND_FILLED) {
        TRY(same_flags(d, old, new, p, e));
        TRY(judge_drawing(d, l->is, new, p, e));
        return l->is_filled ? OK : touch_signature(d, new, l->name, e);
    }
    return is_other ? touch_value(d, l, e) : OK;
}

static status same_field(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                         const struct lineage *from, const struct place *p, struct err *e);

/* The old items in their order, then new ones, each of which must be a signature field. */
static status same_fields(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                          const struct lineage *from, const struct place *p, struct err *e)
{
    const struct pdf_object *old, *new;
    TRY(diff_both(&old, &new, d, a, b, p, e));
    size_t before = old->type == PDF_ARRAY ? old->array.count : 0;
    size_t after = new->type == PDF_ARRAY ? new->array.count : 0;
    if (after < before) {
        finding_add(diff_other(d), "PDF-57", "%s changed after the signature: a field was taken away",
                    diff_path(d, p).text);
        return OK;
    }
    for (size_t i = 0; i < after; i++) {
        struct place item = diff_item(p, i);
        if (i < before)
            TRY(same_field(d, old->array.item[i], new->array.item[i], from, &item, e));
        else
            TRY(add_field(d, new->array.item[i], from, &item, e));
    }
    return OK;
}

static status inherit(struct lineage *out, struct diff *d, const struct pdf_object *field, const struct pdf_object *now,
                      const struct lineage *from, struct err *e)
{
    const struct pdf_object *type, *was, *is, *look;
    struct lineage l = *from;
    l.depth++;
    ENSURE(l.depth < LIMIT_PDF_DEPTH, ERR_LIMIT, "the form has too many fields, or they contain each other");
    TRY(pdf_file_get(&type, d->file, field, "FT", d->old, e));
    if (type->type == PDF_NAME) l.type = type;
    TRY(pdf_file_get(&was, d->file, field, "V", d->old, e));
    TRY(pdf_file_get(&is, d->file, now, "V", d->new, e));
    TRY(pdf_file_get(&look, d->file, field, "DA", d->old, e));
    if (look->type != PDF_NULL) l.look = look;
    if (was->type != PDF_NULL) l.was = was;
    bool is_reported = pdf_get(now, "T") != NULL || !pdf_is_name(l.type, "Sig"); /* of a widget: nobody does */
    if (is->type != PDF_NULL && is_reported) l.is = is;
    TRY(pdf_fields_name(l.name, from->name, d->file, field, d->old, e));
    *out = l;
    return OK;
}

static status same_field(struct diff *d, const struct pdf_object *a, const struct pdf_object *b,
                         const struct lineage *from, const struct place *p, struct err *e)
{
    const struct pdf_object *old, *new;
    struct lineage here;
    enum kind kind;
    if (diff_has_mark(d, a, MARK_FIELD)) return diff_same(d, a, b, p, e);
    TRY(diff_both(&old, &new, d, a, b, p, e));
    bool is_same_object = pdf_is(a, PDF_REFERENCE) && pdf_is(b, PDF_REFERENCE) &&
                          a->reference.number == b->reference.number &&
                          a->reference.generation == b->reference.generation;
    if (!is_same_object || old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return diff_same(d, a, b, p, e);
    diff_set_mark(d, a, MARK_FIELD);
    TRY(inherit(&here, d, old, new, from, e));
    here.self = b;
    TRY(note_look(d, old, &here, e));
    TRY(same_values(&kind, d, old, new, &here, p, e));
    here.is_filled |= kind == KIND_FILLED;
    struct place parent = diff_below(p, "Parent"), kids = diff_below(p, "Kids");
    TRY(diff_same(d, pdf_get(old, "Parent"), pdf_get(new, "Parent"), &parent, e));
    return same_fields(d, pdf_get(old, "Kids"), pdf_get(new, "Kids"), &here, &kids, e);
}

/* ---- the form ---- */

/* = table 219: the flags may be set, never cleared */
static status grown_flags(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                          const struct place *p, struct err *e)
{
    struct place at = diff_below(p, "SigFlags");
    const struct pdf_object *a, *b;
    TRY(diff_both(&a, &b, d, pdf_get(old, "SigFlags"), pdf_get(new, "SigFlags"), &at, e));
    int64_t was = a->type == PDF_INTEGER ? a->integer : 0, is = b->type == PDF_INTEGER ? b->integer : 0;
    if ((was & ~is) != 0)
        finding_add(diff_other(d), "PDF-57", "%s changed after the signature: a flag was taken away",
                    diff_path(d, &at).text);
    return OK;
}

/* Fonts that were there stay, so that their number tells whether others came. */
static status count_fonts(size_t *out, struct diff *d, const struct pdf_object *resources, size_t revision,
                          struct err *e)
{
    const struct pdf_object *all, *fonts;
    TRY(pdf_file_resolve(&all, d->file, resources, revision, e));
    TRY(pdf_file_get(&fonts, d->file, all, "Font", revision, e));
    *out = fonts->type == PDF_DICTIONARY ? fonts->dictionary.count : 0;
    return OK;
}

/* A field that had no font, or no look at all, would be drawn with what was added. */
static status judge_look(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                         const struct place *p, struct err *e)
{
    const struct pdf_object *was, *is;
    size_t before, after;
    if (!d->look.is_open) return OK;
    TRY(count_fonts(&before, d, pdf_get(old, "DR"), d->old, e));
    TRY(count_fonts(&after, d, pdf_get(new, "DR"), d->new, e));
    TRY(pdf_file_get(&was, d->file, old, "DA", d->old, e));
    TRY(pdf_file_get(&is, d->file, new, "DA", d->new, e));
    if (after != before || was->type != is->type)
        finding_add(diff_other(d), "PDF-57", "%s changed after the signature: a field is drawn with what was added",
                    diff_path(d, p).text);
    return OK;
}

static status read_look(struct diff *d, struct lineage *top, const struct pdf_object *form, struct err *e)
{
    const struct pdf_object *resources, *need, *look;
    TRY(pdf_file_get(&resources, d->file, form, "DR", d->old, e));
    TRY(pdf_file_get(&d->look.fonts, d->file, resources, "Font", d->old, e));
    TRY(pdf_file_get(&need, d->file, form, "NeedAppearances", d->old, e));
    TRY(pdf_file_get(&look, d->file, form, "DA", d->old, e));
    d->look.is_redrawn = need->type == PDF_BOOLEAN && need->boolean;
    if (look->type != PDF_NULL) top->look = look;
    return OK;
}

/* Default resources and appearance: signing tools add to them; what was there stays. */
static status grown_resources(struct diff *d, const struct pdf_object *old, const struct pdf_object *new,
                              const struct place *p, struct err *e)
{
    struct place resources = diff_below(p, "DR"), appearance = diff_below(p, "DA");
    TRY(judge_look(d, old, new, p, e));
    TRY(diff_grown(d, pdf_get(old, "DR"), pdf_get(new, "DR"), 1, &resources, e));
    return diff_grown(d, pdf_get(old, "DA"), pdf_get(new, "DA"), 0, &appearance, e);
}

status diff_form(struct diff *d, const struct pdf_object *a, const struct pdf_object *b, const struct place *p,
                 struct err *e)
{
    static const char *const except[] = {"Fields", "SigFlags", "DA", "DR", NULL};
    static const struct pdf_object nothing = {.type = PDF_DICTIONARY};
    const struct pdf_object *old, *new;
    struct lineage top = {0};
    struct place fields = diff_below(p, "Fields");
    TRY(diff_both(&old, &new, d, a, b, p, e));
    if (old->type == PDF_NULL && new->type == PDF_DICTIONARY) old = &nothing;
    if (old->type != PDF_DICTIONARY || new->type != PDF_DICTIONARY) return diff_same(d, old, new, p, e);
    TRY(read_look(d, &top, old, e));
    TRY(same_fields(d, pdf_get(old, "Fields"), pdf_get(new, "Fields"), &top, &fields, e));
    TRY(grown_flags(d, old, new, p, e));
    TRY(grown_resources(d, old, new, p, e));
    return diff_same_keys(d, old, new, except, p, e);
}
