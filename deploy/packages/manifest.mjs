// SPDX-License-Identifier: Apache-2.0
// manifest.mjs: prints package.json as an installer needs it.
import { readFileSync } from 'node:fs';

const KEPT = ['name', 'version', 'description', 'license', 'bin', 'engines', 'os', 'cpu', 'libc', 'files'];
const whole = JSON.parse(readFileSync('package.json', 'utf8'));
process.stdout.write(`${JSON.stringify(Object.fromEntries(KEPT.map((key) => [key, whole[key]])), undefined, 2)}\n`);
