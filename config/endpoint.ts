// SPDX-License-Identifier: Apache-2.0
const SCHEME = /^(\w{1,8}):\/\//;

export const GRPC_ENDPOINT = 'http://HOST:PORT, https://HOST[:PORT], HOST:PORT (TLS, unless INSECURE), unix:///PATH';
export const HTTP_ENDPOINT = 'http://HOST[:PORT][/PATH], https://HOST[:PORT][/PATH]';

// The exporter compares the scheme as it is written when it chooses between TLS and plain text.
export function lowerCaseScheme(text: string): string {
  return text.replace(SCHEME, (scheme) => scheme.toLowerCase());
}

/** Whether OTLP over gRPC can connect to it; no scheme means TLS (OpenTelemetry, "OTLP exporter configuration"). */
export function isGrpcEndpoint(text: string): boolean {
  const scheme = SCHEME.exec(text)?.[1];
  if (scheme === 'unix') return text.length > 'unix://'.length;
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return false;
  const full = scheme === undefined ? `https://${text}` : text;
  if (/\s/.test(text) || !URL.canParse(full)) return false;
  const url = new URL(full);
  // The exporter hands over only URL.host: a name and password would have no effect.
  if (url.username !== '' || url.password !== '') return false;
  if (scheme === undefined) return url.pathname === '/' && /:\d+$/.test(text);
  // For the same reason http without a port, and http's own port 80, would end at gRPC's default port, 443.
  return scheme === 'https' || url.port !== '';
}

/** Whether it is a URL that OTLP over HTTP can post to, or add a path to. */
export function isHttpEndpoint(text: string): boolean {
  if (!/^https?:\/\//.test(text) || /[\s?#]/.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
