/*
 * The test cases of the suite "siplint" that have a file of their own.
 */

#ifndef ZSIP_TESTS_TEST_SIPLINT_H
#define ZSIP_TESTS_TEST_SIPLINT_H

#include <check.h>

/** test_siplint_columns.c */
TCase *siplint_columns_tcase(void);

/** test_siplint_page.c */
TCase *siplint_page_tcase(void);

/** test_siplint_anonymous.c */
TCase *siplint_anonymous_tcase(void);

/** test_siplint_alike.c */
TCase *siplint_alike_tcase(void);

/** test_siplint_long.c */
TCase *siplint_long_tcase(void);

/** test_siplint_seeded.c */
TCase *siplint_seeded_tcase(void);

/** test_log.c */
TCase *siplint_log_tcase(void);

/** test_explain.c */
TCase *siplint_explain_tcase(void);

/** test_siplint_config.c */
TCase *siplint_config_tcase(void);

/** test_siplint_terminal.c */
TCase *siplint_terminal_tcase(void);

/** test_siplint_help.c */
TCase *siplint_help_tcase(void);

/** test_formats.c */
TCase *siplint_formats_tcase(void);

/** test_summary.c */
TCase *siplint_summary_tcase(void);

/** test_formats.c */
TCase *siplint_formats_tcase(void);

/** test_summary.c */
TCase *siplint_summary_tcase(void);

#endif
