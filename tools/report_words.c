// SPDX-License-Identifier: Apache-2.0
#include "tools/report_words.h"

#include <string.h>
#include <time.h>

#include "signer/utc.h"
#include "tools/options.h"

/* A phrase from a literal of the language: P("...", ...) */
#define P(...)                                    \
    __extension__({                               \
        struct phrase p_;                         \
        snprintf(p_.s, sizeof p_.s, __VA_ARGS__); \
        p_;                                       \
    })

enum { VIETNAM_SECONDS = 7 * 3600 };

static bool local_time(struct tm *out, const char *rfc3339)
{
    struct err ignored = {0};
    int64_t t;
    if (options_time(&t, rfc3339, &ignored) != OK || t < 0 || t > LIMIT_TIME - VIETNAM_SECONDS) return false;
    time_t there = (time_t)(t + VIETNAM_SECONDS);
    return gmtime_r(&there, out) != NULL;
}

static void put_day(char *out, size_t size, const struct session *s, const struct tm *t)
{
    size_t n = s->lang == LANG_VI ? strftime(out, size, "%d/%m/%Y", t) : strftime(out, size, "%Y-%m-%d", t);
    if (n == 0) out[0] = '\0';
}

struct phrase phrase_day(const struct session *s, const char *rfc3339)
{
    struct phrase p = {""};
    struct tm t;
    if (!local_time(&t, rfc3339)) return P("%s", rfc3339);
    put_day(p.s, sizeof p.s, s, &t);
    return p;
}

struct phrase phrase_time(const struct session *s, const char *rfc3339)
{
    char day[16], clock[16];
    struct tm t;
    if (!local_time(&t, rfc3339)) return P("%s", rfc3339);
    put_day(day, sizeof day, s, &t);
    if (strftime(clock, sizeof clock, "%H:%M:%S", &t) == 0) clock[0] = '\0';
    return P(say(s, "%s on %s (Vietnam time)"), clock, day);
}

static struct phrase time_of(const struct session *s, int64_t t)
{
    char text[LIMIT_TEXT];
    utc_text(text, sizeof text, t);
    return phrase_time(s, text);
}

/* Somebody else, or the same person with another key, has signed before. */
static bool follows_another(const struct verify_report *r, size_t i)
{
    const char *key = r->signatures[i].verdict.signer.key_sha256;
    for (size_t k = 0; k < i; k++) {
        const struct verdict *v = &r->signatures[k].verdict;
        if (!r->signatures[k].is_timestamp && v->has_signer && strcmp(v->signer.key_sha256, key) != 0) return true;
    }
    return false;
}

const char *phrase_kind(const struct session *s, const struct verify_report *r, size_t i,
                        const struct certificate_holder *h)
{
    if (r->signatures[i].is_timestamp) return say(s, "Time-stamp on the document");
    if (!report_has_path(&r->signatures[i].verdict)) return say(s, "Signature");
    switch (h->kind) {
    case HOLDER_PERSON:
        return say(s, "Signature of a person");
    case HOLDER_ORGANISATION:
        return follows_another(r, i) ? say(s, "Second seal: the seal of an organisation on what was signed before")
                                     : say(s, "Seal of an organisation");
    case HOLDER_UNKNOWN:
        break;
    }
    return say(s, "Signature");
}

enum tone tone_of(enum indication i)
{
    return i == TOTAL_PASSED ? TONE_GOOD : i == TOTAL_FAILED ? TONE_BAD : TONE_DOUBT;
}

/* The reason that decided stands first; without any anchor the plain cause is that there was none. */
static const char *reason_of(const struct report_view *view, const struct verdict *v)
{
    if (view->anchor_count == 0 && v->sub_indication == SUB_NO_CERTIFICATE_CHAIN_FOUND)
        return say(view->s, "no trust anchor was given, so nobody vouches for the signer");
    return v->messages.count > 0 ? v->messages.item[0].text[view->s->lang] : "";
}

/* Why a signature failed, for who has never heard of the rule; which one, and where, stands among the remarks. The
 * first whose beginning fits. */
static const char *plain_failure(const struct session *s, const char *rule)
{
    const struct {
        const char *rule, *text;
    } rows[] = {
        {"HASH", say(s, "the document is not the one that was signed: its content was changed")},
        {"VALUE", say(s, "the signature was not made with this signer's key")},
        {"CMS-07", say(s, "the signature names another certificate than the one that came with it")},
        {"PDF-19", say(s, "the document was changed after this signature")},
        {"PDF-20", say(s, "the document was prepared so that it could be changed after this signature")},
        {"PDF-33", say(s, "the signature does not cover the whole document")},
        {"PDF-38", say(s, "the signature itself was replaced later")},
        {"PDF-4", say(s, "the signature was put together wrongly, or tampered with")},
        {"PDF-5", say(s, "the document was changed after this signature")},
        {"PDF-6", say(s, "the document was changed after this signature")},
        {"PDF-7", say(s, "something was added that an earlier signature forbids")},
        {"PDF-", say(s, "the file is not built as it must be, or was tampered with")},
        {"XML-", say(s, "the signed document is not built as it must be, or was tampered with")},
        {"TSP-01b", say(s, "the time-stamp belongs to another content")},
        {"REV-03", say(s, "it was signed after the certificate was revoked")},
        {"X5-06", say(s, "it was signed outside of the certificate's dates")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (view_starts_with(view_of_string(rule), rows[i].rule)) return rows[i].text;
    return say(s, "the signature is not built as it must be, or was tampered with");
}

struct phrase phrase_valid(const struct report_view *view, const struct verdict *v)
{
    const struct session *s = view->s;
    if (v->indication == TOTAL_FAILED)
        return P(say(s, "NO: %s"), plain_failure(s, v->messages.count > 0 ? v->messages.item[0].rule : ""));
    if (v->indication != TOTAL_PASSED) return P(say(s, "NOT DECIDED, so this is not a yes: %s"), reason_of(view, v));
    if (v->revocation != REVOCATION_GOOD)
        return P("%s", say(s, "YES, but nobody knows whether the certificate was revoked"));
    return P("%s", say(s, "YES"));
}

/* "unit, organisation", as far as they are there and say more than the name. */
static struct phrase for_whom(const char *name, const struct certificate_holder *h)
{
    bool organisation = h->organisation[0] != '\0' && strcmp(h->organisation, name) != 0;
    bool units = h->units[0] != '\0';
    return P("%s%s%s", h->units, units && organisation ? ", " : "", organisation ? h->organisation : "");
}

struct phrase phrase_signer(const struct session *s, const struct signature_report *r,
                            const struct certificate_holder *h)
{
    const struct signer_names *n = &r->verdict.signer;
    if (!r->verdict.has_signer) return P("%s", say(s, "nobody can tell: there is no certificate of the signer"));
    const char *name = n->common_name[0] != '\0' ? n->common_name : n->subject;
    struct phrase whom = for_whom(name, h);
    struct phrase who = whom.s[0] == '\0' ? P("%s", name) : P(say(s, "%s, of %s"), name, whom.s);
    if (report_has_path(&r->verdict)) return who;
    return P(say(s, "%s - so the certificate says; no authority that you trust confirms it"), who.s);
}

/* The document time-stamp itself: what it says is its own word, and worth what its verdict is. */
static struct phrase when_stamped(const struct session *s, const struct verdict *v)
{
    if (v->stamp_count == 0 || v->stamps[0].time == 0) return P("%s", say(s, "no time"));
    return P(say(s, "%s, as the time-stamping authority says"), time_of(s, v->stamps[0].time).s);
}

struct phrase phrase_when(const struct session *s, const struct signature_report *r)
{
    const struct verdict *v = &r->verdict;
    bool claimed = r->claimed_time[0] != '\0';
    struct phrase claim = phrase_time(s, r->claimed_time), proven = time_of(s, v->best_time);
    if (r->is_timestamp) return when_stamped(s, v);
    if (v->best_time_is_proven && claimed)
        return P(say(s, "not later than %s, which a time-stamp proves; the signer claims %s"), proven.s, claim.s);
    if (v->best_time_is_proven) return P(say(s, "not later than %s, which a time-stamp proves"), proven.s);
    if (claimed) return P(say(s, "%s, as the signer's computer claimed; no time-stamp proves it"), claim.s);
    return P("%s", say(s, "not said, and no time-stamp proves it"));
}

static const char *changes_of_pdf(const struct session *s, const struct signature_report *r)
{
    if (r->pdf_coverage != PDF_COVERS_WHOLE_FILE && r->pdf_coverage != PDF_COVERS_REVISION)
        return say(s, "cannot be told: the signature covers only a part of the file");
    if (r->changes_after & (PDF_CHANGE_FORM | PDF_CHANGE_ANNOTATION))
        return say(s, "a form was filled or a note added, which the signature allows");
    if (r->changes_after & PDF_CHANGE_SIGNATURE) return say(s, "nothing but a further signature was added");
    return r->changes_after != 0 ? say(s, "nothing but validation data was added") : say(s, "nothing was changed");
}

static const char *changes_of_xml(const struct session *s, const struct signature_report *r)
{
    if (r->xml_coverage == XML_COVERS_WHOLE_DOCUMENT) return say(s, "nothing was changed");
    if (r->xml_coverage == XML_COVERS_ELEMENTS)
        return say(s, "nothing was changed in the parts that it covers; it does not protect the others");
    return say(s, "cannot be told: the signature covers nothing of the document");
}

struct phrase phrase_changes(const struct session *s, enum document_format format, const struct signature_report *r)
{
    if (r->verdict.sub_indication == SUB_HASH_FAILURE)
        return P("%s", say(s, "CHANGED: what is there now is not what was signed"));
    if (r->changes_after & PDF_CHANGE_OTHER)
        return P("%s", say(s, "CHANGED: the document was changed after this signature"));
    if (!report_digest_holds(r)) return P("%s", say(s, "cannot be told: the signature itself does not hold"));
    return P("%s", format == DOCUMENT_XML ? changes_of_xml(s, r) : changes_of_pdf(s, r));
}

static struct phrase revocation_of(const struct session *s, const struct verdict *v)
{
    switch (v->revocation) {
    case REVOCATION_GOOD:
        return P("%s", say(s, "not revoked"));
    case REVOCATION_REVOKED:
        return v->revoked_at > 0 ? P(say(s, "REVOKED at %s"), time_of(s, v->revoked_at).s) : P("%s", say(s, "REVOKED"));
    case REVOCATION_UNKNOWN:
        return P("%s", say(s, "not known whether it was revoked"));
    case REVOCATION_NOT_CHECKED:
    case REVOCATION_COUNT:
        break;
    }
    return P("%s", say(s, "revocation not checked"));
}

/* RFC 3339 times in UTC, of one form: their order is that of their text. */
static const char *period_word(const struct session *s, const struct signature_report *r)
{
    const struct signer_names *n = &r->verdict.signer;
    if (r->best_time[0] == '\0' || n->not_before[0] == '\0' || n->not_after[0] == '\0')
        return say(s, "its period could not be compared");
    if (strcmp(r->best_time, n->not_before) < 0) return say(s, "NOT YET in its period");
    return strcmp(r->best_time, n->not_after) > 0 ? say(s, "NO LONGER in its period") : say(s, "in its period");
}

struct phrase phrase_validity(const struct session *s, const struct signature_report *r)
{
    struct phrase at = phrase_time(s, r->best_time), revocation = revocation_of(s, &r->verdict);
    const char *period = period_word(s, r);
    if (r->verdict.best_time_is_proven)
        return P(say(s, "%s, %s; judged as of the proven time, %s"), period, revocation.s, at.s);
    return P(say(s, "%s, %s; judged as of the time of this check, %s"), period, revocation.s, at.s);
}

static const char *origin_word(const struct session *s, const char *origin)
{
    if (strcmp(origin, "given") == 0) return say(s, "given with the command");
    if (strcmp(origin, "signature") == 0) return say(s, "carried by the signature");
    if (strcmp(origin, "document") == 0) return say(s, "carried by the document");
    return strcmp(origin, "online") == 0 ? say(s, "asked online") : origin;
}

struct phrase phrase_status(const struct session *s, const struct verdict *v)
{
    if (v->status_kind == NULL || v->status_kind[0] == '\0') return P("%s", "");
    struct phrase at = v->status_time > 0 ? time_of(s, v->status_time) : P("%s", say(s, "no time"));
    return P(say(s, "%s of %s, %s"), v->status_kind, at.s,
             origin_word(s, v->status_origin == NULL ? "" : v->status_origin));
}

struct phrase phrase_stamp(const struct session *s, const struct stamp_verdict *t)
{
    const char *word = t->indication == TOTAL_PASSED   ? say(s, "valid")
                       : t->indication == TOTAL_FAILED ? say(s, "NOT VALID")
                                                       : say(s, "not decided");
    const char *sub = sub_indication_name(t->sub_indication);
    struct phrase at = t->time != 0 ? time_of(s, t->time) : P("%s", say(s, "no time"));
    return P(say(s, "%s, by %s: %s%s%s"), at.s, t->authority, word, sub[0] != '\0' ? ", " : "", sub);
}

/* Where the attribute CN of an RFC 4514 string has its value; an escaped comma starts no attribute. NULL: there is
 * none. */
static const char *common_name_in(const char *subject)
{
    bool starts = true;
    for (const char *at = subject; *at != '\0'; at++) {
        if (starts && strncmp(at, "CN=", 3) == 0) return at + 3;
        starts = *at == ',' || *at == '+';
        if (*at == '\\' && at[1] != '\0') at++;
    }
    return NULL;
}

/* The common name, or the whole subject where there is none. */
static void put_short_name(struct buf *out, const char *subject)
{
    const char *cn = common_name_in(subject);
    if (cn == NULL) {
        buf_put_string(out, subject);
        return;
    }
    for (; *cn != '\0' && *cn != ',' && *cn != '+'; cn++) {
        if (*cn == '\\' && cn[1] != '\0') buf_put_byte(out, (uint8_t)*cn++);
        buf_put_byte(out, (uint8_t)*cn);
    }
}

struct phrase phrase_path(const struct verdict *v)
{
    AUTO_BUF names = BUF_INIT(sizeof((struct phrase *)NULL)->s - 1);
    for (size_t i = 0; i < v->chain_count; i++) {
        if (i > 0) buf_put_string(&names, " < ");
        put_short_name(&names, v->chain[i].subject);
    }
    return P("%.*s", (int)names.len, names.len > 0 ? (const char *)names.data : "");
}

static const char *standing_word(const struct session *s, enum anchor_standing standing)
{
    switch (standing) {
    case ANCHOR_KNOWN:
        return say(s, "; a known authority");
    case ANCHOR_IMITATES:
        return say(s, "; ATTENTION: it has the name of a known authority and is not its certificate");
    case ANCHOR_UNKNOWN:
    case ANCHOR_STANDING_NONE:
    case ANCHOR_STANDING_COUNT:
        break;
    }
    return "";
}

struct phrase phrase_anchor(const struct session *s, const struct anchor_info *a)
{
    const char *sha256 = a->names.fingerprint_sha256, *standing = standing_word(s, a->standing);
    if (a->added == 0)
        return P(say(s, "%s; given for this run, from %s; SHA-256 %s%s"), a->name, a->source, sha256, standing);
    char since[LIMIT_TEXT];
    utc_text(since, sizeof since, a->added);
    return P(say(s, "%s; in the trust store since %s, from %s; SHA-256 %s%s"), a->name, phrase_day(s, since).s,
             a->source, sha256, standing);
}

const char *phrase_gap(const struct session *s, enum gap gap)
{
    switch (gap) {
    case GAP_TRUST:
        return say(s, "whether the certificate can be trusted: no trust anchor was given (--trust, or seal trust add)");
    case GAP_PATH:
        return say(s, "whether the certificate can be trusted: no path to a trust anchor was established");
    case GAP_REVOCATION:
        return say(s, "whether the certificate was revoked");
    case GAP_TIME:
        return say(s, "when it was signed: no time-stamp proves it");
    case GAP_CHANGES:
        return say(s, "whether the document was changed after this signature");
    case GAP_COVERAGE:
        return say(s, "the parts of the document that this signature does not cover");
    case GAP_COUNT:
        break;
    }
    return "";
}
