#include <sqlite3.h>

// What SQLite has as macros that Swift cannot read: the bytes are copied.

static inline int causeway_bind_bytes(
    sqlite3_stmt *statement, int place, const void *bytes, sqlite3_uint64 count)
{
    // Without bytes there is still something: NULL would mean none.
    return sqlite3_bind_blob64(
        statement, place, count > 0 ? bytes : (const void *)"", count, SQLITE_TRANSIENT);
}

static inline int causeway_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    return sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT);
}
