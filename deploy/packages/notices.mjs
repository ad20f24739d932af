// SPDX-License-Identifier: Apache-2.0
// The licences of what is bundled, and the list of it, for build.mjs.
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

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** What is bundled, as CycloneDX 1.6 lists the parts of a program (SBOM). */
export function sbomOf(metafiles) {
  const { name, version, license } = manifestOf('.');
  const components = packagesOf(metafiles).map((folder) => {
    const { name, version, license } = manifestOf(folder);
    // https://github.com/package-url/purl-spec: the @ of a scope is escaped.
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    return { type: 'library', 'bom-ref': purl, name, version, purl, licenses: [{ expression: license }] };
  });
  const component = { type: 'application', name, version, licenses: [{ expression: license }] };
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components };
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

/** Each licence once, behind what it is of. Throws where a package names none. */
export function noticesOf(metafiles) {
  const titles = new Map();
  const add = (title, text) => titles.set(text, [...(titles.get(text) ?? []), title]);
  for (const folder of packagesOf(metafiles)) {
    const { name, version, license } = manifestOf(folder);
    if (license === undefined) throw new Error(`${name} names no licence`);
    add(`${name} ${version} (${license})`, licenceOf(folder));
  }
  add('libffi (MIT)', licenceOf(LIBFFI));
  return Array.from(titles, ([text, names]) => `${names.join('\n')}\n\n${text}\n`).join(`\n${'='.repeat(78)}\n\n`);
}
