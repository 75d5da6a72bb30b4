// SPDX-License-Identifier: Apache-2.0
#include "tools/sign_file.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "signer/output.h"
#include "signer/whole.h"
#include "tools/evidence.h"
#include "tools/interrupts.h"
#include "tools/sign_report.h"

/* One that is signed, on its way. */
struct work {
    const struct sign_task *task;
    struct sign_request request; /* the time is that of this file; borrows the rest */
    struct key_holder *key;
    struct document in;
    struct sign_outcome outcome;
    int end;
};

static bool is_there(const char *path)
{
    struct stat s;
    return lstat(path, &s) == 0;
}

/* The end is SIGN_SKIPPED, or an error: a file that is there is never replaced by a run that is resumed. */
static status keep_what_is_there(struct work *w, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document there = DOCUMENT_NONE;
    struct err why = {0};
    if (document_open(&there, w->task->file->output, &why) != OK) {
        w->end = SIGN_IN_THE_WAY;
        err_set(e, ERR_OUTPUT, "something else is there already, and is not replaced");
        err_because(e, &why);
        return FAILED;
    }
    there.password = w->in.password;
    status r = whole_check(&there, &w->in, &w->request, w->key, e);
    w->end = r == OK ? SIGN_SKIPPED : e->code == ERR_OUTPUT ? SIGN_IN_THE_WAY : 0;
    return r;
}

/* Before the output: there is none without it. */
static status keep_evidence(const struct work *w, const struct document *out, struct err *e)
{
    const char *folder = w->task->arguments->evidence;
    return folder == NULL ? OK : evidence_write(folder, w->task->file->output, out, &w->outcome, e);
}

/* A signal must not come between the two names that an output may have for a moment. */
static status write_output(const struct work *w, const struct document *out, struct err *e)
{
    struct interrupts held;
    if (w->task->arguments->into_folder) TRY(output_make_folders(w->task->arguments->output, w->task->file->output, e));
    TRY(interrupts_hold(&held, e));
    status r = keep_evidence(w, out, e);
    if (r == OK)
        r = w->task->arguments->batch.resume ? output_write_new_document(w->task->file->output, out, e)
                                             : output_write_document(w->task->file->output, out, e);
    int signal_number = interrupts_release(&held);
    if (signal_number != 0) interrupts_pass_on(signal_number);
    return r;
}

static status sign_and_write(struct work *w, struct err *e)
{
    AUTO_CLEAR(document_clear) struct document out = DOCUMENT_NONE;
    TRY(sign_document(&out, &w->outcome, &w->in, &w->request, w->key, e));
    return write_output(w, &out, e);
}

/* Another run may have been faster: then its file stands, when it is whole. */
static status sign_unless_there(struct work *w, struct err *e)
{
    bool resumes = w->task->arguments->batch.resume;
    struct err why = {0};
    if (resumes && is_there(w->task->file->output)) return keep_what_is_there(w, e);
    if (sign_and_write(w, &why) == OK) return OK;
    if (resumes && why.code == ERR_OUTPUT && is_there(w->task->file->output)) return keep_what_is_there(w, e);
    *e = why;
    return FAILED;
}

static status work_on(struct work *w, struct err *e)
{
    const struct sign_task *t = w->task;
    AUTO(key_holder_stop)
    struct key_holder *k = NULL;
    char folder[PATH_MAX];
    output_folder_of(folder, t->file->output);
    if (document_open_for(&w->in, t->file->input->path, folder, e) != OK) {
        if (e->code == ERR_SYNTAX && t->file->input->is_found) w->end = SIGN_LEFT_OUT;
        return FAILED;
    }
    w->in.password = t->arguments->password.text;
    ENSURE(t->share != NULL, ERR_TOKEN, "the key holder is gone");
    TRY(key_share_join(&k, t->share, e));
    w->key = k;
    return sign_unless_there(w, e);
}

static void work_clear(struct work *w)
{
    document_clear(&w->in);
    sign_outcome_clear(&w->outcome);
}

int sign_file(const struct sign_task *t, FILE *json)
{
    AUTO_CLEAR(work_clear) struct work w = {.task = t, .request = t->arguments->request, .in = DOCUMENT_NONE};
    struct err e = {0};
    w.request.check.time = options_now();
    status r = work_on(&w, &e);
    if (w.end == 0 && r != OK) w.end = err_exit_code(e.code);
    if (w.end != SIGN_LEFT_OUT) sign_report_file(t, w.end, &w.outcome, &e, json);
    return w.end;
}
