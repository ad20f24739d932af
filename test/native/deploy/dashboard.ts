// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Target {
  panel: string;
  /** uid of the data source. */
  source: string;
  expr: string | undefined;
  legend: string;
}

interface Query {
  datasource: { type: string; uid: string };
  expr?: string;
  legendFormat?: string;
}
interface Dashboard {
  uid: string;
  panels: { id: number; title: string; type: string; targets?: Query[] }[];
  templating: { list: { name: string; type: string; datasource?: { uid: string }; query: unknown }[] };
}

export interface DataSource {
  uid: string;
  type: string;
  jsonData: {
    derivedFields?: { matcherType: string; matcherRegex: string; datasourceUid: string; url: string }[];
    tracesToLogsV2?: { datasourceUid: string; query: string };
  };
}

const FOLDER = 'deploy/grafana';

export const dashboard = JSON.parse(readFileSync(`${FOLDER}/dashboards/ktls-otel.json`, 'utf8')) as Dashboard;

const SOURCES_FILE = readFileSync(`${FOLDER}/provisioning/datasources/ktls-otel.yaml`, 'utf8');
/** As Grafana reads them: it replaces variables of its environment, and `$$` is a `$`. */
export const dataSources = (parse(SOURCES_FILE.replaceAll('$$', '$')) as { datasources: DataSource[] }).datasources;

export function targetsOf(source: string): Target[] {
  return dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets
      .filter(({ datasource }) => datasource.uid === source)
      .map(({ expr, legendFormat = '' }) => ({ panel: title, source, expr, legend: legendFormat })),
  );
}

/** Puts values in the place of Grafana's variables. Throws when one is left. */
export function interpolate(query: string, values: Record<string, string>): string {
  const text = query.replace(/\$\{(.+?)\}|\$(\w+)/g, (whole, braced?: string, bare?: string) => {
    const value = values[braced ?? bare ?? ''];
    if (value === undefined) throw new Error(`${whole} has no value in ${query}`);
    return value;
  });
  return text;
}

/** The labels that a legend shows. */
export function labelsOf(legend: string): string[] {
  return [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
}
