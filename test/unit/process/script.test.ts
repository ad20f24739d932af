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
  ['python3', 'python3 ..', undefined],
  ['python3', 'python3 -Wc api.py', 'api.py'],
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
  ['java', 'java -p mods -m shop', 'shop'],
  ['java', 'java --module shop/com.example.Main', 'com.example.Main'],
  ['java', 'java Main.java', 'Main.java'],
  ['java', 'java --unknown user:secret Main', undefined],
  ['java', 'java -jar', undefined],
  ['dotnet', 'dotnet /app/Shop.dll --urls x', 'Shop.dll'],
  ['dotnet', 'dotnet exec Shop.dll', 'Shop.dll'],
  ['dotnet', 'dotnet run', undefined],
  ['ruby3.1', 'ruby -Ilib -r bundler/setup bin/puma -C config.rb', 'puma'],
  ['ruby', 'ruby -ne code', undefined],
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

/** Options with a value of their own, and options after which there is no script. */
const options: [executable: string, valued: string, code: string][] = [
  ['python3', '-W -X --check-hash-based-pycs', '-c'],
  [
    'node',
    '-r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --title ' +
      '--icu-data-dir --openssl-config --inspect-port --input-type --max-http-header-size --dns-result-order ' +
      '--unhandled-rejections --tls-keylog --tls-cipher-list --diagnostic-dir --redirect-warnings --disable-warning ' +
      '--watch-path --cpu-prof-dir --heap-prof-dir --report-directory --report-dir --trace-event-categories',
    '-e --eval -p --print --run',
  ],
  ['bun', '-c --config --env-file --import-map --cwd --preload -r --cert --lock', '-e --eval -p --print'],
  [
    'java',
    '-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --limit-modules --add-reads ' +
      '--add-exports --add-opens --patch-module --source --enable-native-access --illegal-native-access',
    '-d --describe-module',
  ],
  ['ruby', '-C -E -I -r --encoding --external-encoding --internal-encoding', '-e'],
  ['perl', '-I -M -m', '-e -E'],
  ['php', '-c -d -S -t -z --php-ini --define --server --docroot', '-r -R -B -E'],
  ['bash', '-o -O +o +O --rcfile --init-file', '-c -s'],
  ['lua', '-l -j', '-e'],
];

for (const [executable, valued, code] of options) {
  test(`options of ${executable}`, () => {
    for (const option of valued.split(' '))
      assert.equal(scriptName(executable, [executable, option, 'value', 'a.b']), 'a.b', option);
    for (const option of code.split(' '))
      assert.equal(scriptName(executable, [executable, option, 'v.x', 'a.b']), undefined, option);
  });
}

for (const executable of [
  'python',
  'pypy',
  'nodejs',
  'jruby',
  'ruby3.1',
  'perl5.36',
  'php8.2',
  'sh',
  'ksh',
  'zsh',
  'ash',
  'luajit-2.1',
]) {
  test(`${executable} is an interpreter`, () => assert.equal(scriptName(executable, [executable, 'x']), 'x'));
}

test('a command stands before the script once', () => {
  assert.equal(scriptName('deno', ['deno', 'serve', 'run', 'a.ts']), 'a.ts');
  assert.equal(scriptName('deno', ['deno', 'serve', 'serve', 'a.ts']), undefined);
});
