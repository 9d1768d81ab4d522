/* What a program does to the files of one folder, noted call by call; and calls that fail when a test wants them to.

Loaded before libc (LD_PRELOAD). Each note is appended after the call has returned, under one lock, so that the order of
the notes is the order of the calls. From them disk.py works out what the disk would hold had the power gone at any of them.
A file is its inode; offsets and sizes are bytes. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED = 1, WROTE, SIZED, SYNCED, FOLDER_SYNCED, UNLINKED, RENAMED, SAID, SYNC_FAILED };
enum { FAIL_WRITE = 1, FAIL_SYNC = 2, FAIL_SIZE = 4 };
enum { MOST_FILES = 4096 };

struct note {
    uint32_t kind, size;
    uint64_t file;
    int64_t at;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int notes = -1, failing, fail_error;
static long fail_nth, fail_times;
static char folder[4096];
static uint64_t file_of[MOST_FILES]; /* by descriptor; 0 is none of ours */
static char is_folder[MOST_FILES];

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static void note(uint32_t kind, uint64_t file, int64_t at, const void *data, size_t size) {
    struct note head = {kind, (uint32_t)size, file, at};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)data, size}};
    int before = errno;
    if (notes >= 0 && writev(notes, parts, 2) != (ssize_t)(sizeof head + size))
        _exit(99); /* half a note would make all that follow unreadable */
    errno = before;
}

/* Note from now on what happens to the files in this folder; `log` is open for appending. */
void disk_watch(const char *path, int log) {
    snprintf(folder, sizeof folder, "%s", path);
    notes = log;
}

/* Let the nth call from now of these kinds fail, and the ones after it, so many in all; nth 0 lets none fail. */
void disk_fail(int kinds, long nth, long times, int error) {
    pthread_mutex_lock(&lock);
    failing = nth ? kinds : 0;
    fail_nth = nth, fail_times = times, fail_error = error;
    pthread_mutex_unlock(&lock);
}

/* Say whether a fault is still to come, or not over. */
int disk_is_failing(void) { return failing; }

void disk_say(const char *words) {
    pthread_mutex_lock(&lock);
    note(SAID, 0, 0, words, strlen(words));
    pthread_mutex_unlock(&lock);
}

static int fails(int kind) {
    if (!(failing & kind) || --fail_nth > 0)
        return 0;
    if (--fail_times <= 0)
        failing = 0;
    errno = fail_error;
    return 1;
}

static uint64_t ours(int fd) { return fd >= 0 && fd < MOST_FILES ? file_of[fd] : 0; }

/* Return the name of a file in the folder, without the folder; NULL where it lies elsewhere. */
static const char *inside(const char *path) {
    size_t length = strlen(folder);
    return length && !strncmp(path, folder, length) && path[length] == '/' ? path + length + 1 : NULL;
}

static int opened(const char *path, int flags, int existed, int fd) {
    struct stat of;
    const char *name = inside(path);
    if (fd < 0 || fd >= MOST_FILES)
        return fd;
    is_folder[fd] = folder[0] && !strcmp(path, folder);
    if (!name || fstat(fd, &of))
        return fd;
    file_of[fd] = of.st_ino;
    note(OPENED, of.st_ino, !existed, name, strlen(name));
    if (flags & O_TRUNC && existed)
        note(SIZED, of.st_ino, 0, "", 0);
    return fd;
}

#define OPEN(name)                                                   \
    int name(const char *path, int flags, ...) {                     \
        REAL(name);                                                  \
        va_list rest;                                                \
        va_start(rest, flags);                                       \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0; \
        va_end(rest);                                                \
        pthread_mutex_lock(&lock);                                   \
        int existed = !access(path, F_OK);                           \
        int fd = opened(path, flags, existed, real(path, flags, mode)); \
        pthread_mutex_unlock(&lock);                                 \
        return fd;                                                   \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    REAL(close);
    pthread_mutex_lock(&lock);
    if (fd >= 0 && fd < MOST_FILES)
        file_of[fd] = 0, is_folder[fd] = 0;
    int done = real(fd);
    pthread_mutex_unlock(&lock);
    return done;
}

#define PWRITE(name, offset)                                          \
    ssize_t name(int fd, const void *data, size_t size, offset at) {  \
        REAL(name);                                                   \
        if (!ours(fd))                                                \
            return real(fd, data, size, at);                          \
        pthread_mutex_lock(&lock);                                    \
        ssize_t done = fails(FAIL_WRITE) ? -1 : real(fd, data, size, at); \
        if (done > 0)                                                 \
            note(WROTE, ours(fd), at, data, (size_t)done);            \
        pthread_mutex_unlock(&lock);                                  \
        return done;                                                  \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    if (!ours(fd))
        return real(fd, data, size);
    pthread_mutex_lock(&lock);
    ssize_t done = fails(FAIL_WRITE) ? -1 : real(fd, data, size);
    if (done > 0)
        note(WROTE, ours(fd), lseek(fd, 0, SEEK_CUR) - done, data, (size_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

#define FTRUNCATE(name, offset)                                    \
    int name(int fd, offset size) {                                \
        REAL(name);                                                \
        if (!ours(fd))                                             \
            return real(fd, size);                                 \
        pthread_mutex_lock(&lock);                                 \
        int done = fails(FAIL_SIZE) ? -1 : real(fd, size);         \
        if (!done)                                                 \
            note(SIZED, ours(fd), size, "", 0);                    \
        pthread_mutex_unlock(&lock);                               \
        return done;                                               \
    }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

/* What could not be synced is lost for good: the kernel says so once and takes the pages for clean. */
#define SYNC(name)                                                      \
    int name(int fd) {                                                  \
        REAL(name);                                                     \
        if (fd < 0 || fd >= MOST_FILES || !(ours(fd) || is_folder[fd])) \
            return real(fd);                                            \
        pthread_mutex_lock(&lock);                                      \
        int done = fails(FAIL_SYNC) ? -1 : real(fd);                    \
        if (is_folder[fd] && !done)                                     \
            note(FOLDER_SYNCED, 0, 0, "", 0);                           \
        else if (!is_folder[fd])                                        \
            note(done ? SYNC_FAILED : SYNCED, ours(fd), 0, "", 0);      \
        pthread_mutex_unlock(&lock);                                    \
        return done;                                                    \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    REAL(unlink);
    const char *name = inside(path);
    pthread_mutex_lock(&lock);
    int done = real(path);
    if (!done && name)
        note(UNLINKED, 0, 0, name, strlen(name));
    pthread_mutex_unlock(&lock);
    return done;
}

int rename(const char *from, const char *to) {
    REAL(rename);
    const char *old = inside(from), *new = inside(to);
    char both[8192];
    pthread_mutex_lock(&lock);
    int done = real(from, to);
    if (!done && old && new)
        note(RENAMED, 0, 0, both, (size_t)snprintf(both, sizeof both, "%s/%s", old, new));
    pthread_mutex_unlock(&lock);
    return done;
}
