// SPDX-License-Identifier: Apache-2.0

/** How an interpreter is called. Options are named with their dashes. */
interface Interpreter {
  /** Of the executable's file. */
  readonly name: RegExp;
  /** The program is their value, or what is typed: there is no script. */
  readonly code: readonly string[];
  /** The next argument is their value, where it is not part of them. */
  readonly valued: readonly string[];
  /** Their value is the program, whose name this makes of it. */
  readonly named?: Readonly<Record<string, (value: string) => string | undefined>>;
  /** Words before the script. */
  readonly commands?: readonly string[];
  /** Whether one dash begins a word; `-ab` is `-a -b` else. */
  readonly hasWords?: true;
  /** The name of what stands where a script does. */
  readonly script: (argument: string) => string | undefined;
}

const MAX_NAME = 255;

/** Its last part, however it ends; what is typed and a folder by a dot have none. */
function fileName(path: string): string | undefined {
  const name = path.replace(/\/+$/, '').replace(/^.*\//s, '');
  return ['', '-', '.', '..'].includes(name) || name.length > MAX_NAME ? undefined : name;
}

/** Of a module or a class: another look means that an option was taken for it. */
const dotted = (name: string): string | undefined =>
  name.length <= MAX_NAME && /^[\p{L}_$][\p{L}\p{N}_$.-]*$/u.test(name) ? name : undefined;

const INTERPRETERS: readonly Interpreter[] = [
  {
    name: /^(?:python|pypy)[\d.]*$/,
    code: ['-c'],
    valued: ['-W', '-X', '--check-hash-based-pycs'],
    named: { '-m': dotted },
    script: fileName,
  },
  {
    name: /^(?:node|nodejs)$/,
    code: ['-e', '--eval', '-p', '--print', '--run'],
    valued: [
      ...['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
      ...['--env-file', '--env-file-if-exists', '--title', '--icu-data-dir', '--openssl-config', '--inspect-port'],
      ...['--input-type', '--max-http-header-size', '--dns-result-order', '--unhandled-rejections', '--tls-keylog'],
      ...['--tls-cipher-list', '--diagnostic-dir', '--redirect-warnings', '--disable-warning', '--watch-path'],
      ...['--cpu-prof-dir', '--heap-prof-dir', '--report-directory', '--report-dir', '--trace-event-categories'],
    ],
    script: fileName,
  },
  {
    name: /^(?:bun|deno)$/,
    code: ['-e', '--eval', '-p', '--print'],
    valued: ['-c', '--config', '--env-file', '--import-map', '--cwd', '--preload', '-r', '--cert', '--lock'],
    commands: ['run', 'serve'],
    script: (argument) => (argument.includes('.') ? fileName(argument) : undefined),
  },
  {
    name: /^java$/,
    hasWords: true,
    code: ['-d', '--describe-module'],
    valued: [
      ...['-cp', '-classpath', '--class-path', '-p', '--module-path', '--upgrade-module-path', '--add-modules'],
      ...['--limit-modules', '--add-reads', '--add-exports', '--add-opens', '--patch-module', '--source'],
      ...['--enable-native-access', '--illegal-native-access'],
    ],
    named: { '-jar': fileName, '-m': moduleClass, '--module': moduleClass },
    // A class, or a single file of source.
    script: (argument) => (argument.endsWith('.java') ? fileName(argument) : dotted(argument.replaceAll('/', '.'))),
  },
  { name: /^dotnet$/, code: [], valued: [], commands: ['exec'], script: assembly },
  {
    name: /^j?ruby[\d.]*$/,
    code: ['-e'],
    valued: ['-C', '-E', '-I', '-r', '--encoding', '--external-encoding', '--internal-encoding'],
    script: fileName,
  },
  { name: /^perl[\d.]*$/, code: ['-e', '-E'], valued: ['-I', '-M', '-m'], script: fileName },
  {
    name: /^php[\d.]*$/,
    code: ['-r', '-R', '-B', '-E'],
    valued: ['-c', '-d', '-S', '-t', '-z', '--php-ini', '--define', '--server', '--docroot'],
    script: fileName,
  },
  {
    name: /^(?:ba|da|k|z|a)?sh$/,
    code: ['-c', '-s'],
    valued: ['-o', '-O', '+o', '+O', '--rcfile', '--init-file'],
    script: fileName,
  },
  { name: /^lua(?:jit)?[\d.-]*$/, code: ['-e'], valued: ['-l', '-j'], script: fileName },
];

/** `java -m shop/com.example.Main`: the class where there is one. */
function moduleClass(value: string): string | undefined {
  return dotted(value.slice(value.indexOf('/') + 1));
}

function assembly(argument: string): string | undefined {
  return argument.endsWith('.dll') ? fileName(argument) : undefined;
}

/**
 * The program that an interpreter runs, by its arguments (the first is its own name): the script's file name, without
 * folders; a module of Python; a jar or the main class of Java. undefined: it is no interpreter, or runs no script.
 */
export function scriptName(executableName: string, argv: readonly string[]): string | undefined {
  const interpreter = INTERPRETERS.find(({ name }) => name.test(executableName));
  return interpreter === undefined ? undefined : scriptOf(interpreter, argv.slice(1));
}

function scriptOf(interpreter: Interpreter, argv: readonly string[]): string | undefined {
  const commands = new Set(interpreter.commands);
  const left = [...argv];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    if (argument === '--') return interpreter.script(left[0] ?? '');
    if (commands.delete(argument)) continue;
    if (!/^[-+@]./s.test(argument)) return interpreter.script(argument);
    for (const { option, attached } of optionsOf(argument, interpreter.hasWords)) {
      if (interpreter.code.includes(option)) return undefined;
      const nameOf = interpreter.named?.[option];
      if (nameOf !== undefined) return nameOf(attached || (left[0] ?? ''));
      if (!interpreter.valued.includes(option)) continue;
      if (attached === '') left.shift();
      break;
    }
  }
  return undefined;
}

/** What an argument may be the option of, and what of it would be its value. */
function optionsOf(argument: string, hasWords = false): { option: string; attached: string }[] {
  const [, name = argument, value = ''] = /^(--[^=]+)=(.*)$/s.exec(argument) ?? [];
  if (argument.startsWith('--') || hasWords) return [{ option: name, attached: value }];
  const letters = Array.from(argument.slice(1));
  return letters.map((letter, index) => ({
    option: `${argument[0]}${letter}`,
    attached: letters.slice(index + 1).join(''),
  }));
}
