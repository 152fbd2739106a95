/*
 * Test vectors: text files of lines
 *
 *	VERDICT  TEXT
 *	VERDICT  TEXT => EXPECTED
 *
 * VERDICT is a word, TEXT runs to " => " or to the end of the line, EXPECTED
 * is free text that the test at hand understands.  Blanks around TEXT and
 * EXPECTED do not count.  Empty lines and lines that begin with "#" are
 * skipped.
 *
 * In TEXT, \r \n \t \0 \\ \s (space) and \xHH stand for one byte each; any
 * other backslash and any raw control byte is an error.  A TEXT of just ""
 * is empty (two quotes are \x22\x22).
 */

#ifndef ZSIP_TESTS_VECTORS_H
#define ZSIP_TESTS_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

/* Where the sources are, seen from where the tests run. */
#ifndef ZSIP_SOURCE_DIR
#define ZSIP_SOURCE_DIR "."
#endif

/** One line, valid until the next call that takes its file. */
struct vector {
	const char *verdict;
	char *text; /**< unescaped; a malloc of exactly len bytes, so
	             *   that ASan sees any reading past the end */
	size_t len;
	const char *expected; /**< NULL if the line has no " => " */
	unsigned line;
};

struct vector_file {
	const char *path;
	const char *verdicts;
	char *data; /**< what is in the file, cut up as we go */
	size_t size;
	size_t pos;
	unsigned line;
	char *text;      /**< that of the last vector */
	char error[512]; /**< "path:line: what", after a VECTOR_ERROR */
};

enum vector_result { VECTOR_END, VECTOR_LINE, VECTOR_ERROR };

/**
 * Read a file of vectors.
 *
 * @param path      kept, not copied
 * @param verdicts  the words a line may begin with, separated by one blank,
 *                  as in "ok bad"; kept, not copied
 * @return false if it cannot be read; error says why.  No need to close then.
 */
bool vectors_open(struct vector_file *file, const char *path,
                  const char *verdicts);

/**
 * The next line that holds a vector.
 *
 * @return VECTOR_LINE, VECTOR_END, or VECTOR_ERROR for a line that breaks the
 *         format: error tells which, and the next call goes on after it.
 */
enum vector_result vectors_next(struct vector_file *file, struct vector *v);

void vectors_close(struct vector_file *file);

/** Undo the escapes of a TEXT in its place.
 *  @return its length; SIZE_MAX for one that is no escape */
size_t vectors_unescape(char *text);

/** The files of a directory, but for those whose name begins with a dot,
 *  in strcmp order. */
struct vector_dir {
	char **names;
	size_t count;
};

/** @return false if it cannot be read; errno says why. */
bool vectors_dir_open(struct vector_dir *dir, const char *path);

void vectors_dir_close(struct vector_dir *dir);

/**
 * What a file's vectors are about: its name without the ".txt".
 *
 * @return false if the name ends otherwise or does not fit into size bytes
 */
bool vectors_subject(const char *name, char *subject, size_t size);

#endif
