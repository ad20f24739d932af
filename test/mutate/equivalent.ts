// SPDX-License-Identifier: Apache-2.0
import type { Place } from './places.ts';

/**
 * A change of the source that no test can tell from the original: nothing that can be seen changes, or by a byte only how
 * far is read, which no contract names.
 */
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
    file: 'src/export/attribute-limits.ts',
    before: "if (typeof value !== 'string' || value.length <= length) return value;",
    after: "if (typeof value !== 'string' || value.length < length) return value;",
    why: 'A text of just that length is cut to itself.',
  },
  {
    file: 'src/export/create-export.ts',
    before: "whenFull: 'wait',",
    after: "whenFull: '',",
    why: "Whether it is 'drop' is all that is asked.",
  },
  {
    file: 'src/export/encode-record.ts',
    before: 'for (let index = at; index < writer.position; index += 1)',
    after: 'for (let index = at; index <= writer.position; index += 1)',
    why: 'What stands behind what was written is written over.',
  },
  {
    file: 'src/export/protobuf-writer.ts',
    before: 'if (length > SHORT_STRING) {',
    after: 'if (length >= SHORT_STRING) {',
    why: 'Both branches copy the same bytes.',
  },
  {
    file: 'src/export/protobuf-writer.ts',
    before: 'if (value >= 0 && value <= 0xffffffff) {',
    after: 'if (value > 0 && value <= 0xffffffff) {',
    why: 'What follows writes 0 as the same byte.',
  },
  {
    file: 'src/export/protobuf-writer.ts',
    before: 'if (value >= 0 && value <= 0xffffffff) {',
    after: 'if (value >= 0 && value < 0xffffffff) {',
    why: 'What follows writes that value as the same bytes.',
  },
  {
    file: 'src/export/protobuf-writer.ts',
    before: 'if (size === 1 && reserved === 1) { this.buffer[start - 1] = length; return; }',
    after: '{}',
    why: 'What follows writes the same byte in the same place.',
  },
  {
    file: 'src/export/record-queue.ts',
    before: 'isPastShare: () => this.bytes > queueBytes / 2 || this.records > maxQueueSize / 2,',
    after: 'isPastShare: () => this.bytes >= queueBytes / 2 || this.records > maxQueueSize / 2,',
    why: 'A byte of half the queue is of no contract.',
  },
  {
    file: 'src/export/spool/recover.ts',
    before: 'eventsBefore: this.#eventsBefore ?? 0,',
    after: 'eventsBefore: this.#eventsBefore ?? 1,',
    why: 'Only differences between segments count.',
  },
  {
    file: 'src/export/spool/spooled-batches.ts',
    before: 'batch.pack();',
    after: '{}',
    why: 'A packed batch has the same bytes, in less memory.',
  },
  {
    file: 'src/export/batch.ts',
    before: 'if (this.#batches.length > MAX_UNPACKED) batch.pack();',
    after: 'if (this.#batches.length >= MAX_UNPACKED) batch.pack();',
    why: 'A packed batch has the same bytes; one more of them is copied.',
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
    file: 'src/http/http2/settings-payload.ts',
    before: 'for (let at = 0; at < bytes.length; ) {',
    after: 'for (let at = 0; at <= bytes.length; ) {',
    why: 'No bytes are copied then, and hiding none writes no part.',
  },
  {
    file: 'src/process/proc-files.ts',
    before: 'return read(scratch.subarray(0, length), length < MOST_BYTES);',
    after: 'return read(scratch.subarray(0, (length) + 1), length < MOST_BYTES);',
    why: 'What follows is a NUL, which ends the last text as the end does.',
  },
  {
    file: 'src/process/proc-files.ts',
    before: 'isMore = count > 0;',
    after: 'isMore = count > 1;',
    why: 'A file of /proc gives all that it has, or as much as is asked for.',
  },
  {
    file: 'src/process/proc-files.ts',
    before: 'scratch.fill(0, 0, length);',
    after: '{}',
    why: 'What was read of another process stays in memory and is never looked at: each reader sees what was read for it.',
  },
  {
    file: 'src/process/proc-files.ts',
    before: 'scratch.fill(0, 0, length);',
    after: 'scratch.fill(0, 1, length);',
    why: 'One byte of it stays, likewise.',
  },
  {
    file: 'src/process/proc-files.ts',
    before: 'scratch.fill(0, 0, length);',
    after: 'scratch.fill(1, 0, length);',
    why: 'It is overwritten by something else.',
  },
  {
    file: 'src/process/proc-files.ts',
    before: 'if (comm === undefined || start === undefined) return undefined;',
    after: '{}',
    why: 'BigInt throws then, and a file that throws is not known either.',
  },
  {
    file: 'src/process/proc-files.ts',
    before: 'if (comm === undefined || start === undefined) return undefined;',
    after: 'if (((comm === undefined) && (start === undefined))) return undefined;',
    why: 'Both are there or none.',
  },
  {
    file: 'src/records/call-record.ts',
    before: "const line = /^[^\\r\\n]*/.exec(text)?.[0] ?? '';",
    after: "const line = /^[^\\r\\n]*/.exec(text)?.[0] ?? '~';",
    why: 'The pattern matches any text.',
  },
  {
    file: 'src/records/call-record.ts',
    before: "return near.length <= count ? near : Array.from(near).slice(0, count).join('');",
    after: "return near.length < count ? near : Array.from(near).slice(0, count).join('');",
    why: 'A text of just that length is cut to itself.',
  },
  {
    file: 'src/records/call-record.ts',
    before: 'if (whole.length <= MAX_TEXT_BYTES) return [{ text: whole, start: 0, length: bytes.length }];',
    after: 'if (whole.length < MAX_TEXT_BYTES) return [{ text: whole, start: 0, length: bytes.length }];',
    why: 'What follows makes the same one piece of it.',
  },
  {
    file: 'src/records/call-record.ts',
    before: 'if (end >= bytes.length) return bytes.length;',
    after: 'if (end > bytes.length) return bytes.length;',
    why: 'At the end of the bytes what follows finds nothing to part, and returns it too.',
  },
  {
    file: 'src/records/call-record.ts',
    before: 'for (let at = end; at > end - 4; at--) {',
    after: 'for (let at = end; at >= end - 4; at--) {',
    why: 'No character of UTF-8 has five bytes: what is no UTF-8 may be cut anywhere.',
  },
  {
    file: 'src/records/resources.ts',
    before: 'const REMEMBERED = 4096;',
    after: 'const REMEMBERED = 4097;',
    why: 'Resources are the same however many are remembered.',
  },
  {
    file: 'src/records/resources.ts',
    before: 'if (last !== undefined && isSame(last.program, origin)) return last.resource;',
    after: '{}',
    why: 'The resource that is remembered by its key is the same.',
  },
  {
    file: 'src/records/resources.ts',
    before: 'this.#last = { program, resource };',
    after: '{}',
    why: 'The resource that is remembered by its key is the same.',
  },
  {
    file: 'src/records/resources.ts',
    before: '(b.service !== undefined || a.comm === b.comm)',
    after: '(((b.service !== undefined) && (a.comm === b.comm)))',
    why: 'The resource that is remembered by its key is the same.',
  },
  {
    file: 'src/redact/base64.ts',
    before: 'continue;',
    after: '{}',
    why: 'A round of the loop takes two characters then: one more than MAX_BEFORE at most, which no contract names.',
  },
  {
    file: 'src/redact/base64.ts',
    before: 'if (at < view.end && isPlain[byte] === 1) {',
    after: 'if (at <= view.end && isPlain[byte] === 1) {',
    why: 'A text that has not ended is held all the same, and of one that has, nothing is behind its end.',
  },
  {
    file: 'src/redact/card.ts',
    before:
      'if (groupEnd - start > MAX_DIGITS || (isShort && beginsSeparator[bytes[groupEnd] ?? 0] === 0)) return undefined;',
    after:
      'if (groupEnd - start > MAX_DIGITS || (isShort && beginsSeparator[bytes[groupEnd] ?? 1] === 0)) return undefined;',
    why: 'A number that is short ends before the view does.',
  },
  {
    file: 'src/redact/card.ts',
    before: 'if (found < 0) return undefined;',
    after: 'if (found <= 0) return undefined;',
    why: 'A number ends behind its first digits.',
  },
  {
    file: 'src/redact/engine.ts',
    before: "this.#mask(verdicts, start, Math.min(to, limit), rule, start < this.#emitted && this.#rule !== '');",
    after: "this.#mask(verdicts, start, Math.min(to, limit), rule, start <= this.#emitted && this.#rule !== '');",
    why: 'Between two secrets something stands by which a reader tells them apart.',
  },
  {
    file: 'src/redact/gap.ts',
    before: 'if (score < 0) score = 0;',
    after: 'if (score <= 0) score = 0;',
    why: '0 is 0.',
  },
  {
    file: 'src/redact/judge.ts',
    before: "if (isOfText) return isOfText === 'cut' ? 'undecided' : 'shown';",
    after: "if (isOfText) return isOfText === 'cut' ? 'undecided' : '';",
    why: 'A judgement that is neither masked nor undecided is shown.',
  },
  {
    file: 'src/redact/keys/members.ts',
    before: 'while (cursor.at < view.end && isPlainInObject[view.bytes[cursor.at] ?? 0] === 1) cursor.at += 1;',
    after: 'while (cursor.at < view.end && isPlainInObject[view.bytes[cursor.at] ?? 1] === 1) cursor.at += 1;',
    why: 'A byte before the end of the view is there.',
  },
  {
    file: 'src/redact/keys/place.ts',
    before: 'for (; at >= 0 && index - at < MAX_LINE; at -= 1) {',
    after: 'for (; at >= 0 && index - at <= MAX_LINE; at -= 1) {',
    why: 'So far is looked back for markup: one byte more or less is as good.',
  },
  {
    file: 'src/redact/kubernetes.ts',
    before: 'if (walker.at >= limit) return true;',
    after: 'if (walker.at > limit) return true;',
    why: 'So far is read of an object: one byte more or less is as good.',
  },
  {
    file: 'src/redact/logins/databases.ts',
    before: 'for (let index = at + 2; index < from; index += 1) length = 256 * length + (bytes[index] ?? 0);',
    after: 'for (let index = at + 2; index <= from; index += 1) length = 256 * length + (bytes[index] ?? 0);',
    why: 'A message that seems longer than what is there is read step by step instead.',
  },
  {
    file: 'src/redact/logins/redis.ts',
    before: 'const isKnown = (index === 0 || judge !== undefined) && length <= MAX_KNOWN;',
    after: 'const isKnown = (index === 0 || judge !== undefined) && length < MAX_KNOWN;',
    why: 'No word that a judge knows is so long.',
  },
  {
    file: 'src/redact/openers.ts',
    before: "...relayTexts.map((text) => opener('relay', text, findRelayLogin)),",
    after: "...relayTexts.map((text) => opener('', text, findRelayLogin)),",
    why: 'A kind is told from the others alone, and none of them is empty.',
  },
  {
    file: 'src/redact/path.ts',
    before: "if (this.#isEnd(unit)) return 'none';",
    after: "if (this.#isEnd(unit)) return '';",
    why: 'A step that is neither a number nor cut is none.',
  },
  {
    file: 'src/redact/tables/key-parts.ts',
    before: 'if (start >= 0) isNewSegment = false;',
    after: 'if (start > 0) isNewSegment = false;',
    why: 'No segment is new before the first part.',
  },
  {
    file: 'src/redact/token.ts',
    before: 'while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start += 1;',
    after: 'while (start <= end && (bytes[start] === SPACE || bytes[start] === TAB)) start += 1;',
    why: 'A credential that begins at the end or behind it is not there yet.',
  },
  {
    file: 'src/redact/url.ts',
    before: 'if (lastAt > start && (hasColon || lastAt - start > LONGEST_NAME))',
    after: 'if (lastAt >= start && (hasColon || lastAt - start > LONGEST_NAME))',
    why: 'A sign at the start has no colon before it and no name.',
  },
  {
    file: 'src/redact/user/matcher.ts',
    before:
      'const isFull = this.configurations.length + 2 > MAX_CONFIGURATIONS || this.origins.length + 1 > MAX_ORIGINS;',
    after:
      'const isFull = this.configurations.length + 2 > MAX_CONFIGURATIONS || this.origins.length + 1 >= MAX_ORIGINS;',
    why: 'What is forgotten one step earlier is learned again.',
  },
  {
    file: 'src/redact/user/user-patterns.ts',
    before: 'const byteClass = classes[bytes[index] ?? 0] ?? 0;',
    after: 'const byteClass = classes[bytes[index] ?? 0] ?? 1;',
    why: 'Each of 256 bytes has a class.',
  },
  {
    file: 'src/redact/value-lines.ts',
    before: 'if (next >= 0) value.at = next;',
    after: 'if (next > 0) value.at = next;',
    why: 'It is 0 only where value.at is.',
  },
  {
    file: 'src/redact/value.ts',
    before: 'const unit = next < view.end ? unitAt(view, next) : undefined;',
    after: 'const unit = next <= view.end ? unitAt(view, next) : undefined;',
    why: 'No unit begins at the end.',
  },
  {
    file: 'src/redact/tables/values.ts',
    before: "if (digits.length > 0) return !/[._]/.test(text) || digits.join('').length > 1;",
    after: "if (digits.length > 0) return !/[._]/.test(text) || digits.join('~').length > 1;",
    why: 'One group of digits has no joint, and two are longer than one digit without it.',
  },
  {
    file: 'src/self/counts.ts',
    before: 'const [levelNumber = 0, descriptionNumber = 0] = payload.reveal();',
    after: 'const [levelNumber = 0, descriptionNumber = 1] = payload.reveal();',
    why: 'The line before lets only payloads of two bytes pass.',
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
