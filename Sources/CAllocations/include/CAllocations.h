#ifndef CAUSEWAY_ALLOCATIONS_H
#define CAUSEWAY_ALLOCATIONS_H

#include <stdint.h>

/// What a thread has asked of the heap since it began. Linking this target is enough: it stands in
/// for the C library's allocator and passes everything on to it.
typedef struct {
    /// Blocks given, counting each reallocation as one.
    int64_t allocations;
    /// Bytes asked for, whatever became of them.
    int64_t bytes;
    /// Bytes of the blocks given less those of the blocks taken back, as large as they really are.
    /// A block that one thread takes and another gives back counts up here and down there.
    int64_t live;
} causeway_allocations;

/// The counts of the calling thread.
causeway_allocations causeway_read_allocations(void);

#endif
