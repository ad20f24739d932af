// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';
import { libraryPath } from './library-path.ts';

/** The functions of libseccomp that the service calls, each with its C parameters beside it (libseccomp 2.5, seccomp.h). */
export function openLibseccomp() {
  return ffi.Library(libraryPath('libseccomp.so.2'), {
    // scmp_filter_ctx seccomp_init(uint32_t def_action); void seccomp_release(scmp_filter_ctx ctx)
    seccomp_init: ['pointer', ['uint32']],
    seccomp_release: ['void', ['pointer']],
    // int seccomp_attr_set(scmp_filter_ctx ctx, enum scmp_filter_attr attr, uint32_t value)
    seccomp_attr_set: ['int', ['pointer', 'int', 'uint32']],
    // int seccomp_syscall_resolve_name(const char *name)
    seccomp_syscall_resolve_name: ['int', ['string']],
    // int seccomp_rule_add_array(scmp_filter_ctx ctx, uint32_t action, int syscall, unsigned int arg_cnt,
    //                            const struct scmp_arg_cmp *arg_array)
    seccomp_rule_add_array: ['int', ['pointer', 'uint32', 'int', 'uint', 'pointer']],
    // int seccomp_load(const scmp_filter_ctx ctx)
    seccomp_load: ['int', ['pointer']],
  } as const);
}

export type Libseccomp = ReturnType<typeof openLibseccomp>;

/** Why the installed libseccomp can't be opened; undefined where it can. */
export function libseccompProblem(): Error | undefined {
  try {
    openLibseccomp();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
