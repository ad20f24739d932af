// SPDX-License-Identifier: Apache-2.0
// soak.tool.cjs COLLECTOR [MINUTES]: the service under a load that it can bear; fails when its memory or its descriptors
// grow, or when a record is not accounted for.
import { growthOf, type Look, soak } from './soak.ts';

const MINUTES = 30;
const LOOK_SECONDS = 10;
const MAX_BYTES = 200e6;
/** Of memory, in an hour. */
const FLAT_BYTES = 20e6;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

async function main([binary = '', minutes = String(MINUTES)]: readonly string[]): Promise<boolean> {
  const seconds = 60 * Number(minutes);
  const onLook = (look: Look): void => {
    if (look.seconds % 60 > 0) return;
    process.stderr.write(
      `soak: ${look.seconds / 60} min, ${megabytes(look.rssBytes)} MB, ${look.descriptors} descriptors\n`,
    );
  };
  const { fullPerSecond, samples, looks, summary, accepted } = await soak({
    binary,
    seconds,
    lookSeconds: LOOK_SECONDS,
    onLook,
  });
  // Before that the heap has not found its size.
  const later = looks.filter((look) => look.seconds > seconds / 3);
  const growth = growthOf(later);
  const most = Math.max(...looks.map(({ rssBytes }) => rssBytes));
  const [first, last] = [later[0]?.descriptors ?? 0, later.at(-1)?.descriptors ?? 0];
  const { produced = 0, exported = 0, unshown = 0 } = summary;
  const rows: readonly (readonly [what: string, value: string, isKept: boolean])[] = [
    ['memory at most', `${megabytes(most)} MB of ${megabytes(MAX_BYTES)}`, most <= MAX_BYTES],
    ['memory grows an hour', `${megabytes(growth)} MB of ${megabytes(FLAT_BYTES)}`, growth <= FLAT_BYTES],
    ['descriptors', `${first}, then ${last}`, first === last],
    ['records that are not accounted for', `${produced - exported - unshown}`, produced === exported + unshown],
    ['records that the Collector has not taken', `${exported - accepted}`, exported === accepted],
  ];
  process.stdout.write(`${samples} samples at 0.7 of ${fullPerSecond.toFixed(0)} a second, ${exported} records\n`);
  for (const [what, value, isKept] of rows)
    process.stdout.write(`${what}: ${value}: ${isKept ? 'kept' : 'NOT KEPT'}\n`);
  return rows.every(([, , isKept]) => isKept);
}

main(process.argv.slice(2)).then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`soak: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
