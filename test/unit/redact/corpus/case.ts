// SPDX-License-Identifier: Apache-2.0
import type { Sender } from '../../../../src/http/protocol.ts';
import type { Secret } from './leak-finder.ts';
import { Maker } from './maker.ts';
import type { Spot } from './spot.ts';

/** What one end sends before it is the other's turn. */
export interface Step {
  from: Sender;
  bytes: Buffer;
}

/** A conversation with secrets in it. */
export interface Case {
  /** Where the secrets stand, and what carries them. */
  shape: string;
  /** latin1; what can be read of them in any form is a leak. */
  secrets: readonly string[];
  /** What has to be shown, so that an empty output is no success. */
  visible: readonly string[];
  steps: Step[];
}

/** A request and its response, one of which has secrets. */
export interface Message {
  target: string;
  /** Header lines, each with its line end. */
  requestLines: string;
  responseLines: string;
  requestBody: string;
  responseBody: string;
  contentType: string;
  /** What is sent without HTTP, in place of all else. */
  stream?: { greeting: string; text: string };
}

/** A way to send a message; undefined: not this one. */
export interface Carrier {
  name: string;
  carry(message: Message, spot: Spot): { steps: Step[]; visible: readonly string[] } | undefined;
}

const HARMLESS: Message = {
  target: '/teapots?page=2',
  requestLines: '',
  responseLines: '',
  requestBody: 'item=teapot',
  responseBody: 'thanks for the fish\n',
  contentType: 'text/plain',
};

export const client = (bytes: string | Buffer): Step => ({ from: 'client', bytes: toBytes(bytes) });
export const server = (bytes: string | Buffer): Step => ({ from: 'server', bytes: toBytes(bytes) });
const toBytes = (bytes: string | Buffer): Buffer => (typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);

function messageOf(
  { place, contentType = HARMLESS.contentType, greeting = '' }: Spot,
  text: string,
  isResponse: boolean,
): Message {
  switch (place) {
    case 'target':
      return { ...HARMLESS, target: text };
    case 'request-lines':
      return { ...HARMLESS, requestLines: `${text}\r\n` };
    case 'response-lines':
      return { ...HARMLESS, responseLines: `${text}\r\n` };
    case 'stream':
      return { ...HARMLESS, stream: { greeting, text } };
    case 'body':
      return { ...HARMLESS, contentType, [isResponse ? 'responseBody' : 'requestBody']: text };
  }
}

/** That spot by that carrier, with secrets of its own; a body is the response's for odd seeds. */
export function caseOf(spot: Spot, carrier: Carrier, seed: number): Case | undefined {
  const maker = new Maker(seed);
  const carried = carrier.carry(messageOf(spot, spot.make(maker), seed % 2 === 1), spot);
  if (!carried) return undefined;
  const visible = spot.isMalformed ? [] : carried.visible;
  return { shape: `${spot.name}, ${carrier.name}`, secrets: maker.secrets, steps: carried.steps, visible };
}

/** Bytes of the direction that has most. */
export const longestDirection = ({ steps }: Case): number =>
  Math.max(
    ...(['client', 'server'] as const).map((end) =>
      steps.reduce((sum, { from, bytes }) => sum + (from === end ? bytes.length : 0), 0),
    ),
  );

/** Bytes of the longest step. */
export const longest = ({ steps }: Case): number => Math.max(...steps.map(({ bytes }) => bytes.length));

export const secretsOf = (cases: readonly Case[]): Secret[] =>
  cases.flatMap(({ shape, secrets }) => secrets.map((text) => ({ shape, text })));
