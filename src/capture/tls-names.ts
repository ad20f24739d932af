// SPDX-License-Identifier: Apache-2.0

/** TLS ContentType (RFC 8446, section 5.1). */
const RECORD_TYPES = new Map([
  [21, 'alert'],
  [22, 'handshake'],
  [23, 'application_data'],
]);

export function recordTypeName(type: number): string {
  return RECORD_TYPES.get(type) ?? `type_${type}`;
}

/** ProtocolVersion (RFC 8446, section 4.1.2) as the semantic conventions' tls.protocol.version. */
const VERSIONS = new Map([
  [0x0303, '1.2'],
  [0x0304, '1.3'],
]);

export function tlsVersionName(version: number): string | undefined {
  return VERSIONS.get(version);
}

/** TLS_CIPHER_* of the kernel's linux/tls.h, and the one TLS 1.3 suite (RFC 8446, 8998) that uses it. */
const CIPHERS = new Map<number, { name: string; suite13?: string }>([
  [51, { name: 'AES-128-GCM', suite13: 'TLS_AES_128_GCM_SHA256' }],
  [52, { name: 'AES-256-GCM', suite13: 'TLS_AES_256_GCM_SHA384' }],
  [53, { name: 'AES-128-CCM', suite13: 'TLS_AES_128_CCM_SHA256' }],
  [54, { name: 'CHACHA20-POLY1305', suite13: 'TLS_CHACHA20_POLY1305_SHA256' }],
  [55, { name: 'SM4-GCM', suite13: 'TLS_SM4_GCM_SM3' }],
  [56, { name: 'SM4-CCM', suite13: 'TLS_SM4_CCM_SM3' }],
  [57, { name: 'ARIA-128-GCM' }],
  [58, { name: 'ARIA-256-GCM' }],
]);

export function cipherName(cipherType: number): string | undefined {
  return CIPHERS.get(cipherType)?.name;
}

/** TLS 1.2 suites name a key exchange that the kernel does not know, so only TLS 1.3 has an answer. */
export function cipherSuiteName(cipherType: number, version: number): string | undefined {
  return version === 0x0304 ? CIPHERS.get(cipherType)?.suite13 : undefined;
}
