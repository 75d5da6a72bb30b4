// SPDX-License-Identifier: Apache-2.0
#include "tools/trust_report.h"

#include <jansson.h>

#include "signer/utc.h"

enum { DAY = 24 * 60 * 60, EXPIRY_WARNING_DAYS = 90 };

AUTO_DEFINE(json_t, json_decref)

/* ---- for people ---- */

static void print_validity(const struct session *s, const struct anchor_info *i, int64_t now)
{
    printf("  %s %s - %s", say(s, "valid:"), i->names.not_before, i->names.not_after);
    int64_t left = (i->not_after - now) / DAY;
    if (now > i->not_after)
        printf("  %s", say(s, "EXPIRED: what was signed later is not valid"));
    else if (now < i->not_before)
        printf("  %s", say(s, "NOT VALID YET"));
    else if (left < EXPIRY_WARNING_DAYS)
        printf(say(s, "  expires in %lld days"), (long long)left);
    printf("\n");
}

static void print_standing(const struct session *s, const struct anchor_info *i)
{
    const struct known_anchor *k = i->known;
    if (i->standing == ANCHOR_KNOWN)
        printf("  %s %s, %s%s\n", say(s, "known:"), k->common_name, k->hierarchy,
               k->is_second_hand
                   ? say(s, " (its fingerprint was told by a third party; compare it with what the CA publishes)")
                   : "");
    else
        printf("  %s\n", say(s, "NOT among the known ones; compare the fingerprint with what the CA publishes"));
    if (i->standing == ANCHOR_IMITATES)
        printf("  %s %s, %s\n", say(s, "CAREFUL: it has the name of a known one and another fingerprint:"),
               k->common_name, k->hierarchy);
    if (i->is_weakly_signed)
        printf("  %s\n", say(s, "its signature is too weak to count; only its fingerprint tells it apart"));
    if (!i->is_self_issued)
        printf("  %s\n", say(s, "an intermediate: whether it was revoked is not asked once it is trusted itself"));
}

/* How old, and how it was made sure of, for one that is stored. */
static void print_age(const struct session *s, const struct anchor_info *i, int64_t now)
{
    static const char *const how[CONFIRMED_COUNT] = {
        [CONFIRMED_NONE] = "",
        [CONFIRMED_KNOWN] = "as a known one",
        [CONFIRMED_FINGERPRINT] = "after somebody gave its fingerprint",
        [CONFIRMED_ACCEPTED] = "after somebody said yes",
    };
    char added[32];
    utc_text(added, sizeof added, i->added);
    printf("  %s %s, %s", say(s, "added:"), added, say(s, how[i->confirmation]));
    printf(say(s, " (%lld days ago)"), (long long)((now - i->added) / DAY));
    printf("\n");
}

void trust_report_text(const struct session *s, const struct anchor_info *i, int64_t now)
{
    printf("%s\n", i->name);
    printf("  %s %s\n", say(s, "subject:"), i->names.subject);
    printf("  %s %s\n", say(s, "issuer:"), i->is_self_issued ? say(s, "itself") : i->names.issuer);
    print_validity(s, i, now);
    printf("  %s %s, %s %s\n", say(s, "key:"), i->key, say(s, "signed with"), i->signature);
    printf("  SHA-256: %s\n", i->names.fingerprint_sha256);
    print_standing(s, i);
    printf("  %s %s\n", say(s, "source:"), i->source);
    if (i->added != 0) print_age(s, i, now);
}

/* ---- for programs ---- */

static json_t *anchor_json(const struct anchor_info *i, int64_t now)
{
    static const char *const standings[ANCHOR_STANDING_COUNT] = {
        [ANCHOR_STANDING_NONE] = "",
        [ANCHOR_KNOWN] = "known",
        [ANCHOR_UNKNOWN] = "unknown",
        [ANCHOR_IMITATES] = "imitates",
    };
    char added[32];
    utc_text(added, sizeof added, i->added);
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", i->name, "fingerprint_sha256",
                          i->names.fingerprint_sha256, "subject", i->names.subject, "issuer", i->names.issuer, "serial",
                          i->names.serial, "not_before", i->names.not_before, "not_after", i->names.not_after, "key",
                          i->key, "signature_algorithm", i->signature, "standing", standings[i->standing]);
    if (i->known != NULL) json_object_set_new(o, "known", json_string(i->known->common_name));
    json_object_set_new(o, "source", json_string(i->source));
    json_object_set_new(o, "added", json_string(added));
    json_object_set_new(o, "age_days", json_integer((json_int_t)((now - i->added) / DAY)));
    json_object_set_new(o, "confirmed", json_string(anchor_confirmation_name(i->confirmation)));
    json_object_set_new(o, "expired", json_boolean(now > i->not_after));
    return o;
}

status trust_report_json(const struct trust *t, int64_t now, struct err *e)
{
    AUTO(json_decref)
    json_t *all = json_array();
    for (size_t i = 0; i < trust_anchor_count(t); i++) json_array_append_new(all, anchor_json(trust_anchor(t, i), now));
    ENSURE(all != NULL && json_dumpf(all, stdout, JSON_COMPACT) == 0 && puts("") >= 0, ERR_OUTPUT,
           "cannot write the list");
    return OK;
}
