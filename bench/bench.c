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

static struct corpus corpora[MODES];

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
	for (int mode = 0; mode < MODES; mode++)
		if (report->yardstick[mode] < best.yardstick[mode])
			best.yardstick[mode] = report->yardstick[mode];
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

		if (cell->refused == 0)
			continue;
		corpus_name(&corpora[mode], cell->first_refused, name,
		            sizeof(name));
		fprintf(to,
		        "%s %s %s: not timed, refuses %zu of %zu "
		        "messages, first %s\n",
		        parser, level_names[level], mode_names[mode],
		        cell->refused, corpora[mode].count, name);
		(*refusals)++;
	}
}

static void print_check(const struct options *options)
{
	FILE *to = options->tsv ? stderr : stdout;
	const struct bench_parser *parser;
	unsigned refusals = 0;

	if (!options->tsv)
		printf("warm: %zu messages, %zu bytes, digest %016jx\n"
		       "cold: %zu variants, %zu bytes, digest %016jx\n",
		       corpora[WARM].count, corpora[WARM].bytes,
		       (uintmax_t)corpus_digest(&corpora[WARM]),
		       corpora[COLD].count, corpora[COLD].bytes,
		       (uintmax_t)corpus_digest(&corpora[COLD]));
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

static void print_report(const struct options *options)
{
	void (*print)(const char *parser, int level, const struct cell *cells) =
	        options->tsv ? print_tsv : print_row;
	struct cell yardstick[MODES] = {{.ratio = 1}, {.ratio = 1}};
	const struct bench_parser *parser;

	print_check(options);
	if (!options->tsv)
		printf("\n%-22s %18s %18s\n%-14s %-7s %10s %7s %10s %7s\n", "",
		       "warm", "cold", "parser", "level", "ns", "ratio", "ns",
		       "ratio");
	for (int mode = 0; mode < MODES; mode++)
		yardstick[mode].ns = best.yardstick[mode];
	print("memchr", BENCH_T, yardstick);
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		for (int level = 0; level < BENCH_LEVELS; level++)
			print(parser->name, level, best.cells[i][level]);
}

static bool write_variants(const char *dir)
{
	const struct corpus *cold = &corpora[COLD];
	char name[128], path[4096];

	for (size_t i = 0; i < cold->count; i++) {
		const struct message *msg = &cold->messages[i];
		FILE *file;

		corpus_name(cold, i, name, sizeof(name));
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		file = fopen(path, "wb");
		if (!file)
			return false;
		fwrite(msg->text, 1, msg->len, file);
		if (fclose(file) != 0)
			return false;
	}
	return true;
}

/* Just the work, for a profiler. */
static int loop(const struct options *options)
{
	const struct wish *wish = &options->wish;
	const struct corpus *corpus =
	        &corpora[wish->mode == MODES ? WARM : wish->mode];
	const struct bench_parser *parser;
	bench_run *run = NULL;
	size_t refused;

	if (wish->parser && strcmp(wish->parser, "memchr") == 0)
		return bench_loop(walk_lines, corpus, options->loop) ? 1 : 0;
	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		if (wish->parser && strcmp(parser->name, wish->parser) == 0)
			break;
	if (parser && wish->level != BENCH_LEVELS)
		run = parser->run[wish->level];
	if (!run) {
		fprintf(stderr, "bench: --loop needs --parser and --level\n");
		return EXIT_USAGE;
	}
	if ((parser->setup && !parser->setup()) ||
	    (parser->select && !parser->select(parser->form))) {
		fprintf(stderr, "bench: %s does not run here\n", parser->name);
		return 1;
	}
	refused = bench_loop(run, corpus, options->loop);
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
	        "  --level L       T, C or F only\n"
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

static bool known_parser(const char *name)
{
	const struct bench_parser *parser;

	for (unsigned i = 0; (parser = parser_at(i)) != NULL; i++)
		if (strcmp(parser->name, name) == 0)
			return true;
	return strcmp(name, "memchr") == 0;
}

static bool set_option(struct options *options, int option, const char *arg)
{
	static const char *const formats[] = {"table", "tsv"};
	struct wish *wish = &options->wish;

	switch (option) {
	case 'p':
		wish->parser = arg;
		return known_parser(arg);
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
	if (!corpus_load(&corpora[WARM], options.messages))
		return 1;
	if ((options.loop == 0 || options.wish.mode == COLD) &&
	    !corpus_vary(&corpora[COLD], &corpora[WARM])) {
		fprintf(stderr, "bench: a variant does not fit\n");
		return 1;
	}
	if (options.variants)
		return write_variants(options.variants) ? 0 : 1;
	if (options.loop > 0)
		return loop(&options);
	for (unsigned i = 0; i < options.wish.processes; i++)
		measure_in_child(&options.wish, i);
	if (reported == 0)
		return 1;
	print_report(&options);
	return timed_what_was_asked(&options) ? 0 : 1;
}
