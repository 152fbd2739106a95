/*
 * How long parsers take over the same messages, as multiples of a memchr()
 * walk over the same bytes.  README.md says what is measured and why so.
 */
#define _GNU_SOURCE

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

/* What the levels that write have for a corpus. */
#define INVITE_NAME "07-invite-ims.sip"

/* The call. */
#ifndef BENCH_CALL
#define BENCH_CALL "examples/call"
#endif

#ifndef BENCH_MESSAGES
#define BENCH_MESSAGES "bench/messages"
#endif

enum { PROCESSES = 5, EXIT_USAGE = 2 };

#define LEVEL_NAME(name) #name,
static const char *const level_names[BENCH_LEVELS] = {
        BENCH_LEVEL_LIST(LEVEL_NAME)};
static const char *const mode_names[MODES] = {"warm", "cold"};

#define ADAPTER_ARRAY(name) bench_##name,
static const struct bench_parser *const adapters[] = {
        BENCH_ADAPTER_LIST(ADAPTER_ARRAY)};

struct options {
	struct wish wish;
	const char *messages;
	const char *variants; /* directory to write the cold corpus to */
	unsigned long loop;
	bool tsv;
};

static struct corpus corpora[SETS][MODES];

/* The best of all processes so far. */
static struct report best;
static unsigned reported;

const struct bench_parser *parser_at(unsigned index)
{
	for (size_t i = 0; i < sizeof(adapters) / sizeof(adapters[0]); i++)
		for (const struct bench_parser *parser = adapters[i];
		     parser->name; parser++)
			if (index-- == 0)
				return parser;
	return NULL;
}

static bool write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t done = write(fd, p, len);

		if (done <= 0)
			return false;
		p += done;
		len -= (size_t)done;
	}
	return true;
}

static bool read_all(int fd, void *data, size_t len)
{
	char *p = data;

	while (len > 0) {
		ssize_t done = read(fd, p, len);

		if (done <= 0)
			return false;
		p += done;
		len -= (size_t)done;
	}
	return true;
}

/* If a parser was asked for by name, silence about it would be misread. */
static bool timed_what_was_asked(const struct options *options)
{
	const char *wanted = options->wish.parser;
	const struct bench_parser *parser;

	if (!wanted || strcmp(wanted, "memchr") == 0)
		return true;
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		for (int cell = 0; cell < BENCH_LEVELS * MODES; cell++)
			if (strcmp(parser->name, wanted) == 0 &&
			    best.cells[i][cell / MODES][cell % MODES].ratio > 0)
				return true;
	fprintf(stderr, "bench: %s was not timed\n", wanted);
	return false;
}

/* A cell that a process had no sample of does not count. */
static void take_best(const struct report *report)
{
	struct cell *into = &best.cells[0][0][0];
	const struct cell *from = &report->cells[0][0][0];

	if (reported++ == 0) {
		best = *report;
		return;
	}
	for (size_t i = 0; i < sizeof(best.cells) / sizeof(*into); i++)
		if (from[i].ratio > 0 &&
		    (into[i].ratio <= 0 || from[i].ratio < into[i].ratio))
			into[i] = from[i];
	for (int i = 0; i < SETS * MODES; i++)
		if (report->yardstick[i / MODES][i % MODES] <
		    best.yardstick[i / MODES][i % MODES])
			best.yardstick[i / MODES][i % MODES] =
			        report->yardstick[i / MODES][i % MODES];
}

/* Layout, page colours and the CPU differ from process to process. */
static void measure_in_child(const struct wish *wish, unsigned process)
{
	static struct report report;
	int status, ends[2];
	pid_t child;

	if (pipe(ends) != 0)
		return;
	child = fork();
	if (child == 0) {
		close(ends[0]);
		measure(wish, corpora, process, &report);
		_exit(write_all(ends[1], &report, sizeof(report)) ? 0 : 1);
	}
	close(ends[1]);
	if (child > 0) {
		if (read_all(ends[0], &report, sizeof(report)))
			take_best(&report);
		else
			fprintf(stderr, "bench: process %u gave no result\n",
			        process + 1);
		waitpid(child, &status, 0);
	}
	close(ends[0]);
}

static void print_refusals(FILE *to, const char *parser, int level,
                           const struct cell *cells, unsigned *refusals)
{
	char name[128];

	for (int mode = 0; mode < MODES; mode++) {
		const struct cell *cell = &cells[mode];
		const struct corpus *corpus = &corpora[set_of(level)][mode];

		if (cell->refused == 0)
			continue;
		corpus_name(corpus, cell->first_refused, name, sizeof(name));
		fprintf(to,
		        "%s %s %s: not timed, %s %zu of %zu messages, "
		        "first %s%s%s\n",
		        parser, level_names[level], mode_names[mode],
		        cell->fault ? "wrong for" : "refuses", cell->refused,
		        corpus->count, name, cell->fault ? ": " : "",
		        cell->fault ? cell->fault : "");
		(*refusals)++;
	}
}

static void print_corpus(const char *name, const struct corpus *corpus,
                         const char *kind)
{
	if (corpus->count > 0)
		printf("%s: %zu %s, %zu bytes, digest %016jx\n", name,
		       corpus->count, kind, corpus->bytes,
		       (uintmax_t)corpus_digest(corpus));
}

static void print_corpora(void)
{
	print_corpus("warm", &corpora[ALL][WARM], "messages");
	print_corpus("cold", &corpora[ALL][COLD], "variants");
	print_corpus("respond and forward, warm", &corpora[INVITE][WARM],
	             "message");
	print_corpus("respond and forward, cold", &corpora[INVITE][COLD],
	             "variants");
	print_corpus("call, warm", &corpora[CALL][WARM], "call");
	print_corpus("call, cold", &corpora[CALL][COLD], "variants");
}

static void print_check(const struct options *options)
{
	FILE *to = options->tsv ? stderr : stdout;
	const struct bench_parser *parser;
	unsigned refusals = 0;

	if (!options->tsv)
		print_corpora();
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		for (int level = 0; level < BENCH_LEVELS; level++)
			print_refusals(to, parser->name, level,
			               best.cells[i][level], &refusals);
	if (!options->tsv && refusals == 0)
		printf("every parser accepts every message\n");
}

static void print_tsv(const char *parser, int level, const struct cell *cells)
{
	for (int mode = 0; mode < MODES; mode++)
		if (cells[mode].ratio > 0)
			printf("%s\t%s\t%s\t%.0f\t%.2f\n", parser,
			       level_names[level], mode_names[mode],
			       cells[mode].ns, cells[mode].ratio);
}

static void print_row(const char *parser, int level, const struct cell *cells)
{
	if (cells[WARM].ratio <= 0 && cells[COLD].ratio <= 0)
		return;
	printf("%-14s %-7s", parser, level_names[level]);
	for (int mode = 0; mode < MODES; mode++)
		if (cells[mode].ratio > 0)
			printf(" %10.0f %7.2f", cells[mode].ns,
			       cells[mode].ratio);
		else
			printf(" %10s %7s", "-", "-");
	printf("\n");
}

typedef void print_cells(const char *parser, int level,
                         const struct cell *cells);

/* Once for each corpus, at the first level that has it. */
static void print_yardsticks(print_cells *print)
{
	struct cell cells[MODES] = {{.ratio = 1}, {.ratio = 1}};

	for (int level = 0; level < BENCH_LEVELS; level++) {
		enum set set = set_of(level);

		if (level > 0 && set == set_of(level - 1))
			continue;
		for (int mode = 0; mode < MODES; mode++)
			cells[mode].ns = best.yardstick[set][mode];
		if (corpora[set][WARM].count > 0)
			print("memchr", level, cells);
	}
}

static void print_report(const struct options *options)
{
	print_cells *print = options->tsv ? print_tsv : print_row;
	const struct bench_parser *parser;

	print_check(options);
	if (!options->tsv)
		printf("\n%-22s %18s %18s\n%-14s %-7s %10s %7s %10s %7s\n", "",
		       "warm", "cold", "parser", "level", "ns", "ratio", "ns",
		       "ratio");
	print_yardsticks(print);
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		for (int level = 0; level < BENCH_LEVELS; level++)
			print(parser->name, level, best.cells[i][level]);
}

static bool write_variants(const struct corpus *cold, const char *dir,
                           const char *prefix)
{
	char name[128], path[4096];

	for (size_t i = 0; i < cold->count; i++) {
		const struct message *msg = &cold->messages[i];
		FILE *file;

		corpus_name(cold, i, name, sizeof(name));
		snprintf(path, sizeof(path), "%s/%s%s", dir, prefix, name);
		file = fopen(path, "wb");
		if (!file)
			return false;
		fwrite(msg->text, 1, msg->len, file);
		if (fclose(file) != 0)
			return false;
	}
	return true;
}

static bool write_corpora(const char *dir)
{
	return write_variants(&corpora[ALL][COLD], dir, "") &&
	       write_variants(&corpora[INVITE][COLD], dir, "forward ");
}

static const struct bench_parser *parser_named(const char *name)
{
	const struct bench_parser *parser;

	if (!name || strcmp(name, "memchr") == 0)
		return name ? &yardstick_parser : NULL;
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		if (strcmp(parser->name, name) == 0)
			break;
	return parser;
}

static size_t loop_passes(struct work *work, unsigned long passes)
{
	size_t refused = 1;

	if (work_open(work) == work->corpus->count)
		refused = bench_loop(work, passes);
	work_close(work);
	return refused;
}

/* Just the work, for a profiler. */
static int loop(const struct options *options)
{
	const struct wish *wish = &options->wish;
	const struct bench_parser *parser = parser_named(wish->parser);
	struct work work = {.parser = parser, .level = wish->level};
	size_t refused;

	work.corpus = &corpora[set_of(wish->level)]
	                      [wish->mode == MODES ? WARM : wish->mode];
	if (parser == &yardstick_parser)
		work.level = BENCH_T;
	if (!parser || work.level == BENCH_LEVELS ||
	    !has_level(parser, work.level) || work.corpus->count == 0) {
		fprintf(stderr, "bench: --loop needs --parser and --level\n");
		return EXIT_USAGE;
	}
	if ((parser->setup && !parser->setup()) ||
	    (parser->select && !parser->select(parser->form))) {
		fprintf(stderr, "bench: %s does not run here\n", parser->name);
		return 1;
	}
	refused = loop_passes(&work, options->loop);
	if (parser->teardown)
		parser->teardown();
	if (refused > 0)
		fprintf(stderr, "bench: %zu refusals\n", refused);
	return refused > 0;
}

static void usage(FILE *to)
{
	fprintf(to,
	        "usage: bench [options]\n"
	        "  --parser NAME   this parser only\n"
	        "  --level L       T, C, F, respond, forward or call only\n"
	        "  --mode MODE     warm or cold only\n"
	        "  --seconds N     how long to measure in all (20)\n"
	        "  --processes N   of how many the best is quoted (5)\n"
	        "  --quick         one process, 3 seconds\n"
	        "  --format FORM   table or tsv\n"
	        "  --messages DIR  the corpus (" BENCH_MESSAGES ")\n"
	        "  --loop N        N passes of --parser at --level, untimed\n"
	        "  --variants DIR  write the cold corpus to DIR, no more\n");
}

static int find(const char *name, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

static bool set_option(struct options *options, int option, const char *arg)
{
	static const char *const formats[] = {"table", "tsv"};
	struct wish *wish = &options->wish;

	switch (option) {
	case 'p':
		wish->parser = arg;
		return parser_named(arg) != NULL;
	case 'l':
		wish->level = find(arg, level_names, BENCH_LEVELS);
		return wish->level >= 0;
	case 'o':
		wish->mode = find(arg, mode_names, MODES);
		return wish->mode >= 0;
	case 's':
		wish->seconds = strtod(arg, NULL);
		return wish->seconds > 0;
	case 'n':
		wish->processes = (unsigned)strtoul(arg, NULL, 10);
		return wish->processes > 0;
	case 'q':
		wish->processes = 1;
		wish->seconds = 3;
		return true;
	case 'f':
		options->tsv = strcmp(arg, "tsv") == 0;
		return find(arg, formats, 2) >= 0;
	case 'm':
		options->messages = arg;
		return true;
	case 'N':
		options->loop = strtoul(arg, NULL, 10);
		return options->loop > 0;
	case 'v':
		options->variants = arg;
		return true;
	default:
		return false;
	}
}

static bool parse_options(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
	        {"parser", required_argument, NULL, 'p'},
	        {"level", required_argument, NULL, 'l'},
	        {"mode", required_argument, NULL, 'o'},
	        {"seconds", required_argument, NULL, 's'},
	        {"processes", required_argument, NULL, 'n'},
	        {"quick", no_argument, NULL, 'q'},
	        {"format", required_argument, NULL, 'f'},
	        {"messages", required_argument, NULL, 'm'},
	        {"loop", required_argument, NULL, 'N'},
	        {"variants", required_argument, NULL, 'v'},
	        {"help", no_argument, NULL, 'h'},
	        {0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (option == 'h') {
			usage(stdout);
			exit(0);
		}
		if (set_option(options, option, optarg))
			continue;
		if (option != '?')
			fprintf(stderr, "bench: not known: %s\n", optarg);
		return false;
	}
	return optind == argc;
}

/* Directories without the one INVITE have no levels that write, and without the
 * call there is no level for it. */
static bool load_corpora(const struct options *options)
{
	bool calls;

	if (!corpus_load(&corpora[ALL][WARM], options->messages))
		return false;
	corpus_pick(&corpora[INVITE][WARM], &corpora[ALL][WARM], INVITE_NAME);
	calls = corpus_join(&corpora[CALL][WARM], BENCH_CALL, 0);
	if (options->loop > 0 && options->wish.mode != COLD)
		return true;
	if (corpus_vary(&corpora[ALL][COLD], &corpora[ALL][WARM], VARIANTS) &&
	    corpus_vary(&corpora[INVITE][COLD], &corpora[INVITE][WARM],
	                INVITE_VARIANTS) &&
	    (!calls ||
	     corpus_join(&corpora[CALL][COLD], BENCH_CALL, CALL_VARIANTS)))
		return true;
	fprintf(stderr, "bench: a variant does not fit\n");
	return false;
}

int main(int argc, char **argv)
{
	struct options options = {
	        .wish = {NULL, BENCH_LEVELS, MODES, PROCESSES, 20},
	        .messages = BENCH_MESSAGES,
	};

	if (!parse_options(&options, argc, argv)) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!load_corpora(&options))
		return 1;
	if (options.variants)
		return write_corpora(options.variants) ? 0 : 1;
	if (options.loop > 0)
		return loop(&options);
	for (unsigned i = 0; i < options.wish.processes; i++)
		measure_in_child(&options.wish, i);
	if (reported == 0)
		return 1;
	print_report(&options);
	return timed_what_was_asked(&options) ? 0 : 1;
}
