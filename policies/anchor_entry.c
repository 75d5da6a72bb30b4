// SPDX-License-Identifier: Apache-2.0
#include <string.h>
#include <time.h>

#include <openssl/pem.h>

#include "formats/base/text.h"
#include "formats/cms/ossl.h"
#include "policies/anchor_info.h"

static const char title[] = "second-seal trust anchor 1";

static status put_pem(struct buf *out, struct view der, struct err *e)
{
    char *text = NULL;
    AUTO(BIO_free_all)
    BIO *pem = BIO_new(BIO_s_mem());
    MEM_ENSURE(pem);
    ENSURE(PEM_write_bio(pem, PEM_STRING_X509, "", der.data, (long)der.len) > 0, ERR_INTERNAL, "out of memory");
    long len = BIO_get_mem_data(pem, &text);
    buf_put(out, view_of(text, len < 0 ? 0 : (size_t)len));
    return OK;
}

status anchor_entry_write(struct buf *out, const struct anchor_info *i, struct view certificate, struct err *e)
{
    AUTO_BUF b = BUF_INIT(out->max);
    struct view done;
    struct tm utc;
    char added[32] = "";
    time_t t = (time_t)i->added;
    ENSURE(gmtime_r(&t, &utc) != NULL && strftime(added, sizeof added, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0, ERR_INTERNAL,
           "the time cannot be written");
    buf_printf(&b, "%s\nname: %s\nfingerprint: %s\nsource: %s\nadded: %s\nconfirmed: %s\n", title, i->name,
               i->names.fingerprint_sha256, i->source, added, anchor_confirmation_name(i->confirmation));
    TRY(put_pem(&b, certificate, e));
    TRY(buf_done(&done, &b, e));
    buf_move(out, &b);
    return OK;
}

/* Takes "KEY: VALUE\n" off the front. */
static status take_line(char *out, size_t size, struct view *in, const char *key, struct err *e)
{
    size_t skip = strlen(key) + 2, end = view_find(*in, 0, view_of_string("\n"));
    ENSURE(end != SIZE_MAX && end >= skip && view_starts_with(*in, key), ERR_TRUST, "its line \"%s\" is missing", key);
    struct view value = view_part(*in, skip, end - skip);
    bool good = value.len < size && text_is_clean(value) && memcmp(in->data + skip - 2, ": ", 2) == 0;
    ENSURE(good, ERR_TRUST, "its line \"%s\" is malformed", key);
    if (value.len > 0) memcpy(out, value.data, value.len);
    out[value.len] = '\0';
    *in = view_part(*in, end + 1, in->len - end - 1);
    return OK;
}

static status take_title(struct view *in, struct err *e)
{
    size_t len = sizeof title; /* with the line's end in place of the string's */
    ENSURE(in->len > len && view_starts_with(*in, title) && in->data[len - 1] == '\n', ERR_TRUST,
           "it does not begin as one of ours");
    *in = view_part(*in, len, in->len - len);
    return OK;
}

static status read_time(int64_t *out, const char *text, struct err *e)
{
    struct tm t = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &t);
    ENSURE(rest != NULL && *rest == '\0', ERR_TRUST, "its line \"%s\" is malformed", "added");
    *out = (int64_t)timegm(&t);
    ENSURE(*out > 0, ERR_TRUST, "its line \"%s\" is malformed", "added");
    return OK;
}

static status read_confirmation(enum anchor_confirmation *out, const char *text, struct err *e)
{
    for (int c = CONFIRMED_NONE + 1; c < CONFIRMED_COUNT; c++) {
        if (strcmp(text, anchor_confirmation_name((enum anchor_confirmation)c)) != 0) continue;
        *out = (enum anchor_confirmation)c;
        return OK;
    }
    FAIL(ERR_TRUST, "its line \"%s\" is malformed", "confirmed");
}

status anchor_entry_read(struct anchor_info *out, struct view *pem, struct view entry, struct err *e)
{
    struct anchor_info i = {0};
    char added[32], confirmed[32];
    TRY(take_title(&entry, e));
    TRY(take_line(i.name, sizeof i.name, &entry, "name", e));
    TRY(take_line(i.names.fingerprint_sha256, sizeof i.names.fingerprint_sha256, &entry, "fingerprint", e));
    TRY(take_line(i.source, sizeof i.source, &entry, "source", e));
    TRY(take_line(added, sizeof added, &entry, "added", e));
    TRY(take_line(confirmed, sizeof confirmed, &entry, "confirmed", e));
    TRY(read_time(&i.added, added, e));
    TRY(read_confirmation(&i.confirmation, confirmed, e));
    *out = i;
    *pem = entry;
    return OK;
}
