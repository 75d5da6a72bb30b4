// SPDX-License-Identifier: Apache-2.0
/*
 * What is added to a signed file, object by object: allowed or not, and for which reason.
 */
#include "tests/unit/formats-pdf/signed_pdf.h"

#define PAGE(annotations) \
    "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Annots[6 0 R 7 0 R 9 0 R 14 0 R" annotations "]>>"
#define FORM(fields, rest) "<</Fields[6 0 R 7 0 R 9 0 R 13 0 R" fields "]/SigFlags 3" rest ">>"
#define FONTS "/DR<</Font<</Helv 11 0 R>>>>"
#define CATALOG(rest) "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 12 0 R" rest ">>"
#define FILLED "<<" WIDGET "/FT/Sig/T(Signature2)/V 15 0 R/P 3 0 R/Rect[10 400 110 450]"
#define NEW_FIELD "<<" WIDGET "/FT/Sig/T(Signature3)/V 15 0 R/P 3 0 R"
#define SEEN "/Rect[10 100 110 150]"
#define FORM_XOBJECT "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"

enum { VALUE = 15 }; /* the number of a new signature value */
#define SIGNED                       \
    {                                \
        VALUE, "ETSI.CAdES.detached" \
    }
#define STAMPED               \
    {                         \
        VALUE, "ETSI.RFC3161" \
    }

struct object {
    unsigned number;
    const char *text; /* of VALUE: its kind */
};

struct update {
    const char *name;
    struct object object[8];
    uint32_t changes;
    const char *rule, *part; /* NULL: no finding */
};

static void add_objects(struct made *m, const struct object *object, size_t count)
{
    for (size_t i = 0; i < count && object[i].number != 0; i++) {
        if (object[i].number != VALUE)
            made_object(m, object[i].number, object[i].text);
        else
            made_value(m, VALUE, object[i].text, "");
    }
}

static bool has_value(const struct update *u)
{
    for (size_t i = 0; i < 8; i++)
        if (u->object[i].number == VALUE) return true;
    return false;
}

/* One more revision on top of a signed file, and what the first signature says of it. */
static void judge_update(struct pdf_facts *f, struct made *m, const struct update *u)
{
    add_objects(m, u->object, 8);
    made_table(m, "");
    if (has_value(u)) cover(m);
    look(f, m);
    const struct pdf_signature *s = &f->signatures[0];
    bool told = u->rule == NULL ? s->findings.count == 0 : findings_have(&s->findings, u->rule);
    if (s->changes_after != u->changes || !told) {
        print_findings(&s->findings);
        fail_msg("%s: changes %u, not %u; findings %zu", u->name, s->changes_after, u->changes, s->findings.count);
    }
    if (u->rule != NULL) expect_finding(&s->findings, u->rule, u->part);
}

static void judge(const struct update *u)
{
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    judge_update(&f, &m, u);
}

#define JUDGE_ALL(table) \
    for (size_t i_ = 0; i_ < sizeof(table) / sizeof(table)[0]; i_++) judge(&(table)[i_])

/* refuses PDF-55, PDF-56, PDF-57, PDF-72, accepts PDF-52, PDF-56, PDF-57, PDF-72 */
static void further_signatures(void **state)
{
    (void)state;
    static const struct update updates[] = {
        {"fill", {{7, FILLED ">>"}, SIGNED}, PDF_CHANGE_SIGNATURE, NULL, NULL},
        {"fill with a picture",
         {{7, "<</Type/Annot/Subtype/Widget/F 4/FT/Sig/T(Signature2)/V 15 0 R/P 3 0 R/Rect[10 400 110 450]"
              "/AP<</N 16 0 R>>/MK<<>>>>"},
          {16, "<<" FORM_XOBJECT "/Length 1>>\nstream\nq\nendstream"},
          SIGNED},
         PDF_CHANGE_SIGNATURE,
         NULL,
         NULL},
        {"fill and hide",
         {{7, "<</Type/Annot/Subtype/Widget/F 2/FT/Sig/T(Signature2)/V 15 0 R/P 3 0 R/Rect[10 400 110 450]>>"}, SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-56",
         "flags"},
        {"fill and move",
         {{7, "<<" WIDGET "/FT/Sig/T(Signature2)/V 15 0 R/P 3 0 R/Rect[0 0 400 600]>>"}, SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-57",
         "/Rect"},
        {"fill and rename",
         {{7, "<<" WIDGET "/FT/Sig/T(Signature9)/V 15 0 R/P 3 0 R/Rect[10 400 110 450]>>"}, SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-57",
         "/T"},
        {"fill and act",
         {{7, FILLED "/AA<</E 16 0 R>>>>"}, {16, "<<>>"}, SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-57",
         "/AA"},
        {"add",
         {{3, PAGE(" 16 0 R")}, {5, FORM(" 16 0 R", FONTS)}, {16, NEW_FIELD SEEN ">>"}, SIGNED},
         PDF_CHANGE_SIGNATURE,
         NULL,
         NULL},
        {"add with a widget below",
         {{3, PAGE(" 17 0 R")},
          {5, FORM(" 16 0 R", FONTS)},
          {16, "<</FT/Sig/T(Signature3)/V 15 0 R/Kids[17 0 R]>>"},
          {17, "<<" WIDGET "/Parent 16 0 R/P 3 0 R" SEEN ">>"},
          SIGNED},
         PDF_CHANGE_SIGNATURE,
         NULL,
         NULL},
        {"add below another's",
         {{3, PAGE(" 16 0 R")}, {5, FORM(" 16 0 R", FONTS)}, {16, NEW_FIELD SEEN "/Parent 9 0 R>>"}, SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-57",
         "no signature field"},
        {"add a time-stamp",
         {{3, PAGE(" 16 0 R")}, {5, FORM(" 16 0 R", FONTS)}, {16, NEW_FIELD "/Rect[0 0 0 0]>>"}, STAMPED},
         PDF_CHANGE_TIMESTAMP,
         NULL,
         NULL},
        {"add a time-stamp that draws",
         {{3, PAGE(" 16 0 R")},
          {5, FORM(" 16 0 R", FONTS)},
          {16, NEW_FIELD SEEN "/AP<</N 17 0 R>>>>"},
          {17, "<<" FORM_XOBJECT "/Length 1>>\nstream\nq\nendstream"},
          STAMPED},
         PDF_CHANGE_TIMESTAMP | PDF_CHANGE_OTHER,
         "PDF-72",
         "a time-stamp was added that draws"},
        {"fill with a time-stamp that draws",
         {{7, FILLED "/AP<</N 17 0 R>>>>"}, {17, "<<" FORM_XOBJECT "/Length 1>>\nstream\nq\nendstream"}, STAMPED},
         PDF_CHANGE_TIMESTAMP | PDF_CHANGE_OTHER,
         "PDF-72",
         "a time-stamp was added that draws"},
        {"fill with a time-stamp that draws nothing", {{7, FILLED ">>"}, STAMPED}, PDF_CHANGE_TIMESTAMP, NULL, NULL},
        {"add an empty field",
         {{3, PAGE(" 16 0 R")},
          {5, FORM(" 16 0 R", FONTS)},
          {16, "<<" WIDGET "/FT/Sig/T(Signature3)/P 3 0 R" SEEN ">>"}},
         PDF_CHANGE_SIGNATURE,
         NULL,
         NULL},
        {"resources for it",
         {{3, PAGE(" 16 0 R")},
          {5, FORM(" 16 0 R", "/DA(0 g)/DR<</Font<</Helv 11 0 R/New 17 0 R>>/XObject<<>>>>")},
          {16, NEW_FIELD SEEN ">>"},
          {17, "<<>>"},
          SIGNED},
         PDF_CHANGE_SIGNATURE,
         NULL,
         NULL},
        {"an unsigned field that draws",
         {{3, PAGE(" 16 0 R")},
          {5, FORM(" 16 0 R", FONTS)},
          {16, "<<" WIDGET "/FT/Sig/T(Signature3)/P 3 0 R" SEEN "/AP<</N 17 0 R>>>>"},
          {17, "<<" FORM_XOBJECT "/Length 1>>\nstream\nq\nendstream"}},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-72",
         "Fields[4]"},
        {"on the page twice",
         {{3, PAGE(" 16 0 R 16 0 R")}, {5, FORM(" 16 0 R", FONTS)}, {16, NEW_FIELD SEEN ">>"}, SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-56",
         "Annots[5]"},
        {"with a page change",
         {{3, PAGE(" 16 0 R")},
          {4, "<</Length 4>>\nstream\nfake\nendstream"},
          {5, FORM(" 16 0 R", FONTS)},
          {16, NEW_FIELD SEEN ">>"},
          SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-55",
         "page 1/Contents"},
        {"an old object as a field",
         {{3, PAGE(" 11 0 R")}, {5, FORM(" 11 0 R", FONTS)}, {11, NEW_FIELD SEEN ">>"}, SIGNED},
         PDF_CHANGE_SIGNATURE | PDF_CHANGE_OTHER,
         "PDF-57",
         "no signature field"},
    };
    JUDGE_ALL(updates);
}

/* refuses PDF-57, PDF-57b, accepts PDF-57 */
static void forms(void **state)
{
    (void)state;
    static const struct update updates[] = {
        {"another text",
         {{9, "<<" WIDGET "/FT/Tx/T(Place)/V(Saigon)/AP<</N 16 0 R>>/P 3 0 R/Rect[10 300 110 350]>>"},
          {16, "<<" FORM_XOBJECT "/Length 1>>\nstream\nq\nendstream"}},
         PDF_CHANGE_FORM,
         "PDF-57",
         "\"Place\" shows something else"},
        {"its appearance in place",
         {{10, "<<" FORM_XOBJECT "/Length 4>>\nstream\nX   \nendstream"}},
         PDF_CHANGE_FORM,
         "PDF-57",
         "\"Place\" shows something else"},
        {"only the state of a button",
         {{14, "<<" WIDGET "/Parent 13 0 R/T(Tick)/AS/On/V/Off/P 3 0 R/Rect[10 200 20 210]>>"}},
         PDF_CHANGE_FORM,
         "PDF-57",
         "\"Group.Tick\" shows something else"},
        {"tick",
         {{14, "<<" WIDGET "/Parent 13 0 R/T(Tick)/AS/On/V/On/P 3 0 R/Rect[10 200 20 210]>>"}},
         PDF_CHANGE_FORM,
         "PDF-57b",
         "nobody signed for that"},
        {"tick and sign",
         {{14, "<<" WIDGET "/Parent 13 0 R/T(Tick)/AS/On/V/On/P 3 0 R/Rect[10 200 20 210]>>"},
          {7, FILLED ">>"},
          SIGNED},
         PDF_CHANGE_FORM | PDF_CHANGE_SIGNATURE,
         NULL,
         NULL},
        {"tick and stamp",
         {{14, "<<" WIDGET "/Parent 13 0 R/T(Tick)/AS/On/V/On/P 3 0 R/Rect[10 200 20 210]>>"},
          {7, FILLED ">>"},
          STAMPED},
         PDF_CHANGE_FORM | PDF_CHANGE_TIMESTAMP,
         "PDF-57b",
         "nobody signed for that"},
        {"another look of a button",
         {{14, "<<" WIDGET "/Parent 13 0 R/T(Tick)/AS/Off/V/Off/AP<</N 10 0 R>>/P 3 0 R/Rect[10 200 20 210]>>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "Kids[0]/AP"},
        {"move",
         {{9, "<<" WIDGET "/FT/Tx/T(Place)/V(Hue)/AP<</N 10 0 R>>/P 3 0 R/Rect[10 300 210 350]>>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "/Rect[2]"},
        {"hide",
         {{9,
           "<</Type/Annot/Subtype/Widget/F 134/FT/Tx/T(Place)/V(Hue)/AP<</N 10 0 R>>/P 3 0 R/Rect[10 300 110 350]>>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "/F"},
        {"a field less",
         {{5, "<</Fields[6 0 R 7 0 R 9 0 R]/SigFlags 3" FONTS ">>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "taken away"},
        {"fields in another order",
         {{5, "<</Fields[6 0 R 9 0 R 7 0 R 13 0 R]/SigFlags 3" FONTS ">>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "Fields[1]"},
        {"a text more",
         {{3, PAGE(" 16 0 R")}, {5, FORM(" 16 0 R", FONTS)}, {16, "<<" WIDGET "/FT/Tx/T(New)/V(x)/P 3 0 R" SEEN ">>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "no signature field"},
        {"flags cleared",
         {{5, "<</Fields[6 0 R 7 0 R 9 0 R 13 0 R]/SigFlags 1" FONTS ">>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "a flag"},
        {"draw anew", {{5, FORM("", FONTS "/NeedAppearances true")}}, PDF_CHANGE_OTHER, "PDF-57", "NeedAppearances"},
        {"XFA",
         {{5, FORM("", FONTS "/XFA 16 0 R")}, {16, "<</Length 1>>\nstream\nx\nendstream"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "XFA"},
        {"another font",
         {{11, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}},
         PDF_CHANGE_OTHER,
         "PDF-57",
         "/Root/.../Font/Helv/BaseFont"},
    };
    JUDGE_ALL(updates);
}

#define TREE(kids, numbers, next, more) \
    "<</Type/StructTreeRoot/K" kids "/ParentTree<</Nums[0[21 0 R]" numbers "]>>/ParentTreeNextKey " next more ">>"
#define ELEMENT(kid, more) "<</Type/StructElem/S/Form/P 20 0 R/K" kid more ">>"
#define OF_WIDGET "<</Type/OBJR/Obj 16 0 R/Pg 3 0 R>>"

/* What a program that signs tagged documents adds besides: the element of its widget, and its number (PDF-61). */
static void judge_tagged(const char *label, const char *tree, const char *element, const char *old, const char *part)
{
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_form(&m, "", "/StructTreeRoot 20 0 R");
    made_object(&m, 20, TREE("[21 0 R]", "", "1", ""));
    made_object(&m, 21, "<</Type/StructElem/S/P/P 20 0 R/Pg 3 0 R/K[0]>>");
    made_value(&m, 8, "ETSI.CAdES.detached", "");
    made_table(&m, "");
    cover(&m);
    made_object(&m, 3, PAGE(" 16 0 R"));
    made_object(&m, 5, FORM(" 16 0 R", FONTS));
    made_object(&m, 16, NEW_FIELD SEEN "/StructParent 1>>");
    made_value(&m, VALUE, "ETSI.CAdES.detached", "");
    made_object(&m, 20, tree);
    made_object(&m, 22, element);
    if (old != NULL) made_object(&m, 21, old);
    made_table(&m, "");
    cover(&m);
    look(&f, &m);
    if (part != NULL) {
        print_message("%s\n", label);
        expect_finding(&f.signatures[0].findings, "PDF-61", part);
        return;
    }
    expect_no_finding(&f.signatures[0].findings);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_SIGNATURE);
}

/* refuses PDF-61, accepts PDF-61 */
static void tagged_widgets(void **state)
{
    (void)state;
    static const struct {
        const char *label, *tree, *element, *old, *part;
    } cases[] = {
        {"the widget's", TREE("[21 0 R 22 0 R]", "1 22 0 R", "2", ""), ELEMENT(OF_WIDGET, ""), NULL, NULL},
        {"in an array", TREE("[21 0 R 22 0 R]", "1 22 0 R", "2", ""), ELEMENT("[" OF_WIDGET "]", "/Alt(Seal)"), NULL,
         NULL},
        {"below another", TREE("[21 0 R]", "1 22 0 R", "2", ""), ELEMENT(OF_WIDGET, ""),
         "<</Type/StructElem/S/P/P 20 0 R/Pg 3 0 R/K[0 22 0 R]>>", NULL},
        {"other text", TREE("[21 0 R 22 0 R]", "1 22 0 R", "2", ""), ELEMENT(OF_WIDGET, "/ActualText(9)"), NULL,
         "/K[1]"},
        {"content", TREE("[21 0 R 22 0 R]", "1 22 0 R", "2", ""), ELEMENT("[0]", ""), NULL, "/K[1]"},
        {"an old widget", TREE("[21 0 R 22 0 R]", "1 22 0 R", "2", ""), ELEMENT("<</Type/OBJR/Obj 9 0 R>>", ""), NULL,
         "no signature's"},
        {"an old number", TREE("[21 0 R 22 0 R]", "0 22 0 R", "2", ""), ELEMENT(OF_WIDGET, ""), NULL, "not the next"},
        {"a number for an old one", TREE("[21 0 R 22 0 R]", "1 21 0 R", "2", ""), ELEMENT(OF_WIDGET, ""), NULL,
         "/Nums[3]"},
        {"before the old ones", TREE("[22 0 R 21 0 R]", "1 22 0 R", "2", ""), ELEMENT(OF_WIDGET, ""), NULL, "/K[0]"},
        {"instead of the old one", TREE("[22 0 R]", "1 22 0 R", "2", ""), ELEMENT(OF_WIDGET, ""), NULL, "/K[0]"},
        {"none left", TREE("[]", "1 22 0 R", "2", ""), ELEMENT(OF_WIDGET, ""), NULL, "another length"},
        {"roles", TREE("[21 0 R 22 0 R]", "1 22 0 R", "2", "/RoleMap<</P/H1>>"), ELEMENT(OF_WIDGET, ""), NULL,
         "/RoleMap"},
        {"the next key falls", TREE("[21 0 R 22 0 R]", "1 22 0 R", "0", ""), ELEMENT(OF_WIDGET, ""), NULL, "NextKey"},
        {"an old one changed", TREE("[21 0 R 22 0 R]", "1 22 0 R", "2", ""), ELEMENT(OF_WIDGET, ""),
         "<</Type/StructElem/S/H1/P 20 0 R/Pg 3 0 R/K[0]>>", "structure element 21/S"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        judge_tagged(cases[i].label, cases[i].tree, cases[i].element, cases[i].old, cases[i].part);
}

/* A signature says what its certification is of: the catalog, in which much may change by its own rules. */
static void a_signature_that_names_the_catalog(void **state)
{
    (void)state;
    static const struct {
        const char *data, *catalog, *rule;
    } cases[] = {
        {"/Data 1 0 R", CATALOG("/DSS<</Certs[]>>"), NULL},   {"", CATALOG("/DSS<</Certs[]>>"), NULL},
        {"/Data 1 0 R", CATALOG("/Names<<>>"), "PDF-53"},     {"/Data 4 0 R", CATALOG("/DSS<</Certs[]>>"), "PDF-43"},
        {"/Data<<>>", CATALOG("/DSS<</Certs[]>>"), "PDF-43"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        char text[256];
        snprintf(text, sizeof text, "/Reference[<</TransformMethod/FieldMDP/TransformParams<</Action/All>>%s>>]",
                 cases[i].data);
        made_form(&m, "", "");
        made_value(&m, 8, "ETSI.CAdES.detached", text);
        made_table(&m, "");
        cover(&m);
        made_object(&m, 1, cases[i].catalog);
        made_table(&m, "");
        look(&f, &m);
        if (cases[i].rule == NULL)
            expect_no_finding(&f.signatures[0].findings);
        else
            expect_finding(&f.signatures[0].findings, cases[i].rule, "");
    }
}

/* The only signature is taken out of the form: no signature, and a word about it. */
/* refuses PDF-30, PDF-96 */
static void a_signature_that_was_taken_away(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    made_object(&m, 6, "<<" WIDGET "/FT/Sig/T(Signature1)/P 3 0 R/Rect[10 500 110 550]>>");
    made_table(&m, "");
    look(&f, &m);
    assert_int_equal(f.signature_count, 0);
    expect_finding(&f.findings, "PDF-30", "object 8");
}

/* refuses PDF-52, PDF-53, PDF-54, PDF-55, PDF-56, PDF-60, PDF-61, PDF-62, PDF-63, accepts PDF-53 */
static void pages_and_catalog(void **state)
{
    (void)state;
    static const struct update updates[] = {
        {"content replaced",
         {{4, "<</Length 4>>\nstream\nfake\nendstream"}},
         PDF_CHANGE_OTHER,
         "PDF-55",
         "page 1/Contents"},
        {"content the same",
         {{4, "<</Length 4>>\nstream\npage\nendstream"}},
         PDF_CHANGE_OTHER,
         "PDF-63",
         "no signature"},
        {"other content",
         {{3, "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 16 0 R/Annots[6 0 R 7 0 R 9 0 R 14 0 R]>>"},
          {16, "<</Length 1>>\nstream\nq\nendstream"}},
         PDF_CHANGE_OTHER,
         "PDF-54",
         "page 1/Contents"},
        {"rotated",
         {{3, "<</Type/Page/Parent 2 0 R/Rotate 90/Resources<<>>/Contents 4 0 R/Annots[6 0 R 7 0 R 9 0 R 14 0 R]>>"}},
         PDF_CHANGE_OTHER,
         "PDF-54",
         "page 1/Rotate"},
        {"cropped from above",
         {{2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 300]>>"}},
         PDF_CHANGE_OTHER,
         "PDF-54",
         "/Root/Pages/MediaBox[3]"},
        {"a page more",
         {{2, "<</Type/Pages/Kids[3 0 R 16 0 R]/Count 2/MediaBox[0 0 400 600]>>"}, {16, "<</Type/Page/Parent 2 0 R>>"}},
         PDF_CHANGE_OTHER,
         "PDF-54",
         "pages were"},
        {"another page",
         {{2, "<</Type/Pages/Kids[16 0 R]/Count 1/MediaBox[0 0 400 600]>>"}, {16, "<</Type/Page/Parent 2 0 R>>"}},
         PDF_CHANGE_OTHER,
         "PDF-54",
         "another page"},
        {"other pages",
         {{1, "<</Type/Catalog/Pages 16 0 R/AcroForm 5 0 R/Metadata 12 0 R>>"},
          {16, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>"}},
         PDF_CHANGE_OTHER,
         "PDF-54",
         "/Root/Pages"},
        {"an annotation",
         {{3, PAGE(" 16 0 R")}, {16, "<</Type/Annot/Subtype/FreeText/Rect[0 0 400 600]>>"}},
         PDF_CHANGE_ANNOTATION | PDF_CHANGE_OTHER,
         "PDF-56",
         "page 1/Annots[4]"},
        {"a widget of no field",
         {{3, PAGE(" 16 0 R")}, {16, "<<" WIDGET SEEN ">>"}},
         PDF_CHANGE_OTHER,
         "PDF-56",
         "page 1/Annots[4]"},
        {"an annotation less",
         {{3, "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 4 0 R/Annots[6 0 R 7 0 R 9 0 R]>>"}},
         PDF_CHANGE_OTHER,
         "PDF-56",
         "taken away"},
        {"an action",
         {{1, CATALOG("/OpenAction<</S/JavaScript/JS(x)>>")}},
         PDF_CHANGE_OTHER,
         "PDF-53",
         "/Root/OpenAction"},
        {"layers", {{1, CATALOG("/OCProperties<<>>")}}, PDF_CHANGE_OTHER, "PDF-53", "/Root/OCProperties"},
        {"structure", {{1, CATALOG("/StructTreeRoot<<>>")}}, PDF_CHANGE_OTHER, "PDF-61", "/Root/StructTreeRoot"},
        {"permissions", {{1, CATALOG("/Perms<<>>")}}, PDF_CHANGE_OTHER, "PDF-53", "/Root/Perms"},
        {"a higher version",
         {{1, CATALOG("/Version/2.0/Extensions<<>>")}, {7, FILLED ">>"}, SIGNED},
         PDF_CHANGE_SIGNATURE,
         NULL,
         NULL},
        {"a version that is none", {{1, CATALOG("/Version/9.9")}}, PDF_CHANGE_OTHER, "PDF-53", "/Root/Version"},
        {"metadata",
         {{12, "<</Type/Metadata/Subtype/XML/Length 4>>\nstream\n<y/>\nendstream"}, {7, FILLED ">>"}, SIGNED},
         PDF_CHANGE_SIGNATURE,
         "PDF-60",
         "metadata"},
        {"another kind", {{4, "[4]"}}, PDF_CHANGE_OTHER, "PDF-62", "page 1/Contents"},
    };
    JUDGE_ALL(updates);
}

#define NAME "0123456789ABCDEF0123456789ABCDEF01234567"
#define STREAM "<</Length 1>>\nstream\nx\nendstream"

/* refuses PDF-53, PDF-54, PDF-55, PDF-59, accepts PDF-59 */
static void validation_data(void **state)
{
    (void)state;
    static const struct update updates[] = {
        {"a store",
         {{1, CATALOG("/DSS 16 0 R")},
          {16, "<</Type/DSS/Certs[17 0 R]/CRLs[17 0 R]/VRI<</" NAME " <</Cert[17 0 R]/TU(D:20261124)>>>>>>"},
          {17, STREAM}},
         PDF_CHANGE_DSS,
         NULL,
         NULL},
        {"an unknown key",
         {{1, CATALOG("/DSS<</Fonts[17 0 R]>>")}, {17, STREAM}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/Root/DSS/Fonts"},
        {"not streams",
         {{1, CATALOG("/DSS<</Certs[17 0 R]>>")}, {17, "<</Type/Page>>"}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/Root/DSS/Certs"},
        {"a name that is no digest",
         {{1, CATALOG("/DSS<</VRI<</abc<<>>>>>>")}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/Root/DSS/VRI/abc"},
        {"certificates that are no array",
         {{1, CATALOG("/DSS<</Certs(x)>>")}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/Root/DSS/Certs"},
        {"of one signature, a stream",
         {{1, CATALOG("/DSS<</VRI<</" NAME "<</Cert 17 0 R>>>>>>")}, {17, STREAM}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/Cert"},
        {"signatures that are a number",
         {{1, CATALOG("/DSS<</VRI 7>>")}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/Root/DSS/VRI"},
        {"an unknown key of one signature",
         {{1, CATALOG("/DSS<</VRI<</" NAME "<</Font[17 0 R]>>>>>>")}, {17, STREAM}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/Font"},
        {"in a place that only looks so",
         {{3,
           "<</Type/Page/Parent 2 0 R/Resources<</DSS<</Certs[17 0 R]>>>>/Contents 4 0 R/Annots[6 0 R 7 0 R 9 0 R 14 0 R]>>"},
          {17, STREAM}},
         PDF_CHANGE_OTHER,
         "PDF-54",
         "page 1/Resources/DSS"},
        {"a name that only looks so",
         {{1, CATALOG("/Dss<</Certs[17 0 R]>>")}, {17, STREAM}},
         PDF_CHANGE_OTHER,
         "PDF-53",
         "/Root/Dss"},
        {"content as data",
         {{1, CATALOG("/DSS<</Certs[4 0 R]>>")}, {4, STREAM}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-55",
         "page 1/Contents"},
    };
    JUDGE_ALL(updates);
}

/* What was in the store stays; the store may grow. */
/* refuses PDF-55, PDF-59, accepts PDF-59 */
static void validation_data_that_was_there(void **state)
{
    (void)state;
    static const struct update updates[] = {
        {"more",
         {{16, "<</Certs[17 0 R 18 0 R]/VRI<</" NAME "<</Cert[17 0 R]>>>>>>"}, {18, STREAM}},
         PDF_CHANGE_DSS,
         NULL,
         NULL},
        {"replaced",
         {{16, "<</Certs[17 0 R]/VRI<</" NAME "<</Cert[17 0 R]>>>>/OCSPs[]>>"},
          {17, "<</Length 1>>\nstream\ny\nendstream"}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-55",
         "/DSS/Certs[0]"},
        {"for one signature",
         {{16, "<</Certs[17 0 R]/VRI<</" NAME "<</Cert[18 0 R]>>>>>>"}, {18, STREAM}},
         PDF_CHANGE_DSS | PDF_CHANGE_OTHER,
         "PDF-59",
         "/DSS/VRI/" NAME},
        {"gone", {{1, CATALOG("")}}, PDF_CHANGE_DSS | PDF_CHANGE_OTHER, "PDF-59", "taken away"},
    };
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        made_form(&m, "", "/DSS 16 0 R");
        made_value(&m, 8, "ETSI.CAdES.detached", "");
        made_object(&m, 16, "<</Certs[17 0 R]/VRI<</" NAME "<</Cert[17 0 R]>>>>>>");
        made_object(&m, 17, STREAM);
        made_table(&m, "");
        cover(&m);
        judge_update(&f, &m, &updates[i]);
    }
}

/* An object that may change in one place is used in another as well (PDF-58), or was planned for (PDF-20). */
/* refuses PDF-20, PDF-53, PDF-55, PDF-57, PDF-58, accepts PDF-61 */
static void objects_that_are_met_twice(void **state)
{
    (void)state;
    static const struct {
        const char *catalog;
        struct update update;
    } cases[] = {
        {"/Names<</Pictures[10 0 R]>>",
         {"appearance that is content",
          {{10, "<<" FORM_XOBJECT "/Length 4>>\nstream\nX   \nendstream"}},
          PDF_CHANGE_FORM | PDF_CHANGE_OTHER,
          "PDF-55",
          "/Root/Names/Pictures[0]"}},
        {"/Names<</Own[9 0 R]>>",
         {"field that is something else",
          {{9, "<<" WIDGET "/FT/Tx/T(Place)/V(Saigon)/AP<</N 10 0 R>>/P 3 0 R/Rect[10 300 110 350]>>"}},
          PDF_CHANGE_FORM | PDF_CHANGE_OTHER,
          "PDF-53",
          "/V"}},
        {"/StructTreeRoot<</K<</Type/OBJR/Obj 9 0 R>>>>",
         {"field in the structure",
          {{9, "<<" WIDGET "/FT/Tx/T(Place)/V(Saigon)/AP<</N 10 0 R>>/P 3 0 R/Rect[10 300 110 350]>>"}},
          PDF_CHANGE_FORM,
          "PDF-57",
          "\"Place\" shows something else"}},
        {"/Names<</Xmp 12 0 R>>",
         {"metadata that is content",
          {{12, "<</Type/Metadata/Subtype/XML/Length 4>>\nstream\n<y/>\nendstream"}},
          PDF_CHANGE_OTHER,
          "PDF-55",
          "/Root/Names/Xmp"}},
        {"/Names<</Later 16 0 R>>", {"planned for", {{16, "<<>>"}}, PDF_CHANGE_OTHER, "PDF-20", "/Root/Names/Later"}},
        {"/DSS 16 0 R", {"planned for", {{16, "<<>>"}}, PDF_CHANGE_DSS | PDF_CHANGE_OTHER, "PDF-20", "/Root/DSS"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AUTO_MADE_PDF m;
        AUTO_FACTS f = {0};
        made_form(&m, "", cases[i].catalog);
        made_value(&m, 8, "ETSI.CAdES.detached", "");
        made_table(&m, "");
        cover(&m);
        judge_update(&f, &m, &cases[i].update);
    }
}

/* refuses PDF-19 */
static void a_freed_object(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    char text[256];
    made_signed(&m);
    size_t prev = m.startxref;
    m.startxref = m.bytes.len;
    snprintf(text, sizeof text,
             "xref\n0 1\n0000000000 65535 f \n10 1\n0000000000 00001 f \ntrailer\n<</Size %u/Root 1 0 R/Prev %zu>>\n",
             m.size, prev);
    made_raw(&m, text);
    made_footer(&m);
    look(&f, &m);
    expect_finding(&f.signatures[0].findings, "PDF-19", "object 10");
    assert_true((f.signatures[0].changes_after & PDF_CHANGE_OTHER) != 0);
}

/* What one revision changes and the next one takes back is not unchanged. */
/* refuses PDF-50, PDF-55 */
static void each_step_counts(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    made_object(&m, 4, "<</Length 4>>\nstream\nfake\nendstream");
    made_table(&m, "");
    made_object(&m, 4, "<</Length 4>>\nstream\npage\nendstream");
    made_object(&m, 7, FILLED ">>");
    made_value(&m, VALUE, "ETSI.CAdES.detached", "");
    made_table(&m, "");
    cover(&m);
    look(&f, &m);
    assert_int_equal(f.signature_count, 2);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_OTHER | PDF_CHANGE_SIGNATURE);
    expect_finding(&f.signatures[0].findings, "PDF-55", "page 1/Contents");
    expect_no_finding(&f.signatures[1].findings);
}

/* Shadow attack "hide": the catalog of a later revision. */
/* refuses PDF-15 */
static void another_catalog(void **state)
{
    (void)state;
    AUTO_MADE_PDF m;
    AUTO_FACTS f = {0};
    made_signed(&m);
    size_t prev = m.startxref;
    made_object(&m, 16, CATALOG(""));
    m.startxref = m.bytes.len;
    char text[256];
    snprintf(text, sizeof text, "xref\n16 1\n%010zu 00000 n \ntrailer\n<</Size 17/Root 16 0 R/Prev %zu>>\n",
             m.offset[16], prev);
    made_raw(&m, text);
    made_footer(&m);
    look(&f, &m);
    assert_int_equal(f.signatures[0].changes_after, PDF_CHANGE_OTHER);
    expect_finding(&f.signatures[0].findings, "PDF-15", "another catalog");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(further_signatures),
        cmocka_unit_test(forms),
        cmocka_unit_test(tagged_widgets),
        cmocka_unit_test(a_signature_that_names_the_catalog),
        cmocka_unit_test(a_signature_that_was_taken_away),
        cmocka_unit_test(pages_and_catalog),
        cmocka_unit_test(validation_data),
        cmocka_unit_test(validation_data_that_was_there),
        cmocka_unit_test(objects_that_are_met_twice),
        cmocka_unit_test(a_freed_object),
        cmocka_unit_test(each_step_counts),
        cmocka_unit_test(another_catalog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
