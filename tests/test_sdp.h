/*
 * The test cases of the suite "sdp", one file each.
 */

#ifndef ZSIP_TESTS_TEST_SDP_H
#define ZSIP_TESTS_TEST_SDP_H

#include <check.h>

/** test_sdp_values.c */
TCase *sdp_values_tcase(void);

/** test_sdp_quirks.c */
TCase *sdp_quirks_tcase(void);

/** test_sdp_usual.c */
TCase *sdp_usual_tcase(void);

/** test_sdp_edit.c */
TCase *sdp_edit_tcase(void);
/** test_sdp_real.c */
TCase *sdp_real_tcase(void);

/** test_sdp_bytes.c */
TCase *sdp_bytes_tcase(void);

/** test_sdp_rtp.c */
TCase *sdp_rtp_tcase(void);

/** test_sdp_transport.c */
TCase *sdp_transport_tcase(void);

/** test_sdp_check.c */
TCase *sdp_check_tcase(void);

/** test_sdp_application.c */
TCase *sdp_application_tcase(void);

/** test_sdp_views.c */
TCase *sdp_views_tcase(void);

/** test_sdp_compare.c */
TCase *sdp_compare_tcase(void);

/** test_sdp_answer.c */
TCase *sdp_answer_tcase(void);

#endif
