/*
 * The lines of a log behind a head, as far as they may be the message's, and
 * what they were before the log put something into them.
 */
#include "read/log_block.h"

/* A message of which a copy is needed is cut off there. */
#define COPY_MAX ((size_t)1 << 20)

/* --- The copy */

static char *make_room(struct log_reader *reader, size_t size)
{
	if (reader->room - reader->copied < size) {
		reader->room = (reader->copied + size) * 2;
		reader->copy = must_resize(reader->copy, reader->room, 1);
	}
	return reader->copy + reader->copied;
}

void log_copy(struct log_reader *reader, const char *p, const char *end)
{
	char *to = make_room(reader, (size_t)(end - p));

	reader->copied += log_copy_plain(to, p, end);
}

void log_copy_text(struct log_reader *reader, const char *text)
{
	size_t len = strlen(text);

	memcpy(make_room(reader, len), text, len);
	reader->copied += len;
}

/* --- Lines */

/* Without its line end. */
static struct line content_of(struct line line)
{
	if (line.end > line.start && line.end[-1] == '\r')
		line.end--;
	return line;
}

bool log_block_is_lf(const struct block *block)
{
	return !block->is_copy && block->reader->input->lf;
}

static void advance(struct block *block, const char *to, size_t crlf)
{
	struct spot *here = &block->here;
	size_t size = (size_t)(to - here->at);

	if (block->is_copy)
		size = block->reader->copied - here->copied;
	here->size[AS_LOGGED] += size;
	here->size[AS_CRLF] += log_block_is_lf(block) ? size + crlf : size;
	here->at = to;
	here->copied = block->reader->copied;
}

static bool is_at(const struct block *block, size_t size)
{
	return block->here.size[AS_LOGGED] == size ||
	       block->here.size[AS_CRLF] == size;
}

static bool is_at_content_length(const struct block *block)
{
	const struct spot *head = &block->head_end, *here = &block->here;

	for (int i = 0; i < COUNTS; i++) {
		if (here->size[i] - head->size[i] == block->content_length)
			return true;
	}
	return false;
}

/* Keeps the spot if a length says that the message ends there. */
static void compare(struct block *block, const char *go_on)
{
	if (block->head_end.at == NULL)
		return;
	block->here.go_on = go_on;
	if (block->told.at == NULL && block->head->length != 0 &&
	    is_at(block, block->head->length))
		block->told = block->here;
	if (block->counted.at == NULL && block->has_length &&
	    is_at_content_length(block))
		block->counted = block->here;
}

/* The bytes of the message that were read so far, as an input. */
static struct input bytes_of(const struct block *block)
{
	const struct log_reader *reader = block->reader;
	struct input input = *reader->input;

	if (block->is_copy) {
		input.bytes = reader->copy;
		input.len = reader->copied;
		input.lf = false;
	}
	return input;
}

size_t log_block_offset(const struct block *block, const struct spot *spot)
{
	return block->is_copy
	               ? spot->copied
	               : (size_t)(spot->at - block->reader->input->bytes);
}

static void read_content_length(struct block *block)
{
	struct message *message = &block->reader->message;
	struct input input = bytes_of(block);
	struct piece piece = {
	        .seen = {.input = &input,
	                 .start = log_block_offset(block, &block->start),
	                 .end = log_block_offset(block, &block->here)}};

	message_read(message, &piece);
	block->has_length = message->sip.content_length_status == ZSIP_OK;
	block->content_length = (size_t)message->sip.content_length;
}

/* The end of a line of the message. */
static void end_line(struct block *block, struct line line, bool is_empty)
{
	if (block->is_copy)
		log_copy_text(block->reader, "\r\n");
	advance(block, line.next, 1);
	if (!is_empty || block->head_end.at != NULL)
		return;
	block->head_end = block->here;
	read_content_length(block);
}

static void add_line(struct block *block, struct line line)
{
	struct line text = content_of(line);
	/* An LF between CRLFs is the log's. */
	bool has_cr = text.end < line.end,
	     is_empty = text.start == text.end &&
	                (block->is_copy || has_cr == block->has_cr);

	if (block->here.at == block->start.at)
		block->has_cr = has_cr;
	if (block->is_copy)
		log_copy(block->reader, text.start, text.end);
	advance(block, text.end, 0);
	/* What a log writes behind it, it does not count. */
	compare(block, line.next);
	if (line.next > line.end)
		end_line(block, line, is_empty);
	compare(block, line.next);
}

/* A dot stands for the CR, and at the end of a message without one there is no
 * line end. */
static void add_dotted_line(struct block *block, struct line line)
{
	struct log_reader *reader = block->reader;

	log_copy(reader, line.start, line.end);
	line = log_trim(line);
	if (reader->copied > 0 && reader->copy[reader->copied - 1] == '.') {
		reader->copied--;
		end_line(block, line, reader->copied == block->here.copied);
	} else {
		log_copy_text(reader, "\n");
		advance(block, line.next, 0);
	}
	compare(block, line.next);
}

/* --- The block of lines between two heads */

/* As a syslog daemon writes it: a line end is "#015#012". */
static struct line escaped_line_at(const char *p, const char *end)
{
	const char *lf = log_find(p, end, "#012");

	/* The last LF is left out. */
	if (lf == NULL)
		return (struct line){
		        p, log_ends(p, end, "#015") ? end - 4 : end, end};
	return (struct line){p, log_ends(p, lf, "#015") ? lf - 4 : lf, lf + 4};
}

static struct line next_line(const struct block *block, const char *p)
{
	return block->head->is_escaped ? escaped_line_at(p, block->end)
	                               : line_at(p, block->end);
}

static bool is_finished(const struct block *block)
{
	return block->told.at != NULL || block->here.copied > COPY_MAX ||
	       (block->counted.at != NULL && block->format->flag == LOG_PLAIN);
}

/* A head within what may be a message: its body may hold a start line. */
static bool is_next_head(const struct block *block, struct line line)
{
	struct log_head head;
	bool is_plain = block->format->flag == LOG_PLAIN;
	const struct log_format *format =
	        log_find_head(&head, line, block->end,
	                      is_plain ? LOG_ALL_HEADS : LOG_OWN_HEADS);

	return format != NULL &&
	       (format->id != LOG_BARE || block->head_end.at == NULL ||
	        !block->has_length);
}

/* Whether a line is the log's own and no part of the message. */
static bool is_own_line(struct block *block, const char *p)
{
	struct line line;
	struct log_time time;

	if (block->head->is_escaped)
		return false;
	line = line_at(p, block->end);
	if (is_next_head(block, line))
		return true;
	if (block->coat.prefix.len != 0 || block->doubted.at != NULL ||
	    !log_is_stamped(line, &time))
		return false;
	if (block->format->find_end == NULL &&
	    block->here.size[AS_CRLF] >= block->head->length)
		return true;
	block->doubted = block->here;
	block->doubted.go_on = p;
	return false;
}

/* What the log writes behind a message.  @return whether it is in the line */
static bool is_closing(struct block *block, struct line line)
{
	const char *end = NULL;

	if (block->coat.has_dots && line_is_empty(line))
		end = line.start;
	else if (block->format->find_end != NULL)
		end = block->format->find_end(line);
	if (end != NULL && end > line.start)
		add_line(block, (struct line){line.start, end, end});
	return end != NULL;
}

/* Takes a line.  @return whether it is the last one */
static bool take_line(struct block *block, struct line line)
{
	if (is_closing(block, line)) {
		block->is_closed = true;
		return true;
	}
	if (block->coat.has_dots)
		add_dotted_line(block, line);
	else
		add_line(block, line);
	return is_finished(block);
}

/* No length leads behind the line that may be the log's own. */
static void close_early(struct block *block)
{
	block->closed = block->doubted;
	block->is_ended = true;
	if (block->head_end.at > block->doubted.at) {
		block->head_end.at = NULL;
		block->has_length = false;
	}
}

static void read_lines(struct block *block)
{
	const struct zsip_slice *prefix = &block->head->prefix;
	const char *p = block->head->text;
	bool is_dressed = p > prefix->ptr + prefix->len, is_last = false;
	struct line line;

	block->start.at = p;
	block->here.at = p;
	while (p < block->end && !is_last) {
		line = next_line(block, p);
		if (p != block->head->text && is_own_line(block, p))
			break;
		if (is_dressed && !log_coat_take_off(&block->coat, &line))
			break;
		is_last = take_line(block, line);
		is_dressed = true;
		p = line.next;
	}
	block->closed = block->here;
	block->closed.go_on = p;
	block->is_ended = p == block->end || block->here.copied > COPY_MAX;
	if (block->is_closed)
		block->is_ended = false;
	else if (block->told.at == NULL && block->counted.at == NULL &&
	         block->doubted.at != NULL)
		close_early(block);
}

/* Loggers leave out the line ends at the end of a text: here those of a message
 * without a body. */
static void restore_empty_line(struct block *block)
{
	struct log_reader *reader = block->reader;
	struct spot last = block->here;
	const char *go_on = block->closed.go_on;

	if (block->format->flag != LOG_PLAIN || !block->is_copy ||
	    block->head_end.at != NULL)
		return;
	if (!log_ends(reader->copy, reader->copy + reader->copied, "\r\n"))
		log_copy_text(reader, "\r\n");
	log_copy_text(reader, "\r\n");
	advance(block, last.at, 0);
	block->head_end = block->here;
	read_content_length(block);
	if (block->has_length && block->content_length == 0) {
		block->closed = block->here;
		block->closed.go_on = go_on;
	} else {
		block->head_end.at = NULL;
		block->has_length = false;
	}
}

void log_block_read(struct block *block)
{
	read_lines(block);
	restore_empty_line(block);
}

struct zsip_slice log_block_between(const struct block *block,
                                    const struct spot *from,
                                    const struct spot *to)
{
	if (block->is_copy)
		return (struct zsip_slice){block->reader->copy + from->copied,
		                           to->copied - from->copied};
	return (struct zsip_slice){from->at, (size_t)(to->at - from->at)};
}
