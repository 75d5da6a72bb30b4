// SPDX-License-Identifier: Apache-2.0
#include "signer/fetch_ops.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "formats/base/text.h"
#include "signer/address.h"

enum { ADDRESSES_MAX = 8, PIN_MAX = 1024 };

AUTO_DEFINE(CURL, curl_easy_cleanup)
AUTO_DEFINE(CURLU, curl_url_cleanup)

static void auto_slist(struct curl_slist **p)
{
    curl_slist_free_all(*p);
}

static void auto_text(char **p)
{
    curl_free(*p);
}

static const struct {
    const char *content_type, *accept; /* of the question; NULL: nothing is posted */
} kinds[FETCH_OP_COUNT] = {
    [FETCH_OCSP] = {"Content-Type: application/ocsp-request", "Accept: application/ocsp-response"},
    [FETCH_CRL] = {NULL, "Accept: application/pkix-crl"},
    [FETCH_CERTIFICATE] = {NULL, "Accept: application/pkix-cert, application/pkcs7-mime"},
    [FETCH_TIMESTAMP] = {"Content-Type: application/timestamp-query", "Accept: application/timestamp-reply"},
};

/* Where a question goes. */
struct target {
    char host[LIMIT_TEXT], port[8];
    bool is_exact; /* HOST:PORT is allowed: whatever port and address it is */
    struct sockaddr_storage address[ADDRESSES_MAX];
    size_t count;
};

/* ---- where may we go? ---- */

static status read_url(struct target *t, const char *url, struct err *e)
{
    AUTO_CLEAR(auto_text) char *scheme = NULL;
    AUTO_CLEAR(auto_text) char *host = NULL;
    AUTO_CLEAR(auto_text) char *port = NULL;
    AUTO_CLEAR(auto_text) char *user = NULL;
    AUTO(curl_url_cleanup)
    CURLU *u = curl_url();
    MEM_ENSURE(u);
    bool read = curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    ENSURE(read && strlen(host) < sizeof t->host && strlen(port) < sizeof t->port, ERR_REMOTE,
           "it is not an address that can be asked");
    ENSURE(strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0, ERR_REMOTE,
           "only http and https addresses are asked");
    ENSURE(curl_url_get(u, CURLUPART_USER, &user, 0) != CURLUE_OK, ERR_REMOTE,
           "an address with a user name in it is not asked");
    snprintf(t->host, sizeof t->host, "%s", host);
    snprintf(t->port, sizeof t->port, "%s", port);
    return OK;
}

static status check_allowed(struct target *t, const struct fetch_request *r, struct err *e)
{
    char exact[sizeof t->host + sizeof t->port + 1];
    bool is_named = r->allowed_count == 0;
    t->is_exact = r->op == FETCH_TIMESTAMP;
    if (t->is_exact) return OK;
    snprintf(exact, sizeof exact, "%s:%s", t->host, t->port);
    for (size_t i = 0; i < r->allowed_count; i++) {
        t->is_exact |= strcasecmp(r->allowed[i], exact) == 0;
        is_named |= strcasecmp(r->allowed[i], t->host) == 0;
    }
    ENSURE(is_named || t->is_exact, ERR_REMOTE, "the host %s is not among those that may be asked",
           text_escape_string(t->host).s);
    bool usual = strcmp(t->port, "80") == 0 || strcmp(t->port, "443") == 0;
    ENSURE(usual || t->is_exact, ERR_REMOTE, "port %s is not asked unless it is allowed", t->port);
    return OK;
}

static void keep(struct target *t, const struct addrinfo *a)
{
    bool fits = t->count < ADDRESSES_MAX && a->ai_addrlen <= sizeof t->address[0];
    if (!fits || (!t->is_exact && !address_is_public(a->ai_addr))) return;
    memcpy(&t->address[t->count++], a->ai_addr, a->ai_addrlen);
}

/* curl_url keeps the brackets of an IPv6 address. */
static void bare_host(char *out, size_t size, const char *host)
{
    size_t len = strlen(host);
    bool bracketed = len > 2 && host[0] == '[' && host[len - 1] == ']';
    snprintf(out, size, "%.*s", (int)(bracketed ? len - 2 : len), bracketed ? host + 1 : host);
}

static status resolve(struct target *t, struct err *e)
{
    char host[LIMIT_TEXT];
    struct addrinfo *all = NULL;
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    bare_host(host, sizeof host, t->host);
    int failed = getaddrinfo(host, t->port, &hints, &all);
    ENSURE(failed == 0, ERR_REMOTE, "the host %s is not found: %s", text_escape_string(host).s, gai_strerror(failed));
    for (const struct addrinfo *a = all; a != NULL; a = a->ai_next) keep(t, a);
    freeaddrinfo(all);
    ENSURE(t->count > 0, ERR_REMOTE, "the host %s is not on the public network", text_escape_string(host).s);
    return OK;
}

static status find_target(struct target *t, const struct fetch_request *r, struct err *e)
{
    TRY(read_url(t, r->url, e));
    TRY(check_allowed(t, r, e));
    return resolve(t, e);
}

/* ---- the question ---- */

static bool is_same(const struct sockaddr_storage *a, const struct sockaddr *b)
{
    struct sockaddr_in x4, y4;
    struct sockaddr_in6 x6, y6;
    if (a->ss_family != b->sa_family) return false;
    if (b->sa_family == AF_INET) {
        memcpy(&x4, a, sizeof x4);
        memcpy(&y4, b, sizeof y4);
        return x4.sin_port == y4.sin_port && x4.sin_addr.s_addr == y4.sin_addr.s_addr;
    }
    memcpy(&x6, a, sizeof x6);
    memcpy(&y6, b, sizeof y6);
    return x6.sin6_port == y6.sin6_port && memcmp(&x6.sin6_addr, &y6.sin6_addr, sizeof x6.sin6_addr) == 0;
}

/* Whatever libcurl means to connect to, it is one of the addresses that were checked. */
static curl_socket_t open_socket(void *target, curlsocktype purpose,
                                 struct curl_sockaddr *address) // NOLINT(readability-non-const-parameter)
{
    const struct target *t = target;
    for (size_t i = 0; purpose == CURLSOCKTYPE_IPCXN && i < t->count; i++)
        if (is_same(&t->address[i], &address->addr))
            return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    return CURL_SOCKET_BAD;
}

static size_t take(char *bytes, // NOLINT(readability-non-const-parameter): the type is libcurl's
                   size_t size, size_t count, void *answer)
{
    struct buf *b = answer;
    buf_put(b, view_of(bytes, size * count));
    return b->failed ? 0 : size * count;
}

/* "HOST:PORT:ADDRESS,ADDRESS": libcurl looks no name up itself. */
static status pin(struct curl_slist **out, const struct target *t, struct err *e)
{
    AUTO_BUF text = BUF_INIT(PIN_MAX);
    struct view done;
    buf_printf(&text, "%s:%s:", t->host, t->port);
    for (size_t i = 0; i < t->count; i++) {
        char number[INET6_ADDRSTRLEN];
        const struct sockaddr *a = (const struct sockaddr *)&t->address[i];
        ENSURE(getnameinfo(a, sizeof t->address[i], number, sizeof number, NULL, 0, NI_NUMERICHOST) == 0, ERR_REMOTE,
               "it is not an address that can be asked");
        buf_printf(&text, a->sa_family == AF_INET6 ? "%s[%s]" : "%s%s", i == 0 ? "" : ",", number);
    }
    buf_put_byte(&text, 0);
    TRY(buf_done(&done, &text, e));
    *out = curl_slist_append(NULL, (const char *)done.data);
    MEM_ENSURE(*out);
    return OK;
}

static CURLcode set_manners(CURL *c, unsigned seconds)
{
    CURLcode r = curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_PROXY, "");
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    if (r == CURLE_OK) r = curl_easy_setopt(c, CURLOPT_USERAGENT, "second-seal");
    return r == CURLE_OK ? curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)seconds) : r;
}

static CURLcode set_target(CURL *c, const struct fetch_request *r, const struct target *t, struct curl_slist *pins)
{
    CURLcode code = curl_easy_setopt(c, CURLOPT_URL, r->url);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_RESOLVE, pins);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    return code == CURLE_OK ? curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t) : code;
}

static CURLcode set_question(CURL *c, const struct fetch_request *r, struct curl_slist *headers, struct buf *answer)
{
    CURLcode code = curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
    if (code == CURLE_OK) code = curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)fetch_size_max(r->op));
    if (kinds[r->op].content_type == NULL || code != CURLE_OK) return code;
    code = curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
    return code == CURLE_OK ? curl_easy_setopt(c, CURLOPT_POSTFIELDS, r->body.data) : code;
}

static struct curl_slist *headers_of(enum fetch_op op)
{
    struct curl_slist *all = curl_slist_append(NULL, kinds[op].accept);
    struct curl_slist *more = all == NULL ? NULL : curl_slist_append(all, "Expect:");
    if (more != NULL && kinds[op].content_type != NULL) more = curl_slist_append(all, kinds[op].content_type);
    if (more == NULL) curl_slist_free_all(all);
    return more;
}

static status explain(CURLcode code, const struct buf *answer, long http, unsigned seconds, struct err *e)
{
    ENSURE(!answer->failed && code != CURLE_FILESIZE_EXCEEDED, ERR_REMOTE, "the answer is larger than %zu bytes",
           answer->max);
    ENSURE(code != CURLE_OPERATION_TIMEDOUT, ERR_REMOTE, "no answer came within %u seconds", seconds);
    ENSURE(code == CURLE_OK, ERR_REMOTE, "the question failed: %s", curl_easy_strerror(code));
    ENSURE(http / 100 != 3, ERR_REMOTE, "the server sends us elsewhere, where we do not go");
    ENSURE(http == 200, ERR_REMOTE, "the server answers with code %ld", http);
    ENSURE(answer->len > 0, ERR_REMOTE, "the answer is empty");
    return OK;
}

static status ask(struct buf *answer, const struct fetch_request *r, const struct target *t, struct err *e)
{
    long http = 0;
    AUTO_CLEAR(auto_slist) struct curl_slist *pins = NULL;
    AUTO_CLEAR(auto_slist) struct curl_slist *headers = headers_of(r->op);
    AUTO(curl_easy_cleanup)
    CURL *c = curl_easy_init();
    MEM_ENSURE(headers);
    MEM_ENSURE(c);
    TRY(pin(&pins, t, e));
    bool set = set_manners(c, r->seconds) == CURLE_OK && set_target(c, r, t, pins) == CURLE_OK &&
               set_question(c, r, headers, answer) == CURLE_OK;
    ENSURE(set, ERR_INTERNAL, "libcurl does not take our settings");
    CURLcode code = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &http);
    return explain(code, answer, http, r->seconds, e);
}

status fetch_answer(struct buf *answer, struct view request, struct err *e)
{
    AUTO(mem_free)
    struct fetch_request *r = mem_new(sizeof *r);
    AUTO(mem_free)
    struct target *t = mem_new(sizeof *t);
    MEM_ENSURE(r);
    MEM_ENSURE(t);
    TRY(fetch_request_get(r, &request, e));
    TRY(wire_end(request, e));
    ENSURE(r->op != FETCH_NONE && r->seconds > 0, ERR_INTERNAL, "nothing is to be fetched");
    AUTO_BUF content = BUF_INIT(fetch_size_max(r->op));
    TRY(find_target(t, r, e));
    TRY(ask(&content, r, t, e));
    buf_move(answer, &content);
    return OK;
}
