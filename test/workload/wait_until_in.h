/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WAIT_UNTIL_IN_H
#define WAIT_UNTIL_IN_H

#include <stdatomic.h>
#include <sys/types.h>

/* Until a thread of this process has set its tid and sleeps in the system call of this number (SYS_*). */
void wait_until_in(const _Atomic pid_t *tid, int system_call);

#endif
