// What Swift cannot import from the headers of Linux.
#ifndef CAUSEWAY_LINUX_H
#define CAUSEWAY_LINUX_H

/// Keeps other processes of the same user, and core dumps, from what is in this one. 0 on success.
int causeway_undumpable(void);

#endif
