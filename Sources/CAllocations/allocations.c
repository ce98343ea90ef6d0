#include "CAllocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>

// glibc's allocator under its inner names.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

// Of the thread, so that counting is a plain addition; of the initial-exec model, because any other
// may itself allocate when first touched.
static _Thread_local __attribute__((tls_model("initial-exec"))) causeway_allocations counts;

causeway_allocations causeway_read_allocations(void) { return counts; }

static inline void *counted(void *block, size_t size) {
    if (!block) return NULL;
    counts.allocations += 1;
    counts.bytes += (int64_t)size;
    counts.live += (int64_t)malloc_usable_size(block);
    return block;
}

void *malloc(size_t size) { return counted(__libc_malloc(size), size); }

void *calloc(size_t count, size_t size) {
    // The product cannot overflow if there is a block.
    return counted(__libc_calloc(count, size), count * size);
}

void *realloc(void *block, size_t size) {
    // Zero for no block. A failed reallocation leaves the old block as it was.
    int64_t before = (int64_t)malloc_usable_size(block);
    void *moved = __libc_realloc(block, size);
    if (moved || size == 0) counts.live -= before;
    return counted(moved, size);
}

void free(void *block) {
    counts.live -= (int64_t)malloc_usable_size(block);
    __libc_free(block);
}

void *memalign(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size), size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    bool isPowerOfTwo = alignment != 0 && (alignment & (alignment - 1)) == 0;
    if (!isPowerOfTwo || alignment % sizeof(void *) != 0) return EINVAL;
    void *given = memalign(alignment, size);
    if (!given) return ENOMEM;
    *block = given;
    return 0;
}
