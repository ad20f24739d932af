// SPDX-License-Identifier: Apache-2.0
import { run } from '../../support/workload.ts';

/** SO_NETNS_COOKIE 71 came with Linux 5.14, the cookie that BPF finds in the kernel with 5.12. */
const PROGRAM = `
import os, socket, struct
try:
    print(struct.unpack("Q", socket.socket().getsockopt(socket.SOL_SOCKET, 71, 8))[0])
except OSError:
    print(os.stat("/proc/self/ns/net").st_ino)
`;

/** What records have as ktls.netns.id of programs in this network namespace. */
export const networkNamespaceId = async (): Promise<string> => (await run('python3', ['-c', PROGRAM])).trim();
