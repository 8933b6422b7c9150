/* The loops of a scan that go through single files, without an object for each.
 *
 * Each function here has a twin in plain Python (listing.py, rows.py, small_files.py) that gives the same answers
 * and is used where this module was not built; tests run both. It only reads: nothing here changes a file system.
 */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#ifdef __linux__
#include <dirent.h>
#include <sys/syscall.h>
#endif

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "rows are written as they lie in memory, and have to be little-endian"
#endif

#ifdef __APPLE__
#define MODIFIED(seen) ((seen)->st_mtimespec)
#define ACCESSED(seen) ((seen)->st_atimespec)
#define CHANGED(seen) ((seen)->st_ctimespec)
#else
#define MODIFIED(seen) ((seen)->st_mtim)
#define ACCESSED(seen) ((seen)->st_atim)
#define CHANGED(seen) ((seen)->st_ctim)
#endif

#ifndef O_NOATIME
#define O_NOATIME 0
#endif

/* As in disk/system/posix/files.py: to pass through a folder, no right to list it is needed. */
#if defined(O_PATH)
#define PASS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#elif defined(O_SEARCH)
#define PASS (O_SEARCH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#else
#define PASS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#endif

/* The file is not the one that the walk saw; no system error has this number. */
#define IS_ANOTHER -1
#define DIGEST_BYTES 24
#define LISTING_BYTES (32 * 1024)
/* No name is longer than a path; with less room than the next one needs, the kernel would refuse to go on. */
#define LONGEST_ENTRY (PATH_MAX + 64)
#define TOGETHER 128

/* As FILE_FIELDS in model/row.py. */
typedef struct {
    int32_t folder;
    uint32_t links;
    uint64_t inode, device;
    int64_t size, allocated, modified, accessed, changed;
    uint32_t name, owner;
} Row;

_Static_assert(sizeof(Row) == 72, "rows have no gaps");

/* Nanoseconds since 1970; a time outside 1677-2262 gives the nearest one that fits, as within_range does. */
static int64_t nanoseconds(struct timespec time)
{
    int64_t whole, all;
    if (__builtin_mul_overflow((int64_t)time.tv_sec, (int64_t)1000000000, &whole)
        || __builtin_add_overflow(whole, (int64_t)time.tv_nsec, &all))
        return time.tv_sec < 0 ? INT64_MIN : INT64_MAX;
    return all;
}

static int is_same(const struct stat *seen, const Row *expected)
{
    return (uint64_t)seen->st_ino == expected->inode && (int64_t)seen->st_size == expected->size
        && (uint64_t)seen->st_dev == expected->device && nanoseconds(MODIFIED(seen)) == expected->modified
        && nanoseconds(CHANGED(seen)) == expected->changed;
}

/* As open_file in disk/system/posix/files.py. */
static int open_file(int folder, const char *name)
{
    const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    int file = openat(folder, name, flags | O_NOATIME);
    /* Only the owner may keep the access time as it is; somebody else's file is read all the same. */
    if (file < 0 && (errno == EPERM || errno == EACCES) && O_NOATIME)
        file = openat(folder, name, flags);
    return file;
}

/* Read a file of this size into ``room``; gives how many bytes there are, one more if it has grown, or -1. */
static ssize_t read_whole(int file, char *room, size_t size)
{
    char more;
    size_t total = 0;
    while (total <= size) {
        struct iovec parts[2] = {{room + total, size - total}, {&more, 1}};
        ssize_t count = readv(file, parts, 2);
        if (count < 0)
            return -1;
        if (count == 0)
            break;
        total += (size_t)count;
        /* What was asked for came at once; the one byte more did not: this is the end. */
        if (total == size)
            break;
    }
    return (ssize_t)total;
}

/* Open, look, read, close. Gives 0, an error number, or IS_ANOTHER. The look comes before the read: reading from a
 * FIFO put in the file's place would take what was written for another. */
static int read_small(int folder, const char *name, const Row *expected, char *room)
{
    struct stat seen;
    int problem = 0;
    int file = open_file(folder, name);
    if (file < 0)
        return errno;
    if (fstat(file, &seen) < 0)
        problem = errno;
    else if (!is_same(&seen, expected))
        problem = IS_ANOTHER;
    else {
        ssize_t count = read_whole(file, room, (size_t)expected->size);
        if (count < 0)
            problem = errno;
        else if (count != expected->size)
            problem = IS_ANOTHER;
    }
    close(file);
    return problem;
}

static int add_pair(PyObject *list, PyObject *pair)
{
    int done = pair == NULL ? -1 : PyList_Append(list, pair);
    Py_XDECREF(pair);
    return done;
}

/* Files that are read one after the other, the interpreter let go once, before their digests are made; and how many
 * bytes these may have. */
#define GROUP 64
#define GROUP_BYTES (1 << 20)

/* What is still to be done of a batch, and what came out so far. */
typedef struct {
    const char *names, *rows;
    Py_ssize_t names_length, number, count;
    /* A tuple of its own: others may change the list while Python code runs. */
    PyObject *folders;
    Py_ssize_t next_folder, left_in_folder;
    const char *path;
    /* The folder that is open, or why it is not. */
    const char *opened_path;
    int opened, problem;
    PyObject *digest;
    char *digests;
    PyObject *failed;
} Batch;

/* The next files of a batch. */
typedef struct {
    int length;
    const char *paths[GROUP], *names[GROUP];
    Row expected[GROUP];
    PyObject *contents[GROUP];
    int problems[GROUP];
} Group;

static int refuse(const char *why)
{
    PyErr_SetString(PyExc_ValueError, why);
    return -1;
}

/* The name and the row of the next file of a batch; NULL with an exception where none is left. */
static const char *next_file(Batch *batch, Row *row)
{
    if (batch->number == batch->count) {
        refuse("as many rows as files are needed");
        return NULL;
    }
    memcpy(row, batch->rows + batch->number * (Py_ssize_t)sizeof *row, sizeof *row);
    if ((Py_ssize_t)row->name >= batch->names_length) {
        refuse("no name begins there");
        return NULL;
    }
    batch->number++;
    return batch->names + row->name;
}

static int give_up(Batch *batch, Py_ssize_t number, int problem)
{
    memset(batch->digests + number * DIGEST_BYTES, 0, DIGEST_BYTES);
    return add_pair(batch->failed, Py_BuildValue("(ni)", number, problem));
}

/* Go on to the next folder that holds files, if this one has none left; gives whether there is one, or -1 with an
 * exception. */
static int in_folder(Batch *batch)
{
    while (batch->left_in_folder == 0) {
        if (batch->next_folder == PyTuple_Size(batch->folders))
            return batch->number == batch->count ? 0 : refuse("as many rows as files are needed");
        PyObject *folder = PyTuple_GetItem(batch->folders, batch->next_folder++);
        if (!PyTuple_Check(folder)) {
            PyErr_SetString(PyExc_TypeError, "a folder is a path and a number");
            return -1;
        }
        if (!PyArg_ParseTuple(folder, "yn", &batch->path, &batch->left_in_folder))
            return -1;
        if (batch->left_in_folder < 0)
            return refuse("a number below zero");
    }
    return 1;
}

/* Take the next files of a batch, with room for what is in them; gives 0, or -1 with an exception. */
static int gather(Batch *batch, Group *group)
{
    int64_t bytes = 0;
    int more = 1;
    group->length = 0;
    while (group->length < GROUP && bytes < GROUP_BYTES && (more = in_folder(batch)) > 0) {
        Row *expected = &group->expected[group->length];
        const char *name = next_file(batch, expected);
        if (name == NULL)
            return -1;
        if (expected->size < 0)
            return refuse("a size below zero");
        PyObject *content = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)expected->size);
        if (content == NULL)
            return -1;
        group->paths[group->length] = batch->path;
        group->names[group->length] = name;
        group->contents[group->length++] = content;
        bytes += expected->size;
        batch->left_in_folder--;
    }
    return more < 0 ? -1 : 0;
}

/* Close the folder that is open. */
static void leave_folder(Batch *batch)
{
    if (batch->opened >= 0)
        close(batch->opened);
    batch->opened = -1;
    batch->opened_path = NULL;
}

/* Read some files of a group, each folder opened once. */
static void read_files(Batch *batch, Group *group, int first, int end, char **rooms)
{
    for (int each = first; each < end; each++) {
        if (group->paths[each] != batch->opened_path) {
            leave_folder(batch);
            batch->opened_path = group->paths[each];
            batch->opened = open(batch->opened_path, PASS);
            batch->problem = batch->opened < 0 ? errno : 0;
        }
        group->problems[each] = batch->problem
            ? batch->problem
            : read_small(batch->opened, group->names[each], &group->expected[each], rooms[each]);
    }
}

/* Read the files of a group; gives 0, or -1 with an exception. */
static int read_group(Batch *batch, Group *group)
{
    char *rooms[GROUP];
    int each;
    for (each = 0; each < group->length; each++)
        rooms[each] = PyBytes_AsString(group->contents[each]);
    Py_BEGIN_ALLOW_THREADS
    read_files(batch, group, 0, group->length, rooms);
    Py_END_ALLOW_THREADS
    for (each = 0; each < group->length; each++) {
        /* Interrupted by a signal: once more, unless its handler wants to stop. */
        while (group->problems[each] == EINTR) {
            if (PyErr_CheckSignals() < 0)
                return -1;
            Py_BEGIN_ALLOW_THREADS
            leave_folder(batch);
            read_files(batch, group, each, each + 1, rooms);
            Py_END_ALLOW_THREADS
        }
    }
    return 0;
}

/* Write down the digest of one content; gives 0, or -1 with an exception. */
static int digest_content(PyObject *digest, PyObject *content, char *room)
{
    PyObject *found = PyObject_CallFunctionObjArgs(digest, content, NULL);
    char *bytes;
    Py_ssize_t length;
    int done = -1;
    if (found != NULL && PyBytes_AsStringAndSize(found, &bytes, &length) == 0) {
        if (length == DIGEST_BYTES) {
            memcpy(room, bytes, DIGEST_BYTES);
            done = 0;
        } else
            refuse("a digest of another length");
    }
    Py_XDECREF(found);
    return done;
}

/* Digest the next files of a batch; gives how many these were, or -1 with an exception. */
static int digest_some(Batch *batch)
{
    Py_ssize_t first = batch->number;
    Group group;
    int done = gather(batch, &group);
    if (done == 0)
        done = read_group(batch, &group);
    for (int each = 0; each < group.length; each++) {
        if (done == 0)
            done = PyErr_CheckSignals();
        if (done == 0 && group.problems[each])
            done = give_up(batch, first + each, group.problems[each]);
        else if (done == 0)
            done = digest_content(batch->digest, group.contents[each], batch->digests + (first + each) * DIGEST_BYTES);
        Py_DECREF(group.contents[each]);
    }
    return done < 0 ? -1 : group.length;
}

static int digest_all(Batch *batch)
{
    int count;
    do
        count = digest_some(batch);
    while (count > 0);
    leave_folder(batch);
    return count;
}

static PyObject *digest_small_files(PyObject *module, PyObject *arguments)
{
    PyObject *folders;
    Py_ssize_t length;
    Batch batch = {.opened = -1};
    (void)module;
    if (!PyArg_ParseTuple(
            arguments, "O!y#y#O", &PyList_Type, &folders, &batch.names, &batch.names_length, &batch.rows, &length,
            &batch.digest))
        return NULL;
    batch.count = length / (Py_ssize_t)sizeof(Row);
    if (length % (Py_ssize_t)sizeof(Row) || (batch.names_length && batch.names[batch.names_length - 1])) {
        refuse("a part of a row, or of a name");
        return NULL;
    }
    PyObject *digests = PyBytes_FromStringAndSize(NULL, batch.count * DIGEST_BYTES);
    batch.failed = PyList_New(0);
    batch.folders = PyList_AsTuple(folders);
    int done = -1;
    if (digests != NULL && batch.failed != NULL && batch.folders != NULL) {
        batch.digests = PyBytes_AsString(digests);
        done = digest_all(&batch);
    }
    Py_XDECREF(batch.folders);
    if (done == 0)
        return Py_BuildValue("(NN)", digests, batch.failed);
    Py_XDECREF(digests);
    Py_XDECREF(batch.failed);
    return NULL;
}

static void fill(Row *row, const struct stat *seen, int32_t folder)
{
    row->folder = folder;
    row->links = seen->st_nlink > UINT32_MAX ? UINT32_MAX : (uint32_t)seen->st_nlink;
    row->inode = (uint64_t)seen->st_ino;
    row->device = (uint64_t)seen->st_dev;
    row->size = (int64_t)seen->st_size;
    row->allocated = (int64_t)seen->st_blocks * 512;
    row->modified = nanoseconds(MODIFIED(seen));
    row->accessed = nanoseconds(ACCESSED(seen));
    row->changed = nanoseconds(CHANGED(seen));
    row->name = 0;
    row->owner = (uint32_t)seen->st_uid;
}

/* What was seen of one listing. */
typedef struct {
    Row *rows;
    Py_ssize_t files;
    int64_t bytes;
    PyObject *names, *folders, *links, *failed;
} Seen;

static int consider(Seen *all, PyObject *name, const struct stat *seen, int problem, int32_t folder)
{
    if (problem)
        return add_pair(all->failed, Py_BuildValue("(Oi)", name, problem));
    if (S_ISREG(seen->st_mode)) {
        all->bytes += (int64_t)seen->st_size;
        fill(&all->rows[all->files++], seen, folder);
        return PyList_Append(all->names, name);
    }
    if (S_ISDIR(seen->st_mode) || S_ISLNK(seen->st_mode)) {
        PyObject *list = S_ISDIR(seen->st_mode) ? all->folders : all->links;
        Row row;
        fill(&row, seen, folder);
        return add_pair(list, Py_BuildValue("(Oy#)", name, (const char *)&row, (Py_ssize_t)sizeof row));
    }
    return 0;
}

/* Look at some names; gives 0, or -1 with an exception. */
static int look_at_some(
    int handle, PyObject *names, Py_ssize_t start, Py_ssize_t end, int32_t folder, Seen *all)
{
    PyObject *encoded[TOGETHER];
    char *paths[TOGETHER];
    struct stat seen[TOGETHER];
    int problems[TOGETHER];
    Py_ssize_t count = end - start, number;
    int done = 0;
    for (number = 0; number < count; number++) {
        PyObject *name = PyList_GetItem(names, start + number);
        encoded[number] = name == NULL ? NULL : PyUnicode_EncodeFSDefault(name);
        if (encoded[number] == NULL || PyBytes_AsStringAndSize(encoded[number], &paths[number], NULL) < 0) {
            count = number + (encoded[number] != NULL);
            done = -1;
            break;
        }
    }
    if (done == 0) {
        Py_BEGIN_ALLOW_THREADS
        for (number = 0; number < count; number++)
            problems[number] = fstatat(handle, paths[number], &seen[number], AT_SYMLINK_NOFOLLOW) < 0 ? errno : 0;
        Py_END_ALLOW_THREADS
        for (number = 0; number < count && done == 0; number++)
            done = consider(all, PyList_GetItem(names, start + number), &seen[number], problems[number], folder);
    }
    for (number = 0; number < count; number++)
        Py_DECREF(encoded[number]);
    return done;
}

static PyObject *look_at_names(PyObject *module, PyObject *arguments)
{
    int handle, folder;
    PyObject *names, *answer = NULL;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "iO!i", &handle, &PyList_Type, &names, &folder))
        return NULL;
    Py_ssize_t count = PyList_Size(names), start;
    Seen all = {
        PyMem_Malloc((size_t)count * sizeof(Row)), 0, 0, PyList_New(0), PyList_New(0), PyList_New(0), PyList_New(0),
    };
    if (all.rows == NULL)
        PyErr_NoMemory();
    else if (all.names != NULL && all.folders != NULL && all.links != NULL && all.failed != NULL) {
        for (start = 0; start < count; start += TOGETHER) {
            Py_ssize_t end = start + TOGETHER < count ? start + TOGETHER : count;
            if (look_at_some(handle, names, start, end, (int32_t)folder, &all) < 0)
                break;
        }
        if (start >= count)
            answer = Py_BuildValue(
                "(y#OLOOO)", (const char *)all.rows, all.files * (Py_ssize_t)sizeof(Row), all.names,
                (long long)all.bytes, all.folders, all.links, all.failed);
    }
    PyMem_Free(all.rows);
    Py_XDECREF(all.names);
    Py_XDECREF(all.folders);
    Py_XDECREF(all.links);
    Py_XDECREF(all.failed);
    return answer;
}

#ifdef __linux__
/* What the kernel writes down of a name: see getdents64(2). */
typedef struct {
    uint64_t inode;
    int64_t next;
    uint16_t length;
    uint8_t type;
    char name[];
} Entry;

/* Add the names of one part of a listing; gives 0, or -1 with an exception. */
static int add_names(const char *part, long size, PyObject *names, PyObject *inner)
{
    for (long place = 0; place < size;) {
        const Entry *entry = (const Entry *)(part + place);
        place += entry->length;
        if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0)
            continue;
        PyObject *name = PyUnicode_DecodeFSDefault(entry->name);
        if (name == NULL)
            return -1;
        int done = PyList_Append(names, name);
        /* Some file systems do not say what a name is. */
        int is_of_use = entry->type == DT_REG || entry->type == DT_DIR || entry->type == DT_LNK;
        if (done == 0 && (is_of_use || entry->type == DT_UNKNOWN))
            done = PyList_Append(inner, name);
        Py_DECREF(name);
        if (done < 0)
            return -1;
    }
    return 0;
}

static PyObject *listed_in(PyObject *module, PyObject *arguments)
{
    int handle;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "i", &handle))
        return NULL;
    PyObject *names = PyList_New(0), *inner = PyList_New(0), *answer = NULL;
    /* As malloc does, this aligns for every type. */
    char *room = PyMem_Malloc(LISTING_BYTES);
    long size = names == NULL || inner == NULL || room == NULL ? -1 : 0;
    if (room == NULL)
        PyErr_NoMemory();
    while (size >= 0) {
        long more;
        /* Nearly every listing fits in, so that its end is asked for at once. */
        Py_BEGIN_ALLOW_THREADS
        size = 0;
        do {
            more = syscall(SYS_getdents64, handle, room + size, LISTING_BYTES - size);
            size = more < 0 ? -1 : size + more;
        } while (more > 0 && size <= LISTING_BYTES - LONGEST_ENTRY);
        Py_END_ALLOW_THREADS
        if (size < 0)
            PyErr_SetFromErrno(PyExc_OSError);
        else if (add_names(room, size, names, inner) < 0)
            break;
        else if (more == 0) {
            /* Whoever lists it next begins at the start, as after Python's listdir. */
            lseek(handle, 0, SEEK_SET);
            answer = PyTuple_Pack(2, names, inner);
            break;
        }
    }
    PyMem_Free(room);
    Py_XDECREF(names);
    Py_XDECREF(inner);
    return answer;
}
#endif

/* A folder that was only read is closed at once, so nobody else is let in meanwhile: to wake them takes longer. */
static PyObject *leave(PyObject *module, PyObject *arguments)
{
    int handle;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "i", &handle))
        return NULL;
    if (close(handle) < 0)
        return PyErr_SetFromErrno(PyExc_OSError);
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
#ifdef __linux__
    {"listed_in", listed_in, METH_VARARGS, "As cleanup.disk.system.listed_in."},
#endif
    {"digest_small_files", digest_small_files, METH_VARARGS, "As cleanup.disk.reading.small_files.digest_small_files."},
    {"leave", leave, METH_VARARGS, "As cleanup.disk.system.leave."},
    {"look_at_names", look_at_names, METH_VARARGS, "As cleanup.disk.rows.look_at_names."},
    {NULL, NULL, 0, NULL},
};

/* What was built before these changed would read and fill other ones: native.py asks for their sizes. */
static int declare(PyObject *module)
{
    int done = PyModule_AddIntConstant(module, "ROW_BYTES", sizeof(Row));
    return done < 0 ? done : PyModule_AddIntConstant(module, "DIGEST_BYTES", DIGEST_BYTES);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, declare}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_native", "System calls of a scan, in plain loops.", 0, functions, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
