/*
 * A reader that reports its cards at once, as one on USB does. Debian's virtual reader is asked by pcscd every 400 ms,
 * which hides how fast the agent is and makes each tap of a test wait.
 *
 * It stands before a copy of libifdvpcd.so and forwards to it: LIBPATH NAME.so loads NAME.vpcd. Besides it
 *   - wakes pcscd when the connection of a card comes or ends,
 *   - never lets one card pass for another: pcscd hears of each that goes before it hears of the next,
 *   - plays dead while the file NAME.dead exists,
 *   - writes each escape command as a line of hexadecimal digits to NAME.escapes.
 * Each entry of reader.conf needs a copy of its own, because the virtual reader keeps its cards in static memory.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <ifdhandler.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLOTS 2
#define MOST_FILES 256
#define OF(lun) (&slots[(lun) & 0xFFFF])

struct slot {
    pthread_mutex_t turn; /* else the answer to "are you there" is taken for that of the card */
    unsigned short port;
    int wake;   /* pcscd wants its event thread to look again, or to end */
    int folder; /* the file NAME.dead came or went */
    ino_t told; /* connection of the card that pcscd knows of, 0 without one */
    int free;   /* the event thread has heard that the last one went: pcscd asks elsewhere too and forgets the answer */
};

static struct slot slots[SLOTS] = {
    {.turn = PTHREAD_MUTEX_INITIALIZER, .free = 1},
    {.turn = PTHREAD_MUTEX_INITIALIZER, .free = 1},
};
static char stem[PATH_MAX];

static RESPONSECODE (*create)(DWORD, LPSTR);
static RESPONSECODE (*close_channel)(DWORD);
static RESPONSECODE (*get)(DWORD, DWORD, PDWORD, PUCHAR);
static RESPONSECODE (*set)(DWORD, DWORD, DWORD, PUCHAR);
static RESPONSECODE (*protocol)(DWORD, DWORD, UCHAR, UCHAR, UCHAR, UCHAR);
static RESPONSECODE (*power)(DWORD, DWORD, PUCHAR, PDWORD);
static RESPONSECODE (*transmit)(DWORD, SCARD_IO_HEADER, PUCHAR, DWORD, PUCHAR, PDWORD, PSCARD_IO_HEADER);
static RESPONSECODE (*presence)(DWORD);

static void load_driver(void)
{
    char path[PATH_MAX + 8];
    Dl_info own;

    if (!dladdr((void *)load_driver, &own))
        return;
    snprintf(stem, sizeof stem, "%s", own.dli_fname);
    *strrchr(stem, '.') = '\0';
    snprintf(path, sizeof path, "%s.vpcd", stem);
    void *driver = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!driver) {
        fprintf(stderr, "%s\n", dlerror());
        return;
    }
    close_channel = dlsym(driver, "IFDHCloseChannel");
    get = dlsym(driver, "IFDHGetCapabilities");
    set = dlsym(driver, "IFDHSetCapabilities");
    protocol = dlsym(driver, "IFDHSetProtocolParameters");
    power = dlsym(driver, "IFDHPowerICC");
    transmit = dlsym(driver, "IFDHTransmitToICC");
    presence = dlsym(driver, "IFDHICCPresence");
    create = dlsym(driver, "IFDHCreateChannelByName");
}

static int is_dead(void)
{
    char path[PATH_MAX + 8];

    snprintf(path, sizeof path, "%s.dead", stem);
    return access(path, F_OK) == 0;
}

/* Return the socket that listens for the card of a slot, or that of the card itself; -1 where there is none. */
static int socket_of(const struct slot *slot, int listens)
{
    for (int file = 0; file < MOST_FILES; file++) {
        struct sockaddr_in here = {0};
        socklen_t size = sizeof here, length = sizeof(int);
        int accepts = 0;

        if (getsockname(file, (struct sockaddr *)&here, &size) == 0 && here.sin_family == AF_INET &&
            ntohs(here.sin_port) == slot->port &&
            getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &length) == 0 && accepts == listens)
            return file;
    }
    return -1;
}

static ino_t identity(int file)
{
    struct stat found;

    return file >= 0 && fstat(file, &found) == 0 ? found.st_ino : 0;
}

/* Return whether the driver is with another card than pcscd knows of: it lets go of one when a message fails. */
static int is_another(const struct slot *slot)
{
    return identity(socket_of(slot, 0)) != slot->told;
}

/* Return as soon as the card comes or goes, the reader dies or lives again, or pcscd ends; called without the mutex. */
static RESPONSECODE wait_for_event(DWORD lun, int timeout)
{
    struct slot *slot = OF(lun);
    char told[4096];
    eventfd_t woken;

    pthread_mutex_lock(&slot->turn);
    int changed = is_another(slot);
    int present = slot->told != 0;
    /* A descriptor of our own: the driver may close its own meanwhile. */
    int card = dup(socket_of(slot, !present));
    pthread_mutex_unlock(&slot->turn);

    struct pollfd files[] = {{slot->wake, POLLIN, 0}, {slot->folder, POLLIN, 0}, {card, present ? POLLRDHUP : POLLIN, 0}};
    if (!changed || is_dead())
        poll(files, is_dead() ? 2 : 3, timeout);
    eventfd_read(slot->wake, &woken);
    while (read(slot->folder, told, sizeof told) > 0)
        ;
    pthread_mutex_lock(&slot->turn); /* or another file would have its number while it is looked at */
    if (card >= 0)
        close(card);
    slot->free |= !present;
    pthread_mutex_unlock(&slot->turn);
    return IFD_SUCCESS;
}

static RESPONSECODE wake(DWORD lun)
{
    return eventfd_write(OF(lun)->wake, 1) == 0 ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char folder[PATH_MAX];
    unsigned port;

    pthread_once(&once, load_driver);
    if (!create || (lun & 0xFFFF) >= SLOTS || sscanf(name, "/dev/null:0x%X", &port) != 1)
        return IFD_COMMUNICATION_ERROR;
    struct slot *slot = OF(lun);
    slot->port = port + (lun & 0xFFFF);
    slot->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    slot->folder = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    strcpy(folder, stem);
    if (inotify_add_watch(slot->folder, dirname(folder), IN_CREATE | IN_DELETE) < 0)
        return IFD_COMMUNICATION_ERROR;
    return create(lun, name);
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
    char name[32];

    snprintf(name, sizeof name, "/dev/null:0x%lX", (unsigned long)channel);
    return IFDHCreateChannelByName(lun, name);
}

RESPONSECODE IFDHCloseChannel(DWORD lun)
{
    close(OF(lun)->wake);
    close(OF(lun)->folder);
    return close_channel(lun);
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value)
{
    void *answer = tag == TAG_IFD_POLLING_THREAD_WITH_TIMEOUT ? (void *)wait_for_event : (void *)wake;

    if (tag == TAG_IFD_POLLING_THREAD_WITH_TIMEOUT || tag == TAG_IFD_STOP_POLLING_THREAD) {
        if (*length < sizeof answer)
            return IFD_ERROR_INSUFFICIENT_BUFFER;
        memcpy(value, &answer, sizeof answer);
        *length = sizeof answer;
        return IFD_SUCCESS;
    }
    pthread_mutex_lock(&OF(lun)->turn);
    RESPONSECODE result = get(lun, tag, length, value);
    pthread_mutex_unlock(&OF(lun)->turn);
    return result;
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value)
{
    pthread_mutex_lock(&OF(lun)->turn);
    RESPONSECODE result = set(lun, tag, length, value);
    pthread_mutex_unlock(&OF(lun)->turn);
    return result;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD kind, UCHAR flags, UCHAR one, UCHAR two, UCHAR three)
{
    pthread_mutex_lock(&OF(lun)->turn);
    RESPONSECODE result = protocol(lun, kind, flags, one, two, three);
    pthread_mutex_unlock(&OF(lun)->turn);
    return result;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD length)
{
    struct slot *slot = OF(lun);

    if (is_dead())
        return IFD_NO_SUCH_DEVICE;
    pthread_mutex_lock(&slot->turn);
    RESPONSECODE result = IFD_ERROR_POWER_ACTION;
    if (slot->told && !is_another(slot))
        result = power(lun, action, atr, length);
    pthread_mutex_unlock(&slot->turn);
    return result;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send, PUCHAR command, DWORD size, PUCHAR answer,
                               PDWORD length, PSCARD_IO_HEADER received)
{
    struct slot *slot = OF(lun);

    if (is_dead()) {
        *length = 0;
        return IFD_NO_SUCH_DEVICE;
    }
    pthread_mutex_lock(&slot->turn);
    RESPONSECODE result = IFD_COMMUNICATION_ERROR;
    if (slot->told && !is_another(slot))
        result = transmit(lun, send, command, size, answer, length, received);
    else
        *length = 0;
    pthread_mutex_unlock(&slot->turn);
    return result;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR command, DWORD size, PUCHAR answer, DWORD room,
                         LPDWORD returned)
{
    static const UCHAR done[] = {0xE1, 0x00, 0x00, 0x00, 0x00};
    char path[PATH_MAX + 16];

    (void)lun, (void)code;
    *returned = 0;
    snprintf(path, sizeof path, "%s.escapes", stem);
    if (is_dead())
        return IFD_NO_SUCH_DEVICE;
    if (room < sizeof done)
        return IFD_ERROR_INSUFFICIENT_BUFFER;
    FILE *log = fopen(path, "a");
    if (!log)
        return IFD_COMMUNICATION_ERROR;
    for (DWORD n = 0; n < size; n++)
        fprintf(log, "%02X", command[n]);
    fprintf(log, "\n");
    fclose(log);
    memcpy(answer, done, sizeof done);
    *returned = sizeof done;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
    struct slot *slot = OF(lun);

    if (is_dead())
        return IFD_NO_SUCH_DEVICE;
    pthread_mutex_lock(&slot->turn);
    RESPONSECODE result = IFD_ICC_NOT_PRESENT;
    if (slot->told ? !is_another(slot) : slot->free)
        result = presence(lun);
    slot->free &= slot->told == 0;
    slot->told = result == IFD_ICC_PRESENT ? identity(socket_of(slot, 0)) : 0;
    pthread_mutex_unlock(&slot->turn);
    return result;
}
