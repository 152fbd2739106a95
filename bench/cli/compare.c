/*
 * Commands beside each other: wall time, processor time and memory of whole
 * processes, and how many times as long as the first one each takes.
 *
 *	compare RUNS [NAME COMMAND]...
 *
 * Each command is run by the shell with its output to /dev/null, all of them in
 * turn, RUNS times; the medians are printed.  What is not there is left out.
 */
#define _DEFAULT_SOURCE /* wait4() */

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_COMMANDS = 16, MAX_RUNS = 25 };
/* What the shell says of a command that is not there, and timeout(1) of one
 * that takes too long. */
enum { NOT_FOUND = 127, TIMED_OUT = 124 };

struct command {
	const char *name, *line;
	double wall[MAX_RUNS], cpu[MAX_RUNS];
	long resident; /* kilobytes at most */
	bool is_missing, is_late;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void run_child(const char *line)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(NOT_FOUND);
}

static void run(struct command *command, int number)
{
	struct rusage usage;
	double start = now();
	pid_t child = fork();
	int status;

	if (child == 0)
		run_child(command->line);
	if (child < 0 || wait4(child, &status, 0, &usage) != child) {
		perror("compare");
		exit(1);
	}
	command->wall[number] = now() - start;
	command->cpu[number] =
	        seconds(usage.ru_utime) + seconds(usage.ru_stime);
	if (usage.ru_maxrss > command->resident)
		command->resident = usage.ru_maxrss;
	command->is_missing =
	        WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND;
	command->is_late =
	        WIFEXITED(status) && WEXITSTATUS(status) == TIMED_OUT;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	return count % 2 != 0 ? values[count / 2]
	                      : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void print(struct command *commands, int count, int runs)
{
	double first = median(commands[0].wall, runs);

	printf("%-28s %9s %9s %9s %7s\n", "", "wall s", "cpu s", "MB", "ratio");
	for (int i = 0; i < count; i++) {
		struct command *command = &commands[i];
		double wall = median(command->wall, runs);

		if (command->is_missing) {
			printf("%-28s not installed\n", command->name);
			continue;
		}
		printf("%-28s %9.3f %9.3f %9.1f %6.1f%s\n", command->name, wall,
		       median(command->cpu, runs),
		       (double)command->resident / 1024, wall / first,
		       command->is_late ? " or more: stopped" : "");
	}
}

int main(int argc, char **argv)
{
	static struct command commands[MAX_COMMANDS];
	int runs = argc > 1 ? atoi(argv[1]) : 0, count = (argc - 2) / 2;

	if (runs < 1 || runs > MAX_RUNS || count < 1 || count > MAX_COMMANDS ||
	    argc % 2 != 0) {
		fputs("usage: compare RUNS [NAME COMMAND]...\n", stderr);
		return 2;
	}
	for (int i = 0; i < count; i++) {
		commands[i].name = argv[2 + 2 * i];
		commands[i].line = argv[3 + 2 * i];
	}
	for (int number = 0; number < runs; number++) {
		for (int i = 0; i < count; i++)
			run(&commands[i], number);
	}
	print(commands, count, runs);
	return 0;
}
