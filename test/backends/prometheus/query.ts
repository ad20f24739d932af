// SPDX-License-Identifier: Apache-2.0

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

interface QueryResponse {
  data: { resultType: string; result: { metric: Record<string, string>; value: [number, string] }[] };
}

/** What a query gives for one moment: PromQL of Prometheus, or LogQL of Loki, whose API is the same below its own path. */
export async function queryVector(url: string, query: string, time?: bigint): Promise<Sample[]> {
  const parameters = new URLSearchParams({ query, ...(time !== undefined && { time: String(time) }) });
  const response = await fetch(`${url}/query?${parameters}`);
  if (!response.ok) throw new Error(`${query}: ${response.status} ${(await response.text()).slice(0, 500)}`);
  const { resultType, result } = ((await response.json()) as QueryResponse).data;
  if (resultType !== 'vector') throw new TypeError(`${query}: ${resultType}, not vector`);
  return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
}
