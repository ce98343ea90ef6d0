#define _GNU_SOURCE

#include "clinux.h"

#include <linux/magic.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/vfs.h>

int causeway_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

long long causeway_memory_free(const char *folder) {
    struct statfs status;
    if (statfs(folder, &status) != 0) return -1;
    if (status.f_type != TMPFS_MAGIC && status.f_type != RAMFS_MAGIC) return -1;
    return (long long)status.f_bavail * status.f_bsize;
}

int causeway_leave_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

long causeway_peer_user(int file) {
    struct ucred who;
    socklen_t size = sizeof who;
    if (getsockopt(file, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return -1;
    return (long)who.uid;
}
