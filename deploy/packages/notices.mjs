// SPDX-License-Identifier: Apache-2.0
// The licences of what is bundled, for build.mjs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENSE_FILE = /^(license|licence|copying|notice)(\.(md|txt))?$/i;
/** Linked into an add-on, and no package of its own. */
const LIBFFI = 'node_modules/ffi-napi/deps/libffi';

/** Packages that files stand in, by the paths of esbuild's metafiles. */
function packagesOf(metafiles) {
  const folders = metafiles.flatMap(({ inputs }) => Object.keys(inputs)).flatMap((path) => {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
    return folder === undefined || !existsSync(join(folder, 'package.json')) ? [] : [folder];
  });
  return [...new Set(folders)].sort();
}

function licenceOf(folder) {
  const names = readdirSync(folder).filter((name) => LICENSE_FILE.test(name));
  return names.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n');
}

/** Each licence once, behind what it is of. Throws where a package names none. */
export function noticesOf(metafiles) {
  const titles = new Map();
  const add = (title, text) => titles.set(text, [...(titles.get(text) ?? []), title]);
  for (const folder of packagesOf(metafiles)) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (license === undefined) throw new Error(`${name} names no licence`);
    add(`${name} ${version} (${license})`, licenceOf(folder));
  }
  add('libffi (MIT)', licenceOf(LIBFFI));
  return Array.from(titles, ([text, names]) => `${names.join('\n')}\n\n${text}\n`).join(`\n${'='.repeat(78)}\n\n`);
}
