// SPDX-License-Identifier: Apache-2.0
#include "tools/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "formats/cms/digest.h"
#include "signer/output.h"
#include "signer/utc.h"

enum { HEX_DIGEST = 64, NAME_DIGITS = 16, SUFFIX_MAX = 5, JSON_MAX = 256 << 10 };

static void hex_of(char out[static HEX_DIGEST + 1], struct view sha256)
{
    struct view done = {0};
    struct err ignored = {0};
    AUTO_BUF hex = BUF_INIT(HEX_DIGEST);
    text_put_hex(&hex, sha256);
    out[0] = '\0';
    if (buf_done(&done, &hex, &ignored) == OK) snprintf(out, HEX_DIGEST + 1, "%.*s", (int)done.len, done.data);
}

/* "SHA256.crl" */
static status name_proof(char out[static HEX_DIGEST + SUFFIX_MAX + 1], const struct proof *p, struct err *e)
{
    static const char *const suffixes[PROOF_KIND_COUNT] = {
        [PROOF_CERTIFICATE] = "cer", [PROOF_CRL] = "crl", [PROOF_OCSP] = "ocsp"};
    char hex[HEX_DIGEST + 1];
    AUTO_BUF digest = BUF_INIT(DIGEST_SIZE_MAX);
    TRY(digest_bytes(&digest, DIGEST_SHA256, view_of(p->der.data, p->der.len), e));
    hex_of(hex, view_of(digest.data, digest.len));
    snprintf(out, HEX_DIGEST + SUFFIX_MAX + 1, "%s.%s", hex, suffixes[p->kind]);
    return OK;
}

/* Its name says what is in it: one that is there is the same. */
static status write_proof(int folder, json_t *names, const struct proof *p, struct err *e)
{
    char name[HEX_DIGEST + SUFFIX_MAX + 1];
    TRY(name_proof(name, p, e));
    json_array_append_new(names, json_string(name));
    if (faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) return OK;
    return output_write_at(folder, name, 0644, view_of(p->der.data, p->der.len), e);
}

/* ---- the object ---- */

static void put_text(json_t *to, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0') json_object_set_new(to, name, json_string(value));
}

static void put_time(json_t *to, const char *name, int64_t time)
{
    char text[LIMIT_TEXT];
    if (time == 0) return;
    utc_text(text, sizeof text, time);
    put_text(to, name, text);
}

static void put_signer(json_t *to, const struct own_status *own)
{
    struct signer_names n;
    struct err ignored = {0};
    const struct proof *p = own->evidence.item; /* the signer's certificate is the first */
    if (own->evidence.count == 0 || certificate_names(&n, view_of(p->der.data, p->der.len), &ignored) != OK) return;
    json_t *signer = json_object();
    put_text(signer, "subject", n.subject);
    put_text(signer, "issuer", n.issuer);
    put_text(signer, "serial", n.serial);
    put_text(signer, "not_before", n.not_before);
    put_text(signer, "not_after", n.not_after);
    put_text(signer, "fingerprint_sha256", n.fingerprint_sha256);
    json_object_set_new(to, "signer", signer);
}

static void put_status(json_t *to, const struct own_status *own)
{
    put_time(to, "checked", own->time);
    json_object_set_new(to, "path", json_boolean(own->has_path));
    put_text(to, "revocation", revocation_name(own->status));
    put_text(to, "status_kind", own->kind);
    put_text(to, "status_origin", own->origin);
    put_time(to, "status_time", own->this_update);
}

static void put_notes(json_t *to, const struct findings *notes)
{
    json_t *all = json_array();
    for (size_t i = 0; i < notes->count; i++) {
        json_t *one = json_object();
        put_text(one, "code", notes->item[i].rule);
        put_text(one, "text", notes->item[i].text[LANG_EN]);
        json_array_append_new(all, one);
    }
    json_object_set_new(to, "notes", all);
}

static json_t *describe(const char *output, const struct document *d, const struct sign_outcome *o)
{
    char hex[HEX_DIGEST + 1];
    json_t *all = json_object();
    hex_of(hex, view_of(d->sha256, sizeof d->sha256));
    put_text(all, "output", text_escape_string(output).s);
    put_text(all, "sha256", hex);
    put_text(all, "field", o->field);
    put_text(all, "level", o->level);
    put_signer(all, &o->own);
    put_status(all, &o->own);
    put_notes(all, &o->notes);
    return all;
}

/* ---- into the folder ---- */

/* Cut where it would be too long for a file's name; a slash in a field's name is no folder. */
static void name_object(char out[static NAME_MAX + 1], const char *output, const char *field, const char *digest)
{
    const char *slash = strrchr(output, '/'), *base = slash == NULL ? output : slash + 1;
    size_t of_field = text_cut(view_of_string(field), 80);
    size_t of_base = text_cut(view_of_string(base), NAME_MAX - of_field - NAME_DIGITS - sizeof "..json");
    snprintf(out, NAME_MAX + 1, "%.*s.%.*s.%.*s.json", (int)of_base, base, (int)of_field, field, NAME_DIGITS, digest);
    for (char *c = out; *c != '\0'; c++)
        if (*c == '/') *c = '_';
}

static int take(const char *text, size_t len, void *to)
{
    struct buf *b = to;
    buf_put(b, view_of(text, len));
    return b->failed ? -1 : 0;
}

static status write_object(int folder, const char *output, const json_t *object, const char *field, struct err *e)
{
    char name[NAME_MAX + 1];
    AUTO_BUF bytes = BUF_INIT(JSON_MAX);
    struct view done;
    ENSURE(json_dump_callback(object, take, &bytes, JSON_INDENT(2) | JSON_PRESERVE_ORDER) == 0, ERR_INTERNAL,
           "out of memory");
    buf_put_byte(&bytes, '\n');
    TRY(buf_done(&done, &bytes, e));
    name_object(name, output, field, json_string_value(json_object_get(object, "sha256")));
    return output_write_at(folder, name, 0644, done, e);
}

static status write_all(int folder, json_t *object, const char *output, const struct sign_outcome *o, struct err *e)
{
    json_t *names = json_array();
    json_object_set_new(object, "files", names);
    for (size_t i = 0; i < o->own.evidence.count; i++) TRY(write_proof(folder, names, &o->own.evidence.item[i], e));
    return write_object(folder, output, object, o->field, e);
}

status evidence_write(const char *folder, const char *output, const struct document *signed_document,
                      const struct sign_outcome *o, struct err *e)
{
    TRY(output_make_folder(folder, e));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ENSURE(fd >= 0, ERR_OUTPUT, "cannot be written: %s", strerror(errno));
    json_t *object = describe(output, signed_document, o);
    status r = write_all(fd, object, output, o, e);
    json_decref(object);
    close(fd);
    return r;
}
