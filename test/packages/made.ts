// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Of what test/run.sh has made. */
function path(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set: npm run test:packages makes what it names`);
  return resolve(value);
}

export const npmPackage = path('KTLS_NPM_PACKAGE');
export const tarball = path('KTLS_TARBALL');
export const deb = path('KTLS_DEB');
export const rpm = path('KTLS_RPM');
/** A folder with the image's file system, its configuration and its list of parts. */
export const image = path('KTLS_IMAGE');

/** Those that have nothing but their required packages. */
export const BARE = ['bullseye', 'bookworm'] as const;

export const bareDebian = (suite: (typeof BARE)[number]): string =>
  execFileSync('bash', ['test/setup/debian-bare.sh', suite], { encoding: 'utf8' }).trim();

/** A command that runs a program of the folder, which is /opt/package there, in that Debian and with this kernel. */
export function inBare(suite: (typeof BARE)[number], folder: string, program: string): [string, ...string[]] {
  const script = `
    mount --bind "$1" "$0/opt/package"
    for place in dev proc sys; do mount --rbind "/$place" "$0/$place"; done
    program=$2; shift 2
    exec chroot "$0" "/opt/package/$program" "$@"`;
  return ['unshare', '--mount', 'sh', '-euc', script, bareDebian(suite), folder, program];
}
