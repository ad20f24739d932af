// SPDX-License-Identifier: Apache-2.0
import { Agent as HttpAgent, validateHeaderName, validateHeaderValue } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { OtlpSettings } from './otlp-settings.ts';
import { OtlpSettingsError } from './otlp-settings.ts';
import { readPemFiles } from './pem-files.ts';

export interface HttpConnection {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
}

/**
 * Reads the certificates. The agent is our own: with NODE_USE_ENV_PROXY, Node's global one takes a proxy from the
 * environment. Throws OtlpSettingsError.
 */
export function httpConnection(settings: OtlpSettings): HttpConnection {
  const problems: string[] = [];
  const url = parseUrl(settings.endpoint, problems);
  checkHeaders(settings.headers, problems);
  const agent = url?.protocol === 'https:' ? tlsAgent(settings, problems) : new HttpAgent({ keepAlive: true });
  if (url === undefined || agent === undefined || problems.length > 0) throw new OtlpSettingsError(problems);
  return { url, headers: settings.headers, agent };
}

function parseUrl(endpoint: string, problems: string[]): URL | undefined {
  if (/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)) return new URL(endpoint);
  problems.push(`OTEL_EXPORTER_OTLP_ENDPOINT: "${endpoint}" is not http://host:port/path or https://host:port/path`);
  return undefined;
}

function checkHeaders(headers: Readonly<Record<string, string>>, problems: string[]): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // A header's value may be a secret.
      problems.push(`OTEL_EXPORTER_OTLP_HEADERS: "${name}" has a name or value that HTTP does not allow`);
    }
  }
}

function tlsAgent(settings: OtlpSettings, problems: string[]): HttpsAgent | undefined {
  return readPemFiles(settings, problems, ({ root, key, certificate }) => {
    const files = {
      ...(root === null ? {} : { ca: root }),
      ...(key === null ? {} : { key }),
      ...(certificate === null ? {} : { cert: certificate }),
    };
    // Throws for a file that is no certificate or key; the agent itself would at the first connection.
    createSecureContext(files);
    return new HttpsAgent({ keepAlive: true, ...files });
  });
}
