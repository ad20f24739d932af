// SPDX-License-Identifier: Apache-2.0

/**
 * KTLS_PAYLOAD: what of the plaintext is shown. `redact`: all but secrets; `headers`: heads of HTTP messages alone,
 * without secrets; `metadata`: nothing; `raw`: everything as it was captured.
 */
export type PayloadMode = 'redact' | 'headers' | 'metadata' | 'raw';
