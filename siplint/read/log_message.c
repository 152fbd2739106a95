/*
 * The bytes of a message in a log: where it ends, and what they were before the
 * log put something into them.
 *
 * It ends where the length says that the head tells, if a line ends there; else
 * where the log writes something of its own; and where lines of the log's own
 * may follow that nothing tells from the message's, where Content-Length says.
 * In a log whose lines end in LF alone, a length may count two bytes for each.
 */
#include "read/log.h"

/* A message of which a copy is needed is cut off there. */
#define COPY_MAX ((size_t)1 << 20)

/* How bytes are counted. */
enum count { AS_LOGGED, AS_CRLF, COUNTS };

/* A place between two bytes of the message. */
struct spot {
	const char *at;      /* in the log; NULL if it was not found */
	const char *go_on;   /* where the log goes on behind it */
	size_t copied;       /* in the copy */
	size_t size[COUNTS]; /* of the message up to it */
};

struct block {
	struct log_reader *reader;
	const struct log_format *format;
	const struct log_head *head;
	const char *end; /* of the log */
	struct log_coat coat;
	bool is_copy;
	struct spot here, head_end;
	bool has_length;
	size_t content_length;
	/* Where the lengths say that it ends, and where the log does. */
	struct spot told, counted, closed;
	bool is_closed; /* by what the log writes behind a message */
	bool is_ended;  /* by the end of the log, or by COPY_MAX */
};

/* --- The copy */

static char *make_room(struct log_reader *reader, size_t size)
{
	if (reader->room - reader->copied < size) {
		reader->room = (reader->copied + size) * 2;
		reader->copy = must_resize(reader->copy, reader->room, 1);
	}
	return reader->copy + reader->copied;
}

static void append(struct log_reader *reader, const char *p, const char *end)
{
	char *to = make_room(reader, (size_t)(end - p));

	reader->copied += log_copy_plain(to, p, end);
}

static void append_text(struct log_reader *reader, const char *text)
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

static bool is_lf_line(const struct block *block)
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
	here->size[AS_CRLF] += is_lf_line(block) ? size + crlf : size;
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

static size_t start_of(const struct block *block)
{
	return block->is_copy ? 0
	                      : (size_t)(block->head->text -
	                                 block->reader->input->bytes);
}

static size_t offset_of(const struct block *block, const struct spot *spot)
{
	return block->is_copy
	               ? spot->copied
	               : (size_t)(spot->at - block->reader->input->bytes);
}

static void read_content_length(struct block *block)
{
	struct message *message = &block->reader->message;
	struct input input = bytes_of(block);
	struct piece piece = {.seen = {.input = &input,
	                               .start = start_of(block),
	                               .end = offset_of(block, &block->here)},
	                      .head_end = offset_of(block, &block->here)};

	message_read(message, &piece);
	block->has_length = message->sip.content_length_status == ZSIP_OK;
	block->content_length = (size_t)message->sip.content_length;
}

/* The end of a line of the message. */
static void end_line(struct block *block, struct line line, bool is_empty)
{
	if (block->is_copy)
		append_text(block->reader, "\r\n");
	advance(block, line.next, 1);
	if (!is_empty || block->head_end.at != NULL)
		return;
	block->head_end = block->here;
	read_content_length(block);
}

static void add_line(struct block *block, struct line line)
{
	struct line text = content_of(line);

	if (block->is_copy)
		append(block->reader, text.start, text.end);
	advance(block, text.end, 0);
	/* What a log writes behind it, it does not count. */
	compare(block, line.next);
	if (line.next > line.end)
		end_line(block, line, text.start == text.end);
	compare(block, line.next);
}

/* A dot stands for the CR, and at the end of a message without one there is no
 * line end. */
static void add_dotted_line(struct block *block, struct line line)
{
	struct log_reader *reader = block->reader;

	append(reader, line.start, line.end);
	line = log_trim(line);
	if (reader->copied > 0 && reader->copy[reader->copied - 1] == '.') {
		reader->copied--;
		end_line(block, line, reader->copied == block->here.copied);
	} else {
		append_text(reader, "\n");
		advance(block, line.next, 0);
	}
	compare(block, line.next);
}

/* --- The block of lines between two heads */

/* As a syslog daemon writes it: a line end is "#015#012". */
static struct line escaped_line_at(const char *p, const char *end)
{
	const char *lf = log_find(p, end, "#012");

	if (lf == NULL)
		return (struct line){p, end, end};
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
	const struct log_format *format =
	        log_find_head(&head, line, block->end);

	if (format == NULL || format->flag != LOG_PLAIN)
		return format != NULL;
	return block->format->flag == LOG_PLAIN &&
	       (format->id != LOG_BARE || block->head_end.at == NULL ||
	        !block->has_length);
}

/* Whether a line may be the log's own and no part of the message. */
static bool is_own_line(const struct block *block, struct line line)
{
	struct log_time time;

	if (block->head->is_escaped)
		return false;
	return is_next_head(block, line) ||
	       (block->format->find_end == NULL &&
	        block->coat.prefix.len == 0 &&
	        block->here.size[AS_CRLF] >= block->head->length &&
	        log_is_stamped(line, &time));
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

static void walk(struct block *block)
{
	const struct zsip_slice *prefix = &block->head->prefix;
	const char *p = block->head->text;
	bool is_dressed = p > prefix->ptr + prefix->len, is_last = false;
	struct line line;

	block->here.at = p;
	while (p < block->end && !is_last) {
		line = next_line(block, p);
		if (p != block->head->text && is_own_line(block, line))
			break;
		if (is_dressed && !log_coat_take_off(&block->coat, &line))
			break;
		is_last = take_line(block, line);
		is_dressed = true;
		p = line.next;
	}
	block->closed = block->here;
	block->closed.go_on = p;
	block->is_ended = !block->is_closed &&
	                  (p == block->end || block->here.copied > COPY_MAX);
}

/* --- Where the message ends */

static struct zsip_slice between(const struct block *block,
                                 const struct spot *from, const struct spot *to)
{
	if (block->is_copy)
		return (struct zsip_slice){block->reader->copy + from->copied,
		                           to->copied - from->copied};
	return (struct zsip_slice){from->at, (size_t)(to->at - from->at)};
}

static bool is_blank(struct zsip_slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.ptr[i] != '\r' && bytes.ptr[i] != '\n')
			return false;
	}
	return true;
}

/* How long the line end is at the end of the bytes. */
static size_t count_line_end(const struct block *block, struct zsip_slice bytes)
{
	const char *end = bytes.ptr + bytes.len;

	if (bytes.len == 0 || end[-1] != '\n')
		return 0;
	if (bytes.len == 1 || end[-2] != '\r')
		return 1;
	/* One that stands in a log between LFs is the message's. */
	return block->is_copy ? 2 : 0;
}

/* The line ends that the log has written.  @return how many there were */
static unsigned take_off_line_ends(struct block *block, struct spot *spot)
{
	unsigned count = 0;
	bool is_plain = block->format->flag == LOG_PLAIN;
	size_t size;

	if (block->head_end.at == NULL)
		return 0;
	while (count < block->format->line_ends || is_plain) {
		size = count_line_end(block,
		                      between(block, &block->head_end, spot));
		if (size == 0)
			break;
		spot->copied -= block->is_copy ? size : 0;
		spot->at -= block->is_copy ? 0 : size;
		spot->size[AS_LOGGED] -= size;
		spot->size[AS_CRLF] -= is_lf_line(block) ? size + 1 : size;
		count++;
	}
	return count;
}

/* Line ends at the end of a body may be the message's or the log's, where
 * they cannot be told apart. */
static bool is_doubtful(const struct block *block)
{
	return (block->is_copy || block->reader->input->lf) &&
	       !block->coat.has_dots &&
	       is_blank(between(block, &block->counted, &block->closed));
}

static struct spot choose_end(struct block *block)
{
	unsigned count;

	if (block->told.at != NULL)
		return block->told;
	if (block->counted.at != NULL &&
	    (is_doubtful(block) ||
	     (!block->is_closed && block->format->flag != LOG_CLOSED)))
		return block->counted;
	if (block->coat.has_dots)
		return block->closed;
	count = take_off_line_ends(block, &block->closed);
	if (block->format->line_ends != 0 && count == block->format->line_ends)
		block->is_ended = false;
	return block->closed;
}

/* --- The message */

/* Bytes of it that the log does not have. */
static size_t count_lost(const struct block *block, const struct spot *end)
{
	size_t size = end->size[AS_CRLF], body;
	bool has_head = block->head_end.at != NULL;

	body = has_head ? size - block->head_end.size[AS_CRLF] : 0;
	if (has_head && (!block->has_length || body >= block->content_length))
		return 0;
	if (block->head->length > size)
		return block->head->length - size;
	if (!block->is_ended)
		return 0;
	/* At least the empty line. */
	return has_head ? block->content_length - body : 2;
}

/* Whether the body is as long as Content-Length says in this count. */
static bool is_of_length(const struct block *block, const struct spot *end,
                         enum count count)
{
	return end->size[count] - block->head_end.size[count] ==
	       block->content_length;
}

/* In a log with LF alone Content-Length is held against the bytes that were
 * sent, unless it is right in one count and nothing says that it is wrong. */
static bool needs_crlf(const struct block *block, const struct spot *end)
{
	bool is_told_crlf = block->told.at != NULL &&
	                    end->size[AS_CRLF] == block->head->length;

	if (!is_lf_line(block) || block->head_end.at == NULL ||
	    !block->has_length || is_of_length(block, end, AS_CRLF))
		return false;
	return is_told_crlf || !is_of_length(block, end, AS_LOGGED);
}

/* A copy of what stands in the log, with CRLF. */
static void copy_with_crlf(struct block *block, struct spot *end)
{
	const char *p = block->head->text, *text_end = end->at;
	struct line line;

	block->reader->copied = 0;
	for (; p < text_end; p = line.next) {
		line = line_at(p, text_end);
		append(block->reader, line.start, line.end);
		if (line.next > line.end)
			append_text(block->reader, "\r\n");
		if (line.next == block->head_end.at)
			block->head_end.copied = block->reader->copied;
	}
	end->copied = block->reader->copied;
	block->is_copy = true;
}

static void fill_piece(struct block *block, struct spot *end,
                       struct piece *piece)
{
	struct log_reader *reader = block->reader;
	struct input *input = reader->input;
	size_t line, line_start,
	        start = (size_t)(block->head->text - input->bytes);

	*piece = (struct piece){
	        .seen = {.input = input, .place = block->head->place},
	        .lost = count_lost(block, end)};
	line = input_locate(input, &reader->mark, start, &line_start);
	piece->seen.mark = reader->mark;
	if (needs_crlf(block, end))
		copy_with_crlf(block, end);
	piece->seen.start = start_of(block);
	piece->seen.end = offset_of(block, end);
	piece->head_end = block->head_end.at != NULL
	                          ? offset_of(block, &block->head_end)
	                          : piece->seen.end;
	if (block->is_copy)
		piece->seen.mark = (struct mark){.line = line};
	if (block->head->is_escaped) {
		piece->seen.mark.line = 1;
		piece->seen.place.frame = line;
	}
	piece->counts_crlf = is_lf_line(block) && block->has_length &&
	                     is_of_length(block, end, AS_CRLF);
}

static void tell_message(struct block *block, struct spot *end)
{
	struct log_reader *reader = block->reader;
	struct piece piece;

	fill_piece(block, end, &piece);
	if (block->is_copy)
		piece.seen.input = input_of_message(
		        reader->input,
		        (struct zsip_slice){reader->copy, piece.seen.end});
	reader->sink->message(reader->sink->user, &piece);
	reader->messages++;
	if (block->is_copy)
		input_drop(piece.seen.input);
}

/* --- What stands behind a head */

/* Whether it is meant as a message. */
static bool is_message(const struct block *block)
{
	struct line line = log_short_line_at(block->head->text, block->end);

	if (block->head->is_escaped ||
	    block->head->text ==
	            block->head->prefix.ptr + block->head->prefix.len)
		return true;
	return log_coat_take_off(&block->coat, &line) &&
	       log_is_start(line, LIKE_START_LINE);
}

static void tell_skipped(const struct block *block, const struct spot *end)
{
	struct log_reader *reader = block->reader;
	struct seen seen = {.input = reader->input,
	                    .place = block->head->place};
	size_t line_start;

	if (block->format->flag != LOG_SURE || end->at == NULL ||
	    is_blank((struct zsip_slice){
	            block->head->text, (size_t)(end->at - block->head->text)}))
		return;
	seen.start = (size_t)(block->head->text - reader->input->bytes);
	seen.end = (size_t)(end->at - reader->input->bytes);
	input_locate(reader->input, &reader->mark, seen.start, &line_start);
	seen.mark = reader->mark;
	reader->sink->skipped(reader->sink->user, &seen);
}

/* Whether CRs were there that the log has not. */
static bool lacks_cr(const struct block *block)
{
	struct line line = line_at(block->head->text, block->end);

	return block->format->id == LOG_SOFIA && !block->reader->input->lf &&
	       line.end > line.start && line.end[-1] != '\r';
}

const char *log_read_message(struct log_reader *reader,
                             const struct log_format *format,
                             const struct log_head *head)
{
	const struct input *input = reader->input;
	struct block block = {.reader = reader,
	                      .format = format,
	                      .head = head,
	                      .end = input->bytes + input->len};
	struct spot end;

	if (head->is_escaped)
		block.end = line_at(head->text, block.end).end;
	else
		log_coat_find(&block.coat, format->id, head, block.end);
	block.is_copy = head->is_escaped || !log_coat_is_bare(&block.coat) ||
	                lacks_cr(&block);
	reader->copied = 0;
	walk(&block);
	end = choose_end(&block);
	if (is_message(&block))
		tell_message(&block, &end);
	else
		tell_skipped(&block, &end);
	return end.go_on;
}
