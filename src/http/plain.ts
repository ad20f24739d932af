// SPDX-License-Identifier: Apache-2.0
import { Sensitive } from '../capture/sensitive.ts';
import { detectRequest, detectResponse } from './detect.ts';
import { LF } from './http1/ascii.ts';
import { maskedPart } from './masked.ts';
import { type Part, Text } from './part.ts';
import { isText } from './plain-content.ts';
import {
  type Bytes,
  type ConnectionContent,
  OTHER_SENDER,
  type Parsed,
  type PlainAtRest,
  type Protocol,
  SENDERS,
  type Sender,
} from './protocol.ts';
import { beginsAnswer, beginsCommand } from './redis-call.ts';
import { asksForSecret, endOf } from './secret-asked.ts';

/** Behind missing bytes nothing is shown of so many, unless a line ends in them. */
const LONG_TEXT_BYTES = 1024;

/** One direction. */
interface Side {
  text: Text;
  /** Redaction has been told of the text. */
  isOpen: boolean;
  /** Nothing is missing that what comes next may depend on. */
  isWhole: boolean;
  /** Bytes that have come behind missing ones, and whether a line has ended in them. */
  bytes: number;
  hasLine: boolean;
  /** The call under way is masked. */
  isMasked: boolean;
  /** It may be a secret alone, asked for by the other side. */
  isAsked: boolean;
  /** What a question of this side would stand in. */
  end: string;
  isSeen: boolean;
}

/**
 * A connection of no protocol that is known here: each direction is one text.
 *
 * A text of which bytes are missing begins anew where a call is certain to begin with a command of Redis, or with the
 * answer to one that has just been seen: by its lines alone it is never certain that no secret goes on.
 *
 * Of a connection that is seen from amid the texts begin as behind missing bytes. It may be one of HTTP yet: it is masked
 * once a call looks so. It may be one of a binary protocol, whose login can't be told without its start: calls that are no
 * text are masked. So is a call that may be a secret alone, since the other side has just asked for one.
 */
export class Plain implements Protocol {
  readonly #isAmid: boolean;
  readonly #sides: Record<Sender, Side>;
  /** Who sent the call before, when it began with a command of Redis. */
  #commander: Sender | undefined;
  /** Whom the other side has asked for a secret: until a line of it has ended. */
  #asked: Sender | undefined;
  #isRedis = false;
  #isHttp = false;

  /**
   * @param isAmid what came before the first call that is seen is not known
   * @param atRest what it was when it rested
   */
  constructor(isAmid = false, atRest?: PlainAtRest) {
    this.#isAmid = isAmid;
    this.#sides = { client: newSide('client', !isAmid), server: newSide('server', !isAmid) };
    if (atRest === undefined) return;
    for (const from of SENDERS) {
      const isOpen = atRest.open === from || atRest.open === 'both';
      Object.assign(this.#sides[from], { text: atRest[from], isOpen });
    }
  }

  /** Where no byte is missing, what comes next depends on nothing that has come. */
  rest(): PlainAtRest | undefined {
    const { client, server } = this.#sides;
    if (this.#isAmid || !client.isWhole || !server.isWhole) return undefined;
    const one = client.isOpen ? 'client' : 'server';
    const open = client.isOpen === server.isOpen ? (client.isOpen ? 'both' : 'none') : one;
    return { kind: 'plain', client: client.text, server: server.text, open };
  }

  get content(): ConnectionContent {
    return SENDERS.some((from) => this.#sides[from].isSeen && this.isLost(from)) ? 'lost' : 'text';
  }

  get heldBytes(): number {
    return this.#sides.client.end.length + this.#sides.server.end.length;
  }

  get canRejoin(): boolean {
    return this.#isAmid && !this.#isRedis;
  }

  push(from: Sender, { bytes, callBytes }: Bytes): Parsed {
    const side = this.#sides[from];
    const parts: Part[] = [];
    side.isSeen = true;
    if (callBytes > 0) this.#begin(from, bytes, parts);
    side.isMasked ||= this.#isAmid && !side.isWhole && !isText(bytes, side.bytes > 0);
    if (!this.#sides[OTHER_SENDER[from]].isWhole) this.#listen(from, bytes);
    if (side.isMasked) {
      // A line that is left out breaks off no other.
      const isLine = side.isAsked && bytes.at(-1) === LF;
      if (isLine) this.#answer(from);
      if (!isLine) parts.push(...this.gap(from));
      parts.push(maskedPart(bytes.length));
    } else {
      if (!side.isOpen && !side.isWhole) parts.push(partOf(side, 'text-gap'));
      side.isOpen = true;
      side.bytes += bytes.length;
      side.hasLine ||= !side.isWhole && bytes.includes(LF);
      const content = { kind: 'text', text: side.text, bytes: new Sensitive(bytes) } as const;
      parts.push({ length: bytes.length, role: 'other', exchange: undefined, content });
    }
    return { parts, consumed: bytes.length };
  }

  gap(from: Sender): Part[] {
    this.#commander = undefined;
    return this.#breakOff(from);
  }

  /** Nobody knows whether the text is complete, so it breaks off. */
  end(from: Sender): Part[] {
    const side = this.#sides[from];
    if (!side.isOpen && this.#isAmid) return [];
    const parts = [...this.#breakOff(from), partOf(side, 'text-end')];
    side.isOpen = false;
    return parts;
  }

  close(): void {}

  contentLeft(): number {
    return 0;
  }

  /** Nothing can have been shown of it. */
  isLost(from: Sender): boolean {
    const { isWhole, hasLine, bytes } = this.#sides[from];
    return this.#isAmid && !isWhole && !hasLine && bytes < LONG_TEXT_BYTES;
  }

  /** Once: redaction knows of a gap that no bytes have come behind, or that is the beginning. */
  #breakOff(from: Sender): Part[] {
    const side = this.#sides[from];
    const isTold = side.isOpen ? side.bytes === 0 && !side.isWhole : this.#isAmid;
    side.isWhole = false;
    side.bytes = 0;
    side.hasLine = false;
    side.end = '';
    if (isTold) return [];
    side.isOpen = true;
    return [partOf(side, 'text-gap')];
  }

  #begin(from: Sender, bytes: Buffer, parts: Part[]): void {
    const side = this.#sides[from];
    const isCommand = beginsCommand(bytes);
    const mayBeAnswer = this.#commander === OTHER_SENDER[from];
    this.#commander = isCommand ? from : undefined;
    side.isAsked = this.#asked === from;
    side.isMasked = false;
    if (side.isWhole) return;
    if (isCommand || (mayBeAnswer && beginsAnswer(bytes))) {
      this.#isRedis = true;
      if (side.isOpen) parts.push(...this.end(from));
      Object.assign(side, newSide(from, true), { isSeen: true });
    } else {
      this.#isHttp ||= this.#isAmid && isHttp(bytes);
      side.isMasked = this.#isHttp || side.isAsked;
    }
  }

  #listen(from: Sender, bytes: Buffer): void {
    const side = this.#sides[from];
    side.end = endOf(side.end, bytes);
    // A line may begin with the call, or with one before it.
    const alone = endOf('', bytes);
    if (asksForSecret(side.end) || (alone !== side.end && asksForSecret(alone))) this.#asked = OTHER_SENDER[from];
  }

  #answer(from: Sender): void {
    if (this.#asked !== from) return;
    this.#asked = undefined;
    this.#sides[OTHER_SENDER[from]].end = '';
  }
}

function newSide(from: Sender, isWhole: boolean): Side {
  return {
    text: new Text(from),
    isOpen: false,
    isWhole,
    bytes: 0,
    hasLine: false,
    // Until a call begins.
    isMasked: !isWhole,
    isAsked: false,
    end: '',
    isSeen: false,
  };
}

const partOf = ({ text }: Side, kind: 'text-gap' | 'text-end'): Part => {
  return { length: 0, role: 'other', exchange: undefined, content: { kind, text } };
};

function isHttp(bytes: Buffer): boolean {
  const request = detectRequest(bytes);
  return request === 'http1' || request === 'unclear' || detectResponse(bytes) === 'http1';
}
