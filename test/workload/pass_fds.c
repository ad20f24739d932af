// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "pass_fds.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "fail.h"

union fds_message {
	struct cmsghdr header;
	char space[CMSG_SPACE(MOST_FDS * sizeof(int))];
};

/* At least one byte has to go with them. */
static struct msghdr message_of(struct iovec *iov, union fds_message *control, int count)
{
	static char byte;

	*iov = (struct iovec){.iov_base = &byte, .iov_len = 1};
	return (struct msghdr){
		.msg_iov = iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};
}

void send_fds(int socket, const int *fds, int count)
{
	union fds_message control = {0};
	struct iovec iov;
	struct msghdr message = message_of(&iov, &control, count);

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(&control.header), fds, count * sizeof(int));
	if (sendmsg(socket, &message, MSG_NOSIGNAL) != 1)
		fail_errno("sendmsg of descriptors");
}

void receive_fds(int socket, int *fds, int count)
{
	union fds_message control = {0};
	struct iovec iov;
	struct msghdr message = message_of(&iov, &control, count);

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1)
		fail_errno("recvmsg of descriptors");
	if (!CMSG_FIRSTHDR(&message) || control.header.cmsg_type != SCM_RIGHTS ||
	    control.header.cmsg_len != CMSG_LEN(count * sizeof(int)))
		fail("no %d descriptors were received", count);
	memcpy(fds, CMSG_DATA(&control.header), count * sizeof(int));
}
