// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptName } from '../../../src/process/script.ts';

/** Executable, arguments as a shell would be given them, and the name. */
const cases: [executable: string, line: string, expected: string | undefined][] = [
  ['python3.11', 'python3 /srv/app/api.py --port 8443', 'api.py'],
  ['python3', '/usr/bin/python3 -u -W ignore -X dev api.py', 'api.py'],
  ['python3', 'python3 -Wignore api.py', 'api.py'],
  ['python3', 'python3 --check-hash-based-pycs always api.py', 'api.py'],
  ['python3', 'python3 --check-hash-based-pycs=always api.py', 'api.py'],
  ['python3.12', 'python3 -m flask run', 'flask'],
  ['python3', 'python3 -Im http.server', 'http.server'],
  ['python3', 'python3 -mflask', 'flask'],
  ['python3', 'python3 -m', undefined],
  ['python3', 'python3 -c import_os secret', undefined],
  ['python3', 'python3 -Ic code', undefined],
  ['python3', 'python3 - secret', undefined],
  ['python3', 'python3', undefined],
  ['python3', 'python3 /srv/app/', 'app'],
  ['python3', 'python3 .', undefined],
  ['python3', 'python3 /usr/local/bin/gunicorn app:app', 'gunicorn'],
  ['python3', 'python3 -- -odd.py', '-odd.py'],
  ['python3', 'python3 --', undefined],
  ['pypy3', 'pypy3 a.py', 'a.py'],
  ['node', 'node --max-old-space-size=512 /srv/server.js', 'server.js'],
  ['node', 'node -r ./tracing.js --import otel.mjs server.js', 'server.js'],
  ['node', 'node --env-file=.env server.js', 'server.js'],
  ['node', 'node -pe process.env', undefined],
  ['node', 'node --eval code', undefined],
  ['deno', 'deno run --allow-net main.ts', 'main.ts'],
  ['deno', 'deno run run.ts', 'run.ts'],
  ['bun', 'bun index.ts', 'index.ts'],
  ['bun', 'bun run start', undefined],
  ['java', 'java -Xmx1g -cp /a.jar:/b.jar -Dpassword=x com.example.Main arg', 'com.example.Main'],
  ['java', 'java --add-opens java.base/java.lang=ALL-UNNAMED -jar /srv/shop-1.2.jar', 'shop-1.2.jar'],
  ['java', 'java --add-opens=java.base/java.lang=ALL-UNNAMED -jar shop.jar', 'shop.jar'],
  ['java', 'java @options com/example/Main', 'com.example.Main'],
  ['java', 'java -m shop/com.example.Main', 'com.example.Main'],
  ['java', 'java -p mods --module shop', 'shop'],
  ['java', 'java Main.java', 'Main.java'],
  ['java', 'java --unknown user:secret Main', undefined],
  ['java', 'java -jar', undefined],
  ['dotnet', 'dotnet /app/Shop.dll --urls x', 'Shop.dll'],
  ['dotnet', 'dotnet exec Shop.dll', 'Shop.dll'],
  ['dotnet', 'dotnet run', undefined],
  ['ruby3.1', 'ruby -Ilib -r bundler/setup bin/puma -C config.rb', 'puma'],
  ['ruby', 'ruby -e code', undefined],
  ['perl', 'perl -w -Mstrict -I lib /srv/app.pl', 'app.pl'],
  ['perl', 'perl -ne code', undefined],
  ['php8.2', 'php8.2 -d memory_limit=1 artisan serve', 'artisan'],
  ['php', 'php -f worker.php', 'worker.php'],
  ['php', 'php -S 0.0.0.0:80 -t public', undefined],
  ['bash', 'bash -x -o pipefail /opt/backup.sh', 'backup.sh'],
  ['bash', '-bash', undefined],
  ['bash', 'bash -lc code', undefined],
  ['dash', 'sh -e run', 'run'],
  ['lua5.4', 'lua -l socket app.lua', 'app.lua'],
  ['nginx', 'nginx -c /etc/nginx.conf', undefined],
  ['pythonista', 'pythonista a.py', undefined],
];

for (const [executable, line, expected] of cases) {
  test(`${line}: ${expected}`, () => assert.equal(scriptName(executable, line.split(' ')), expected));
}

test('a name is told up to 255 characters', () => {
  assert.equal(scriptName('node', ['node', 'x'.repeat(255)]), 'x'.repeat(255));
  assert.equal(scriptName('node', ['node', 'x'.repeat(256)]), undefined);
  assert.equal(scriptName('java', ['java', 'x'.repeat(255)]), 'x'.repeat(255));
  assert.equal(scriptName('java', ['java', 'x'.repeat(256)]), undefined);
});

test('a path with a line break has the last part of it', () => {
  assert.equal(scriptName('python3', ['python3', '/a\nb/c\nd.py']), 'c\nd.py');
});

test('without arguments there is none', () => {
  assert.equal(scriptName('python3', []), undefined);
});
