// SPDX-License-Identifier: Apache-2.0
import { type BootNanos, newExchange } from '../exchange.ts';
import type { Sender } from '../protocol.ts';
import type { OpenExchanges } from './exchanges.ts';
import { framingFields } from './framing.ts';
import { mayChangeProtocol, type OpenExchange } from './open-exchange.ts';
import type { Version } from './start-line.ts';

/**
 * Of a connection of which one direction alone is seen: each message stands for itself. Nobody is told of them as
 * exchanges, and nothing is kept for a message that can't come.
 */
export class HalfExchanges implements OpenExchanges {
  readonly isHalf = true;
  readonly heldBytes = 0;
  readonly isOpen = false;
  closedBy: Sender | undefined;
  isTunnel = false;
  isChanging = false;
  isClientOver: boolean;
  isServerOver: boolean;
  #next: OpenExchange | undefined;

  /** @param seen whose messages are seen */
  constructor(seen: Sender) {
    this.isClientOver = seen === 'server';
    this.isServerOver = seen === 'client';
  }

  /** The other direction does not end by anything that is seen here. */
  get isIdle(): boolean {
    return false;
  }

  /** A response: to which request is not known. */
  get next(): OpenExchange {
    this.#next ??= half(0, 0n);
    return this.#next;
  }

  begin(key: number, startBootNanos: BootNanos): OpenExchange {
    return half(key, startBootNanos);
  }

  requestHead(exchange: OpenExchange): void {
    if (mayChangeProtocol(exchange)) this.isChanging = true;
  }

  requestComplete(): void {}

  responseComplete(changesProtocol: boolean): void {
    this.#next = undefined;
    this.isTunnel ||= changesProtocol;
  }

  loseClient(): void {
    this.isClientOver = true;
  }

  loseServer(): void {
    this.isServerOver = true;
    this.#next = undefined;
  }
}

/** Its request may have asked for an upgrade, and to go on. */
function half(key: number, startBootNanos: BootNanos): OpenExchange {
  const requestFraming = { ...framingFields([]), isUpgrade: true };
  return Object.assign(newExchange<Version>('1.1', key, startBootNanos, true), { requestFraming });
}
