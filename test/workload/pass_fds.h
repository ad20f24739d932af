/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors from process to process (SCM_RIGHTS). */
#ifndef PASS_FDS_H
#define PASS_FDS_H

enum { MOST_FDS = 3 };

void send_fds(int socket, const int *fds, int count);
/* Exactly count of them. */
void receive_fds(int socket, int *fds, int count);

#endif
