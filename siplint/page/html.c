#include "report/formats.h"
const struct format format_html = {.name = "html"};
