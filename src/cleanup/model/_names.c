/* Names out of one long string of them, without an object for each.
 *
 * The function has a twin in plain Python (names.py) that gives the same answers and is used where this module was
 * not built; tests run both. It touches nothing but memory.
 */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "places are read as they lie in memory, and have to be little-endian"
#endif

/* Copy the names that begin at these places, each with its NUL byte; gives the bytes they take, or -1 with an
 * exception. Without ``room`` it only counts. */
static Py_ssize_t copy_names(
    const char *names, Py_ssize_t length, const char *starts, Py_ssize_t count, char *room)
{
    Py_ssize_t total = 0, number;
    for (number = 0; number < count; number++) {
        int64_t start;
        memcpy(&start, starts + number * (Py_ssize_t)sizeof start, sizeof start);
        const char *end = start < 0 || start >= length ? NULL : memchr(names + start, 0, (size_t)(length - start));
        if (end == NULL) {
            PyErr_SetString(PyExc_ValueError, "no name begins there");
            return -1;
        }
        Py_ssize_t size = end + 1 - (names + start);
        if (room != NULL)
            memcpy(room + total, names + start, (size_t)size);
        total += size;
    }
    return total;
}

static PyObject *names_at(PyObject *module, PyObject *arguments)
{
    const char *names, *starts;
    Py_ssize_t length, size;
    PyObject *found = NULL;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "y#y#", &names, &length, &starts, &size))
        return NULL;
    Py_ssize_t count = size / (Py_ssize_t)sizeof(int64_t);
    Py_ssize_t total = copy_names(names, length, starts, count, NULL);
    if (total >= 0 && (found = PyBytes_FromStringAndSize(NULL, total)) != NULL)
        copy_names(names, length, starts, count, PyBytes_AsString(found));
    return found;
}

static PyMethodDef functions[] = {
    {"names_at", names_at, METH_VARARGS, "As cleanup.model.names.names_at."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_names", "Names out of one long string of them.", 0, functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__names(void)
{
    return PyModuleDef_Init(&definition);
}
