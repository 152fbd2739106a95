/*
 * siplint on a terminal: colors and how far it is; and what is left when it is
 * stopped.
 */

#define _XOPEN_SOURCE 700

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cli_folder.h"
#include "siplint_run.h"
#include "test_siplint.h"

#define ERASE "\r\033[K"
#define CLEAN "OPTIONS sip:h SIP/2.0\r\nContent-Length: 0\r\n\r\n"
#define FAULT                                                                  \
	"OPTIONS sip:h SIP/2.0\r\nMax-Forwards: 300\r\n"                       \
	"Content-Length: 0\r\n\r\n"
/* How the finding on it begins. */
#define FOUND "b.sip:2:15: error: "

enum { LONG = 200000, PATIENCE_MS = 1300 };

/* Which of the streams are the terminal. */
enum { OUT = 1, ERR = 2 };

static int open_terminal(int *slave)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	struct termios mode;

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	*slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(*slave, 0);
	ck_assert_int_eq(tcgetattr(*slave, &mode), 0);
	mode.c_oflag &= ~(tcflag_t)OPOST;
	ck_assert_int_eq(tcsetattr(*slave, TCSANOW, &mode), 0);
	return master;
}

static void sleep_ms(long ms)
{
	struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&time, NULL);
}

/* All that comes out of it until nobody has it open any more. */
static void read_terminal(int master, struct text *text)
{
	char bytes[4096];
	ssize_t count;

	while ((count = read(master, bytes, sizeof(bytes))) > 0)
		text_append(text, bytes, (size_t)count);
	close(master);
}

static pid_t start(const char *folder, const char *command, int terminal,
                   unsigned streams)
{
	char siplint[4096];
	pid_t pid;

	ck_assert_ptr_nonnull(realpath(ZSIP_SIPLINT, siplint));
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid != 0)
		return pid;
	setenv("SIPLINT", siplint, 1);
	if (chdir(folder) != 0)
		_exit(126);
	dup2(streams & OUT ? terminal : open("/dev/null", O_WRONLY), 1);
	dup2(streams & ERR ? terminal : open("/dev/null", O_WRONLY), 2);
	close(terminal);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* What a terminal shows of a command, nobody looking for `wait` ms. */
static void show(const char *folder, const char *command, unsigned streams,
                 long wait, struct text *text)
{
	int slave, master = open_terminal(&slave), status;
	pid_t pid = start(folder, command, slave, streams);

	close(slave);
	sleep_ms(wait);
	read_terminal(master, text);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_lt(WEXITSTATUS(status), 2);
}

static void add_file(struct cli_case *c, const char *name, const char *text)
{
	struct cli_file *file = &c->files[c->file_count++];

	snprintf(file->name, sizeof(file->name), "%s", name);
	text_append(&file->bytes, text, strlen(text));
}

/* A message whose tree is long, and one with a fault. */
static char *make_folder(struct cli_case *c)
{
	struct text *bytes = &c->files[0].bytes;

	add_file(c, "a.sip", "OPTIONS sip:h SIP/2.0\r\n");
	while (bytes->len < LONG)
		text_append(bytes, "X-Text: xy\r\n", 12);
	text_append(bytes, "Content-Length: 0\r\n\r\n", 21);
	add_file(c, "b.sip", FAULT);
	return cli_folder_make(c);
}

static void remove_folder(struct cli_case *c, char *folder)
{
	cli_folder_remove(folder);
	while (c->file_count > 0)
		text_release(&c->files[--c->file_count].bytes);
}

/* --- Colors */

/* NULL where there are none. */
static const char *colors_of(const char *command, unsigned streams)
{
	struct cli_case c = {.where = "colors"};
	struct text text = {NULL, 0, 0};
	const char *found;
	char *folder;

	add_file(&c, "b.sip", FAULT);
	folder = cli_folder_make(&c);
	show(folder, command, streams, 0, &text);
	ck_assert_ptr_nonnull(strstr(text_string(&text), "300"));
	found = strchr(text_string(&text), '\033');
	text_release(&text);
	remove_folder(&c, folder);
	return found != NULL ? "colors" : NULL;
}

START_TEST(test_terminal_colors)
{
	static const char *const plain[] = {
	        "TERM=xterm NO_COLOR=1 exec $SIPLINT b.sip",
	        "TERM=dumb exec $SIPLINT b.sip",
	        "unset TERM; exec $SIPLINT b.sip",
	        "TERM=xterm $SIPLINT b.sip | cat",
	        "TERM=xterm exec $SIPLINT --color=never b.sip",
	        "TERM=xterm $SIPLINT -o out b.sip; cat out; rm out",
	};
	static const char *const colored[] = {
	        "TERM=xterm exec $SIPLINT b.sip",
	        "TERM=xterm NO_COLOR= exec $SIPLINT b.sip",
	        "NO_COLOR=1 exec $SIPLINT --color=always b.sip",
	        "$SIPLINT --color=always b.sip | cat",
	};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		ck_assert_msg(colors_of(plain[i], OUT | ERR) == NULL, "%s",
		              plain[i]);
	for (size_t i = 0; i < sizeof(colored) / sizeof(*colored); i++)
		ck_assert_msg(colors_of(colored[i], OUT) != NULL, "%s",
		              colored[i]);
}
END_TEST

/* --- How far it is */

#define COMMAND                                                                \
	"TERM=xterm exec $SIPLINT --color=never --min-severity=error "         \
	"--disable=missing-header "

/* Nobody looks for a while, so that the tree of the first file takes long: then
 * it is said how far it is, and that is gone before the next finding. */
START_TEST(test_terminal_progress)
{
	struct cli_case c = {.where = "progress"};
	struct text text = {NULL, 0, 0};
	char *folder = make_folder(&c), line[256];
	size_t first = c.files[0].bytes.len, second = c.files[1].bytes.len;
	const char *shown;

	show(folder, COMMAND "--tree a.sip b.sip", OUT | ERR, PATIENCE_MS,
	     &text);
	snprintf(line, sizeof(line),
	         "\n" ERASE "%zu%%, %.1f MB, messages: 1, findings: 0" ERASE
	         "b.sip:1: 63 bytes\n",
	         first * 100 / (first + second), (double)first / 1e6);
	shown = strstr(text_string(&text), line);
	ck_assert_msg(shown != NULL, "no %s", line);
	ck_assert_ptr_nonnull(strstr(shown, "\n" FOUND));
	ck_assert_ptr_null(strstr(shown + strlen(line), ERASE));
	text_release(&text);
	remove_folder(&c, folder);
}
END_TEST

/* No terminal, a dumb one, or nobody who wants it. */
START_TEST(test_terminal_no_progress)
{
	struct cli_case c = {.where = "no progress"};
	struct text text = {NULL, 0, 0};
	char *folder = make_folder(&c);

	show(folder, COMMAND "--tree a.sip b.sip", OUT, PATIENCE_MS, &text);
	ck_assert_ptr_nonnull(strstr(text_string(&text), "\n" FOUND));
	ck_assert_ptr_null(strstr(text_string(&text), "\033"));
	text_release(&text);
	show(folder, "TERM=dumb exec $SIPLINT --color=never --tree a.sip b.sip",
	     OUT | ERR, PATIENCE_MS, &text);
	ck_assert_ptr_nonnull(strstr(text_string(&text), "\n" FOUND));
	ck_assert_ptr_null(strstr(text_string(&text), "\033"));
	text_release(&text);
	remove_folder(&c, folder);
}
END_TEST

/* With findings elsewhere the line is drawn over and over, and gone at the
 * end; a pipe keeps it waiting. */
static void check_slow(const char *options, bool is_shown)
{
	struct cli_case c = {.where = "slow input"};
	struct text text = {NULL, 0, 0};
	char *folder, command[512];

	add_file(&c, "a.sip", CLEAN);
	folder = cli_folder_make(&c);
	snprintf(command, sizeof(command),
	         "{ sleep 1.3; cat a.sip; } | " COMMAND "%s - a.sip", options);
	show(folder, command, ERR, 0, &text);
	ck_assert_str_eq(
	        text_string(&text),
	        is_shown ? ERASE "0.0 MB, messages: 1, findings: 0" ERASE : "");
	text_release(&text);
	remove_folder(&c, folder);
}

START_TEST(test_terminal_slow)
{
	check_slow("", true);
	check_slow("--quiet", false);
}
END_TEST

/* --- Stopped */

static bool has_other_file(const char *folder)
{
	char command[256];

	snprintf(command, sizeof(command), "ls %s | grep -q '^out\\.'", folder);
	return system(command) == 0;
}

/* The file that it would have written is as it was. */
START_TEST(test_terminal_stopped)
{
	struct cli_case c = {.where = "stopped", .file_count = 1};
	struct text text = {NULL, 0, 0};
	char *folder, path[512];
	int slave, master = open_terminal(&slave), status;
	pid_t pid;

	c.files[0] = (struct cli_file){.thing = CLI_PIPE, .name = "pipe"};
	add_file(&c, "out", "before\n");
	folder = cli_folder_make(&c);
	pid = start(folder, "exec $SIPLINT -o out pipe", slave, OUT | ERR);
	close(slave);
	for (int i = 0; i < 500 && !has_other_file(folder); i++)
		sleep_ms(10);
	ck_assert(has_other_file(folder));
	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	cli_folder_check(&c, folder);
	snprintf(path, sizeof(path), "%s/out", folder);
	text_read_file(path, &text);
	ck_assert_str_eq(text_string(&text), "before\n");
	text_release(&text);
	close(master);
	remove_folder(&c, folder);
}
END_TEST

TCase *siplint_terminal_tcase(void)
{
	TCase *tcase = tcase_create("siplint_terminal");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_terminal_colors);
	tcase_add_test(tcase, test_terminal_progress);
	tcase_add_test(tcase, test_terminal_no_progress);
	tcase_add_test(tcase, test_terminal_slow);
	tcase_add_test(tcase, test_terminal_stopped);
	return tcase;
}
