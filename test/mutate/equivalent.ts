// SPDX-License-Identifier: Apache-2.0
import type { Place } from './places.ts';

/** A change of the source that no test can tell from the original, since nothing that can be seen changes. */
interface Equivalent {
  readonly file: string;
  /** Where the file has the same lines twice: the function or member around them. */
  readonly within?: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'config/filter-patterns.ts',
    before: ".map((part) => part.split(':').filter((group) => group !== ''));",
    after: ".map((part) => part.split(':').filter((group) => group !== '~'));",
    why: 'An empty group stands for one of the zeros then, since NaN >> 8 is 0.',
  },
  {
    file: 'config/headers.ts',
    before: 'if (separator < 0) return false;',
    after: 'if (separator <= 0) return false;',
    why: 'A pair that begins with = has an empty key, which KEY refuses.',
  },
  {
    file: 'src/capture/addresses.ts',
    before: 'if (ipv6Texts.size >= KEPT) ipv6Texts.clear();',
    after: 'if (ipv6Texts.size > KEPT) ipv6Texts.clear();',
    why: 'The texts are the same however many are kept.',
  },
  {
    file: 'src/capture/boot-clock.ts',
    before: 'return value < 0n ? -value : value;',
    after: 'return value <= 0n ? -value : value;',
    why: '-0n is 0n.',
  },
  {
    file: 'src/capture/boot-clock.ts',
    before: 'for (let i = this.#steps.length - 1; i > 0; i--) {',
    after: 'for (let i = this.#steps.length - 1; i >= 0; i--) {',
    why: 'The offset of the first step is what the line after the loop takes anyway.',
  },
  {
    file: 'src/capture/boot-clock.ts',
    before: '#offset = 0n;',
    after: '#offset = 1n;',
    why: 'The constructor takes a sample, whose offset is the first step whatever this is.',
  },
  {
    file: 'src/capture/boot-clock.ts',
    before: 'let best = { before: 0n, offset: 0n };',
    after: 'let best = { before: 0n, offset: 1n };',
    why: 'The loop runs once at least, and its first reading is the best so far.',
  },
  {
    file: 'src/capture/counters.ts',
    before: "{ type: 'pointer', value: this.#values },",
    after: "{ type: '', value: this.#values },",
    why: 'PreparedCall takes for a pointer what is neither an int nor an address.',
  },
  {
    file: 'src/capture/decode-origin.ts',
    before: 'observedTimeUnixNanos: now < timeUnixNanos ? timeUnixNanos : now,',
    after: 'observedTimeUnixNanos: now <= timeUnixNanos ? timeUnixNanos : now,',
    why: 'Either of two equal numbers is the later one.',
  },
  {
    file: 'src/capture/decode.ts',
    before: 'const flags = sample[AT.flags] ?? 0;',
    after: 'const flags = sample[AT.flags] ?? 1;',
    why: 'A sample that comes so far has its whole header.',
  },
  {
    file: 'src/capture/reader.ts',
    before: 'else if (count > 0 || this.#stopping) await nextTurn();',
    after: 'else if (count > 1 || this.#stopping) await nextTurn();',
    why: 'A turn that gave one sample has emptied the ring, and a wait ends at once where it is not empty.',
  },
  {
    file: 'src/capture/reader.ts',
    before: '}) > 0',
    after: '}) > 1',
    why: 'A drain that gave one sample has emptied the ring.',
  },
  {
    file: 'src/http/http1/requests.ts',
    within: 'Requests.complete',
    before: 'this.exchange = undefined;',
    after: '{}',
    why: 'Only memory is given back: nothing reads it before the next request begins.',
  },
  {
    file: 'src/http/http2/direction.ts',
    before:
      "if (this.#parts.from === 'client' || type === FrameType.priority || type > FrameType.continuation) return false;",
    after:
      "if (this.#parts.from === 'client' || type === FrameType.priority || type >= FrameType.continuation) return false;",
    why: 'A CONTINUATION follows HEADERS of its stream, which were not early.',
  },
  {
    file: 'src/http/http2/nghttp2.ts',
    before: 'readonly #flags = Buffer.alloc(4);',
    after: 'readonly #flags = Buffer.alloc(5);',
    why: 'The int that is read has room in a longer buffer too.',
  },
  {
    file: 'src/http/http2/settings-payload.ts',
    before: 'for (let at = 0; at < bytes.length; ) {',
    after: 'for (let at = 0; at <= bytes.length; ) {',
    why: 'No bytes are copied then, and hiding none writes no part.',
  },
  {
    file: 'src/trace/span-attributes.ts',
    before: "attributes['url.path'] = show(query < 0 ? target : target.slice(0, query));",
    after: "attributes['url.path'] = show(query <= 0 ? target : target.slice(0, query));",
    why: 'The target begins with a slash, so that its query never begins at 0.',
  },
  {
    file: 'src/trace/span-attributes.ts',
    before: "attributes['url.path'] = show(query < 0 ? target : target.slice(0, query));",
    after: "attributes['url.path'] = show(query < 1 ? target : target.slice(0, query));",
    why: 'The target begins with a slash, so that its query never begins at 0.',
  },
  {
    file: 'src/trace/span-attributes.ts',
    before: "if (query >= 0) attributes['url.query'] = show(target.slice(query)).slice(1);",
    after: "if (query > 0) attributes['url.query'] = show(target.slice(query)).slice(1);",
    why: 'The target begins with a slash, so that its query never begins at 0.',
  },
  {
    file: 'src/trace/span-attributes.ts',
    before: "if (query >= 0) attributes['url.query'] = show(target.slice(query)).slice(1);",
    after: "if (query >= 1) attributes['url.query'] = show(target.slice(query)).slice(1);",
    why: 'The target begins with a slash, so that its query never begins at 0.',
  },
  {
    file: 'src/trace/tracing.ts',
    before: `return \`\${role === 'client' ? \`\${local} \${peer}\` : \`\${peer} \${local}\`} \${exchange.key}\`;`,
    after: `return \`\${role === 'client' ? \`\${peer} \${local}\` : \`\${local} \${peer}\`} \${exchange.key}\`;`,
    why: 'Both ends still put the addresses in one order.',
  },
];

export function isSame({ file, within, before, after }: Equivalent, place: Place): boolean {
  const isThere = file === place.file && (within === undefined || within === place.within);
  return isThere && before === place.before && after === place.after;
}
