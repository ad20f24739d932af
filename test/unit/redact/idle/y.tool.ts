import { writeHeapSnapshot } from 'node:v8';
import { ExportPipeline } from '../../run/export-pipeline.ts';
import { IDLE } from './idle-bytes.ts';

const traffic = (IDLE[process.argv[2] as string] as () => import('../../run/traffic.ts').Traffic)();
const N = 25200;
const pipeline = new ExportPipeline('redact', N);
for (let i = 0; i < 5200; i++) pipeline.push(traffic.onNewConnection());
(globalThis as unknown as { gc(): void }).gc();
writeHeapSnapshot('/tmp/w/a.heapsnapshot');
for (let i = 0; i < 20000; i++) pipeline.push(traffic.onNewConnection());
(globalThis as unknown as { gc(): void }).gc();
writeHeapSnapshot('/tmp/w/b.heapsnapshot');
pipeline.end();
