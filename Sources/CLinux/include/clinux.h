// What Swift cannot import from the headers of Linux.
#ifndef CAUSEWAY_LINUX_H
#define CAUSEWAY_LINUX_H

#include <spawn.h>

/// Keeps other processes of the same user, and core dumps, from what is in this one. 0 on success.
int causeway_undumpable(void);

/// Whose process is at the other end of a local socket; -1 if that is not known.
long causeway_peer_user(int file);

/// How many bytes are free in the file system of a folder that is in memory; -1 if it is not, or is
/// not there.
long long causeway_memory_free(const char *folder);

/// Has a process that is begun get no files of this one from a number on. 0 on success.
int causeway_leave_from(posix_spawn_file_actions_t *actions, int first);

#endif
