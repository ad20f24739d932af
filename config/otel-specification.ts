// SPDX-License-Identifier: Apache-2.0
import { distance } from 'fastest-levenshtein';
import { allSettings } from './schema.ts';
import { printable } from './settings-error.ts';

/**
 * Variables of the OpenTelemetry specification 1.59 (SDK environment variables, OTLP exporter, declarative configuration,
 * and of the semantic conventions) that this service has not, and why.
 */
const ABSENT: Readonly<Record<string, string>> = {
  OTEL_CONFIG_FILE: 'the settings are in the environment and in the file of KTLS_CONFIG',
  OTEL_EXPERIMENTAL_CONFIG_FILE: 'the settings are in the environment and in the file of KTLS_CONFIG',
  OTEL_ENTITIES: 'OTEL_RESOURCE_ATTRIBUTES adds to resources',
  OTEL_SPAN_EVENT_COUNT_LIMIT: 'spans have no events',
  OTEL_SPAN_LINK_COUNT_LIMIT: 'spans have no links',
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: 'spans have no events',
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: 'spans have no links',
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'spans go out by OTLP',
  OTEL_EXPORTER_ZIPKIN_TIMEOUT: 'spans go out by OTLP',
  OTEL_METRICS_EXEMPLAR_FILTER: 'there are no exemplars',
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'buckets are those of the semantic conventions',
  OTEL_EXPORTER_OTLP_SPAN_INSECURE: 'it is obsolete: see OTEL_EXPORTER_OTLP_TRACES_INSECURE',
  OTEL_EXPORTER_OTLP_METRIC_INSECURE: 'it is obsolete: see OTEL_EXPORTER_OTLP_METRICS_INSECURE',
  OTEL_SEMCONV_STABILITY_OPT_IN: 'names are those of the stable conventions',
};

const PREFIX = 'OTEL_';
/** So many letters at most are mistyped: other languages have variables of their own. */
const MOST_MISTYPED = 3;

/** Of OTEL_ variables that are set and do nothing: one sentence each. */
export function otelWarnings(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = allSettings.map(({ setting }) => setting.env).filter((name) => name.startsWith(PREFIX));
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith(PREFIX) || known.includes(name) || value === undefined || value.trim() === '') return [];
    const reason = ABSENT[name];
    if (reason !== undefined) return [`${name} is not supported and has no effect: ${reason}`];
    const [nearest] = [...known, ...Object.keys(ABSENT)]
      .map((other) => ({ other, edits: distance(name, other) }))
      .sort((a, b) => a.edits - b.edits);
    if (nearest === undefined || nearest.edits > MOST_MISTYPED) return [];
    return [`${printable(name)} is unknown and has no effect; the nearest known name is ${nearest.other}`];
  });
}
