/*
 * The bytes of a message in a log: where it ends, and what they were before the
 * log put something into them.
 *
 * It ends where the length says that the head tells, if a line ends there; else
 * where the log writes something of its own; and where lines of the log's own
 * may follow that nothing tells from the message's, where Content-Length says.
 * In a log whose lines end in LF alone, a length may count two bytes for each.
 */
#include "read/log_block.h"

/* --- Where the message ends */

static bool is_all_blank(struct zsip_slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.ptr[i] != '\r' && bytes.ptr[i] != '\n')
			return false;
	}
	return true;
}

/* Whether the log has CRLF in its own lines too, as some editors write. */
static bool is_crlf_log(const struct block *block)
{
	const char *text = block->head->text;

	return text - block->reader->input->bytes >= 2 &&
	       log_ends(text - 2, text, "\r\n");
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
	return block->is_copy || is_crlf_log(block) ? 2 : 0;
}

/* The line ends that the log has written.  @return how many there were */
static unsigned take_off_line_ends(struct block *block, struct spot *spot)
{
	unsigned count = 0;
	bool is_plain = block->format->flag == LOG_PLAIN;
	const struct spot *from =
	        block->head_end.at != NULL ? &block->head_end : &block->start;
	const struct spot whole = *spot;
	size_t size;

	while (count < block->format->line_ends || is_plain) {
		size = count_line_end(block,
		                      log_block_between(block, from, spot));
		if (size == 0)
			break;
		spot->copied -= block->is_copy ? size : 0;
		spot->at -= block->is_copy ? 0 : size;
		spot->size[AS_LOGGED] -= size;
		spot->size[AS_CRLF] -= log_block_is_lf(block) ? size + 1 : size;
		count++;
	}
	/* It was cut off before them. */
	if (is_crlf_log(block) && block->is_ended &&
	    count < block->format->line_ends)
		*spot = whole;
	return count;
}

/* A line without a dot at the end of a message has no line end. */
static void take_off_lf(const struct block *block, struct spot *spot)
{
	struct zsip_slice bytes = log_block_between(block, &block->start, spot);

	if (!log_ends(bytes.ptr, bytes.ptr + bytes.len, "\n") ||
	    log_ends(bytes.ptr, bytes.ptr + bytes.len, "\r\n"))
		return;
	spot->copied--;
	for (int i = 0; i < COUNTS; i++)
		spot->size[i]--;
}

/* Whether Content-Length is to be trusted about where the message ends, though
 * it may be wrong.
 * @param closed  where it ends by what the log writes behind it */
static bool trusts_length(const struct block *block, const struct spot *closed)
{
	bool is_vague = block->is_copy || block->reader->input->lf ||
	                is_crlf_log(block);

	if (block->counted.at == NULL)
		return false;
	if (!is_all_blank(
	            log_block_between(block, &block->counted, &block->closed)))
		return !block->is_closed && block->format->flag != LOG_CLOSED;
	/* Line ends may be the message's or the log's, some of which who pasted
	 * it may have left out. */
	return is_vague &&
	       (block->format->line_ends == 0 ||
	        block->counted.size[AS_CRLF] >= closed->size[AS_CRLF]);
}

static struct spot choose_end(struct block *block)
{
	struct spot closed = block->closed;
	unsigned count;

	if (block->told.at != NULL)
		return block->told;
	if (block->coat.has_dots) {
		take_off_lf(block, &closed);
		return closed;
	}
	count = take_off_line_ends(block, &closed);
	if (trusts_length(block, &closed))
		return block->counted;
	if (block->format->line_ends != 0 && count == block->format->line_ends)
		block->is_ended = false;
	return closed;
}

/* --- The message */

/* A line of a syslog daemon has a greatest length. */
static bool is_cut_by_logger(const struct block *block)
{
	return block->format->flag == LOG_PLAIN && block->is_copy;
}

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
	if (!block->is_ended && !is_cut_by_logger(block))
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

	if (!log_block_is_lf(block) || block->head_end.at == NULL ||
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
		log_copy(block->reader, line.start, line.end);
		if (line.next > line.end)
			log_copy_text(block->reader, "\r\n");
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
	piece->seen.start = log_block_offset(block, &block->start);
	piece->seen.end = log_block_offset(block, end);
	if (block->is_copy)
		piece->seen.mark = (struct mark){.line = line};
	if (block->head->is_escaped) {
		piece->seen.mark.line = 1;
		piece->seen.place.frame = line;
	}
	piece->counts_crlf = log_block_is_lf(block) && block->has_length &&
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

/* Whether it is meant as a message, though its start line may be broken beyond
 * likeness. */
static bool is_message(const struct block *block)
{
	struct line line = log_short_line_at(block->head->text, block->end);
	struct line next = log_short_line_at(line.next, block->end);

	if (block->format->flag == LOG_PLAIN)
		return true;
	return log_coat_take_off(&block->coat, &line) &&
	       log_coat_take_off(&block->coat, &next) &&
	       (log_is_start(line, LIKE_START_LINE) ||
	        (!line_is_empty(line) &&
	         is_core_header_line(next.start, next.end)));
}

static void tell_skipped(const struct block *block, const struct spot *end)
{
	struct log_reader *reader = block->reader;
	struct seen seen = {.input = reader->input,
	                    .place = block->head->place};
	size_t line_start;

	if (block->format->flag != LOG_SURE ||
	    is_all_blank(log_block_between(block, &block->start, end)))
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
	log_block_read(&block);
	end = choose_end(&block);
	if (is_message(&block))
		tell_message(&block, &end);
	else
		tell_skipped(&block, &end);
	return end.go_on;
}
