// SPDX-License-Identifier: Apache-2.0

/** The samples of a metric: its labels without those of the scope, as `name=value,name=value` in their order, and the value. */
export type Samples = Map<string, number>;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Prometheus' text format, without timestamps. Throws on a line that is none, and on a sample that is there twice. */
export function parsePrometheus(text: string): Map<string, Samples> {
  const metrics = new Map<string, Samples>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name === undefined) throw new Error(`no sample: ${line}`);
    const samples = metrics.get(name) ?? new Map<string, number>();
    const key = Array.from(labels.matchAll(LABEL))
      .filter(([, label = '']) => !label.startsWith('otel_scope_'))
      .map(([, label, text = '']) => `${label}=${text}`)
      .join();
    if (samples.has(key)) throw new Error(`${name} is there twice: ${key}`);
    metrics.set(name, samples.set(key, Number(value)));
  }
  return metrics;
}
