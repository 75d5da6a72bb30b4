// SPDX-License-Identifier: Apache-2.0
/*
 * tsa_server DIR - a time-stamp authority on loopback for timestamp_test.sh, with manners and without. Writes its port
 * to DIR/port, each request's path to DIR/log, and into DIR/most how many /wait/ were under way at once; ends by
 * SIGTERM, with its parent, or after ten minutes.
 *
 * The path says what happens: /good, or a row of `manners`. Certificates are DIR/NAME.pem with DIR/NAME.key; the
 * issuer's is DIR/issuer.pem.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_MAX = 16 << 10, LIFE_SECONDS = 600, CHILD_SECONDS = 60, LARGE = 12 << 10, HOUR = 3600 };

struct answer {
    uint8_t *data;
    size_t len;
};

struct manner {
    const char *path;
    const char *certificate;     /* NULL: tsa */
    int time_offset;             /* of genTime */
    int failure;                 /* a bit of PKIFailureInfo in a rejection; -1: granted */
    bool with_mods;              /* granted with modifications */
    bool sign_again;             /* by CMS: what TS_RESP_CTX would not sign with */
    void (*ask)(TS_REQ **);      /* changes the question */
    void (*info)(TS_TST_INFO *); /* changes the TSTInfo; needs sign_again */
    void (*bytes)(struct answer *);
    void (*connection)(int to); /* instead of an answer */
};

static const char *dir;
static bool is_counted; /* in shared->active */
static struct {
    atomic_int active, most;
} * shared;

/* ---- what goes wrong in the question ---- */

static void other_nonce(TS_REQ **q)
{
    ASN1_INTEGER *n = ASN1_INTEGER_new();
    ASN1_INTEGER_set_uint64(n, 4711);
    TS_REQ_set_nonce(*q, n);
    ASN1_INTEGER_free(n);
}

/* The same without it: TS_REQ_set_nonce does not take it out */
static void no_nonce(TS_REQ **q)
{
    TS_REQ *bare = TS_REQ_new();
    TS_REQ_set_version(bare, 1);
    TS_REQ_set_msg_imprint(bare, TS_REQ_get_msg_imprint(*q));
    TS_REQ_set_cert_req(bare, 1);
    TS_REQ_free(*q);
    *q = bare;
}

static void set_imprint(TS_REQ *q, const EVP_MD *md)
{
    uint8_t zeros[EVP_MAX_MD_SIZE] = {0};
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(EVP_MD_get_type(md)), V_ASN1_NULL, NULL);
    TS_MSG_IMPRINT_set_algo(imprint, algorithm);
    TS_MSG_IMPRINT_set_msg(imprint, zeros, EVP_MD_get_size(md));
    TS_REQ_set_msg_imprint(q, imprint);
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
}

static void other_imprint(TS_REQ **q)
{
    set_imprint(*q, EVP_sha256());
}

static void longer_imprint(TS_REQ **q)
{
    set_imprint(*q, EVP_sha512());
}

static void no_certificate(TS_REQ **q)
{
    TS_REQ_set_cert_req(*q, 0);
}

/* ---- in the TSTInfo ---- */

static void add_large(TS_TST_INFO *info)
{
    uint8_t *zeros = OPENSSL_zalloc(LARGE);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    ASN1_OBJECT *oid = OBJ_txt2obj("2.999.7", 1);
    ASN1_OCTET_STRING_set(value, zeros, LARGE);
    X509_EXTENSION *one = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value);
    TS_TST_INFO_add_ext(info, one, -1);
    X509_EXTENSION_free(one);
    ASN1_OBJECT_free(oid);
    ASN1_OCTET_STRING_free(value);
    OPENSSL_free(zeros);
}

/* ---- in the bytes ---- */

static void replace(struct answer *a, const void *bytes, size_t len)
{
    free(a->data);
    a->data = malloc(len);
    memcpy(a->data, bytes, len);
    a->len = len;
}

static void make_garbage(struct answer *a)
{
    static const char none[] = "this is no time-stamp, however long one looks at it";
    replace(a, none, sizeof none);
}

static void add_trailing(struct answer *a)
{
    a->data = realloc(a->data, a->len + 1);
    a->data[a->len++] = 0;
}

static size_t header_size(const uint8_t *der)
{
    return der[1] < 0x80 ? 2 : 2 + (der[1] & 0x7fu);
}

/* The TLV at `from` with an indefinite length (X.690 8.1.3.6) */
static void loosen(struct answer *a, size_t from, size_t len)
{
    size_t header = header_size(a->data + from), content = len - header;
    uint8_t *loose = malloc(a->len + 8);
    memcpy(loose, a->data, from);
    loose[from] = a->data[from];
    loose[from + 1] = 0x80;
    memcpy(loose + from + 2, a->data + from + header, content);
    memset(loose + from + 2 + content, 0, 2);
    free(a->data);
    a->data = loose;
    a->len = from + content + 4;
}

static void make_indefinite(struct answer *a)
{
    loosen(a, 0, a->len);
}

/* The content of the token's ContentInfo: a length of two bytes has the room that the end of an indefinite one needs */
static void make_token_indefinite(struct answer *a)
{
    size_t status = header_size(a->data), token = status + 5, content = token + 4 + 11; /* 30 03 02 01 00, an OID */
    if (a->data[status + 1] != 3 || a->data[token + 1] != 0x82 || a->data[content] != 0xa0) abort();
    loosen(a, content, a->len - content);
}

static void make_waiting(struct answer *a)
{
    replace(a, "\x30\x05\x30\x03\x02\x01\x03", 7);
}

static void make_empty_grant(struct answer *a)
{
    replace(a, "\x30\x05\x30\x03\x02\x01\x00", 7);
}

static void make_unknown_status(struct answer *a)
{
    replace(a, "\x30\x05\x30\x03\x02\x01\x07", 7);
}

static void flip_signature(struct answer *a)
{
    a->data[a->len - 20] ^= 1; /* the signature value stands last */
}

/* ---- on the connection ---- */

/* Before the answer goes out: whoever has it may put the next question at once. */
static void count_out(void)
{
    if (is_counted) atomic_fetch_sub(&shared->active, 1);
    is_counted = false;
}

/* Nobody listens any more. */
static void leave(void)
{
    count_out();
    _exit(0);
}

static void say(int to, const char *text)
{
    if (write(to, text, strlen(text)) < 0) leave();
}

static void close_at_once(int to)
{
    (void)to;
}

static void be_silent(int to)
{
    (void)to;
    sleep(40);
}

static void be_slow(int to)
{
    say(to, "HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 40; i++) {
        say(to, "x");
        sleep(1);
    }
}

static void never_end(int to)
{
    char k[4096];
    memset(k, 'x', sizeof k - 1);
    k[sizeof k - 1] = '\0';
    say(to, "HTTP/1.1 200 X\r\n\r\n");
    for (int i = 0; i < 1 << 16; i++) say(to, k);
}

static void fail_inside(int to)
{
    say(to, "HTTP/1.1 500 X\r\nContent-Length: 2\r\n\r\nno");
}

static void send_away(int to)
{
    say(to, "HTTP/1.1 302 X\r\nLocation: /good\r\nContent-Length: 0\r\n\r\n");
}

static void say_nothing(int to)
{
    say(to, "HTTP/1.1 200 X\r\nContent-Length: 0\r\n\r\n");
}

static const struct manner manners[] = {
    {.path = "/good", .failure = -1},
    {.path = "/other-nonce", .failure = -1, .ask = other_nonce},
    {.path = "/no-nonce", .failure = -1, .ask = no_nonce},
    {.path = "/other-imprint", .failure = -1, .ask = other_imprint},
    {.path = "/longer-imprint", .failure = -1, .ask = longer_imprint},
    {.path = "/no-certificate", .failure = -1, .ask = no_certificate},
    {.path = "/old", .failure = -1, .time_offset = -HOUR},
    {.path = "/future", .failure = -1, .time_offset = HOUR},
    {.path = "/drift", .failure = -1, .time_offset = 20},
    {.path = "/mods", .failure = -1, .with_mods = true},
    {.path = "/expired", .failure = -1, .certificate = "expired"},
    {.path = "/revoked", .failure = -1, .certificate = "revoked"},
    {.path = "/untrusted", .failure = -1, .certificate = "untrusted"},
    {.path = "/other-usage", .failure = -1, .certificate = "other-usage", .sign_again = true},
    {.path = "/two-usages", .failure = -1, .certificate = "two-usages", .sign_again = true},
    {.path = "/not-critical", .failure = -1, .certificate = "not-critical", .sign_again = true},
    {.path = "/elliptic", .failure = -1, .certificate = "elliptic"},
    {.path = "/large", .failure = -1, .sign_again = true, .info = add_large},
    {.path = "/bad-alg", .failure = TS_INFO_BAD_ALG},
    {.path = "/no-time", .failure = TS_INFO_TIME_NOT_AVAILABLE},
    {.path = "/system", .failure = TS_INFO_SYSTEM_FAILURE},
    {.path = "/garbage", .failure = -1, .bytes = make_garbage},
    {.path = "/trailing", .failure = -1, .bytes = add_trailing},
    {.path = "/indefinite", .failure = -1, .bytes = make_indefinite},
    {.path = "/token-indefinite", .failure = -1, .bytes = make_token_indefinite},
    {.path = "/waiting", .failure = -1, .bytes = make_waiting},
    {.path = "/empty-grant", .failure = -1, .bytes = make_empty_grant},
    {.path = "/unknown-status", .failure = -1, .bytes = make_unknown_status},
    {.path = "/flipped", .failure = -1, .bytes = flip_signature},
    {.path = "/closed", .connection = close_at_once},
    {.path = "/silent", .connection = be_silent},
    {.path = "/slow", .connection = be_slow},
    {.path = "/huge", .connection = never_end},
    {.path = "/error", .connection = fail_inside},
    {.path = "/redirect", .connection = send_away},
    {.path = "/empty", .connection = say_nothing},
};

/* ---- the answer ---- */

static FILE *open_named(const char *name, const char *suffix)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", dir, name, suffix);
    FILE *f = fopen(path, "re");
    if (f == NULL) fprintf(stderr, "tsa_server: %s: %s\n", path, strerror(errno));
    return f;
}

static X509 *certificate_named(const char *name)
{
    FILE *f = open_named(name, "pem");
    X509 *c = f == NULL ? NULL : PEM_read_X509(f, NULL, NULL, NULL);
    if (f != NULL) fclose(f);
    return c;
}

static EVP_PKEY *key_named(const char *name)
{
    FILE *f = open_named(name, "key");
    EVP_PKEY *k = f == NULL ? NULL : PEM_read_PrivateKey(f, NULL, NULL, NULL);
    if (f != NULL) fclose(f);
    return k;
}

static ASN1_INTEGER *next_serial(TS_RESP_CTX *c, void *unused)
{
    (void)c;
    (void)unused;
    ASN1_INTEGER *n = ASN1_INTEGER_new();
    ASN1_INTEGER_set_uint64(n, (uint64_t)time(NULL) << 20 | (uint64_t)getpid());
    return n;
}

static int tell_time(TS_RESP_CTX *c, void *manner, long *seconds, long *micros)
{
    const struct manner *m = manner;
    *seconds = (long)time(NULL) + m->time_offset;
    *micros = 0;
    if (m->with_mods) TS_RESP_CTX_set_status_info_cond(c, TS_STATUS_GRANTED_WITH_MODS, "other policy");
    if (m->failure < 0) return 1;
    TS_RESP_CTX_set_status_info(c, TS_STATUS_REJECTION, "as the test wants it");
    TS_RESP_CTX_add_failure_info(c, m->failure);
    return 0;
}

static TS_RESP *respond(const struct manner *m, TS_REQ *question)
{
    const char *who = m->certificate == NULL || m->sign_again ? "tsa" : m->certificate;
    TS_RESP_CTX *c = TS_RESP_CTX_new();
    ASN1_OBJECT *policy = OBJ_txt2obj("2.999.2.1", 1);
    BIO *body = BIO_new(BIO_s_mem());
    uint8_t *der = NULL;
    int len = i2d_TS_REQ(question, &der);
    STACK_OF(X509) *chain = sk_X509_new_null();
    sk_X509_push(chain, certificate_named("issuer"));
    BIO_write(body, der, len);
    bool set = TS_RESP_CTX_set_signer_cert(c, certificate_named(who)) == 1 &&
               TS_RESP_CTX_set_signer_key(c, key_named(who)) == 1 && TS_RESP_CTX_set_certs(c, chain) == 1 &&
               TS_RESP_CTX_set_signer_digest(c, EVP_sha256()) == 1 &&
               TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256()) == 1 && TS_RESP_CTX_set_def_policy(c, policy) == 1 &&
               TS_RESP_CTX_add_md(c, EVP_sha256()) == 1 && TS_RESP_CTX_add_md(c, EVP_sha384()) == 1 &&
               TS_RESP_CTX_add_md(c, EVP_sha512()) == 1 && TS_RESP_CTX_set_accuracy(c, 1, 0, 0) == 1;
    TS_RESP_CTX_add_flags(c, TS_TSA_NAME);
    TS_RESP_CTX_set_serial_cb(c, next_serial, NULL);
    TS_RESP_CTX_set_time_cb(c, tell_time, (void *)(uintptr_t)m);
    TS_RESP *r = set ? TS_RESP_create_response(c, body) : NULL;
    if (r == NULL) ERR_print_errors_fp(stderr);
    return r;
}

static CMS_ContentInfo *signed_by(const char *name, BIO *content)
{
    const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP;
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_BINARY | CMS_PARTIAL);
    CMS_set1_eContentType(cms, OBJ_nid2obj(NID_id_smime_ct_TSTInfo));
    CMS_add1_signer(cms, certificate_named(name), key_named(name), EVP_sha256(), flags);
    CMS_add1_cert(cms, certificate_named("issuer"));
    CMS_final(cms, content, NULL, flags);
    return cms;
}

/* Another token around the same TSTInfo, changed or not */
static void sign_again(struct answer *a, const struct manner *m, TS_RESP *r)
{
    uint8_t *info = NULL, *token = NULL;
    TS_TST_INFO *tst = TS_RESP_get_tst_info(r);
    if (m->info != NULL) m->info(tst);
    BIO *content = BIO_new(BIO_s_mem());
    BIO_write(content, info, 0);
    int info_len = i2d_TS_TST_INFO(tst, &info);
    BIO_write(content, info, info_len);
    CMS_ContentInfo *cms = signed_by(m->certificate == NULL ? "tsa" : m->certificate, content);
    int len = i2d_CMS_ContentInfo(cms, &token);
    if (len <= 0) ERR_print_errors_fp(stderr);
    size_t inside = 5 + (size_t)len;
    replace(a, "\x30\x82\0\0\x30\x03\x02\x01\0", 9);
    a->data[2] = (uint8_t)(inside >> 8);
    a->data[3] = (uint8_t)inside;
    a->data = realloc(a->data, 9 + (size_t)len);
    memcpy(a->data + 9, token, (size_t)len);
    a->len = 9 + (size_t)len;
}

static void answer_question(int to, const struct manner *m, const uint8_t *body, size_t len)
{
    struct answer a = {0};
    char head[256];
    uint8_t *der = NULL;
    TS_REQ *question = d2i_TS_REQ(NULL, &body, (long)len);
    if (question == NULL) {
        say(to, "HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    if (m->ask != NULL) m->ask(&question);
    TS_RESP *r = respond(m, question);
    if (r == NULL) {
        fail_inside(to);
        return;
    }
    int size = i2d_TS_RESP(r, &der);
    replace(&a, der, (size_t)size);
    if (m->sign_again) sign_again(&a, m, r);
    if (m->bytes != NULL) m->bytes(&a);
    snprintf(head, sizeof head,
             "HTTP/1.1 200 X\r\nConnection: close\r\nContent-Type: application/timestamp-reply\r\nContent-Length: "
             "%zu\r\n\r\n",
             a.len);
    count_out();
    say(to, head);
    if (write(to, a.data, a.len) < 0) leave();
}

/* ---- HTTP ---- */

static size_t read_request(int from, char *out, char **body)
{
    size_t have = 0, wanted = SIZE_MAX;
    *body = NULL;
    while (have < REQUEST_MAX && have < wanted) {
        ssize_t n = read(from, out + have, REQUEST_MAX - have);
        if (n <= 0) return 0;
        have += (size_t)n;
        out[have] = '\0';
        char *end = *body == NULL ? strstr(out, "\r\n\r\n") : NULL;
        if (end == NULL) continue;
        const char *length = strcasestr(out, "\r\ncontent-length:");
        *body = end + 4;
        wanted = (size_t)(*body - out) + (length == NULL ? 0 : strtoul(length + 17, NULL, 10));
    }
    return *body == NULL ? 0 : have - (size_t)(*body - out);
}

static void log_path(const char *path)
{
    char name[4096];
    snprintf(name, sizeof name, "%s/log", dir);
    FILE *f = fopen(name, "ae");
    if (f == NULL) return;
    fprintf(f, "%s\n", path);
    fclose(f);
}

static void count_in(void)
{
    is_counted = true;
    int now = atomic_fetch_add(&shared->active, 1) + 1, most = shared->most;
    while (now > most && !atomic_compare_exchange_weak(&shared->most, &most, now)) {
    }
    char name[4096];
    snprintf(name, sizeof name, "%s/most", dir);
    FILE *f = fopen(name, "we");
    if (f == NULL) return;
    fprintf(f, "%d\n", (int)shared->most);
    fclose(f);
}

/* "/wait/good" is "/good" after a second. */
static void serve(int client)
{
    static char request[REQUEST_MAX + 1];
    char *body, path[128] = "";
    size_t len = read_request(client, request, &body);
    if (len == 0 || sscanf(request, "POST %127s HTTP", path) != 1) return;
    bool typed = strcasestr(request, "\r\ncontent-type: application/timestamp-query\r\n") != NULL;
    log_path(typed ? path : "wrong content type");
    const char *wanted = path;
    if (strncmp(path, "/wait/", 6) == 0) {
        wanted = path + 5;
        count_in();
        sleep(1);
    }
    for (size_t i = 0; typed && i < sizeof manners / sizeof manners[0]; i++) {
        if (strcmp(manners[i].path, wanted) != 0) continue;
        if (manners[i].connection != NULL)
            manners[i].connection(client);
        else
            answer_question(client, &manners[i], (uint8_t *)body, len);
        return;
    }
    say(client, "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n");
}

static int listen_somewhere(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof here;
    char name[4096], final[4096];
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0 || bind(s, (struct sockaddr *)&here, len) != 0 || listen(s, 64) != 0 ||
        getsockname(s, (struct sockaddr *)&here, &len) != 0)
        return -1;
    snprintf(name, sizeof name, "%s/port.new", dir);
    snprintf(final, sizeof final, "%s/port", dir);
    FILE *f = fopen(name, "we");
    if (f == NULL) return -1;
    fprintf(f, "%d\n", ntohs(here.sin_port));
    fclose(f);
    return rename(name, final) == 0 ? s : -1;
}

static void end_all(int signal_number)
{
    (void)signal_number;
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    _exit(0);
}

static void serve_in_child(int client)
{
    signal(SIGTERM, SIG_DFL);
    signal(SIGALRM, SIG_DFL);
    alarm(CHILD_SECONDS);
    serve(client);
    leave();
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    dir = argv[1];
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    setpgid(0, 0); /* whoever stops us stops those who wait, too */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGTERM, end_all);
    signal(SIGALRM, end_all);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    alarm(LIFE_SECONDS);
    int server = listen_somewhere();
    if (shared == MAP_FAILED || server < 0) return 1;
    for (;;) {
        int client = accept4(server, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0) continue;
        if (fork() == 0) serve_in_child(client);
        close(client);
    }
}
