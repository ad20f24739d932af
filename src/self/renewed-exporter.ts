// SPDX-License-Identifier: Apache-2.0
import type { SignalName } from '../../config/otlp-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { isSecureTarget } from '../export/grpc-client.ts';
import { OtlpSettingsError } from '../export/otlp-client.ts';
import { otlpSettings } from '../export/otlp-from-settings.ts';
import { TlsFiles } from '../export/tls-files.ts';

/**
 * An exporter of the SDK by OTLP, as it is to be now: it reads its certificates when it is made, so it is made anew when
 * they have changed. Throws OtlpSettingsError.
 */
export function renewedExporter<Exporter extends { shutdown(): Promise<void> }>(
  { settings, signal }: { settings: Settings; signal: SignalName },
  makeExporter: () => Exporter,
  onWarning: (message: string) => void,
): () => Exporter {
  const connection = otlpSettings(settings, signal);
  const isSecure = connection.protocol === 'grpc' ? isSecureTarget(connection) : /^https:/i.test(connection.endpoint);
  let exporter: Exporter | undefined;
  const make = (): Exporter => {
    void exporter?.shutdown().catch(() => {});
    exporter = makeExporter();
    return exporter;
  };
  if (!isSecure) {
    const only = make();
    return () => only;
  }
  const problems: string[] = [];
  const files = TlsFiles.open(connection, problems, make, onWarning);
  if (files === undefined) throw new OtlpSettingsError(problems);
  return () => files.current();
}
