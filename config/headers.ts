// SPDX-License-Identifier: Apache-2.0
// gRPC metadata: these keys and values are legal, others throw when the exporter sets them; a key that ends in -bin
// needs a Buffer, which the exporter never gives.
const KEY = /^(?!.*-bin$)[0-9a-z_.-]+$/;
const VALUE = /^[ -~]+$/;

/** `k=v,k=v` as OTEL_EXPORTER_OTLP_HEADERS has it. The exporter would silently skip a pair that is malformed. */
export function areHeaders(text: string): boolean {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return pairs.length > 0 && pairs.every(isHeader);
}

function isHeader(pair: string): boolean {
  const separator = pair.indexOf('=');
  // What follows a semicolon is no value but its properties (W3C Baggage, 3.3.1), which the exporter leaves out.
  if (separator < 0 || pair.includes(';')) return false;
  try {
    const key = decodeURIComponent(pair.slice(0, separator).trim()).toLowerCase();
    return KEY.test(key) && VALUE.test(decodeURIComponent(pair.slice(separator + 1).trim()));
  } catch {
    return false;
  }
}
