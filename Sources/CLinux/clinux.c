#include "clinux.h"

#include <sys/prctl.h>

int causeway_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
