// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileExists } from '../base/file-exists.ts';
import type { Hook } from './hooks.ts';

const GROUP = 'ktls_otel';
/** KRETPROBE_MAXACTIVE_MAX: calls that may be under way at once before returns are missed. */
const MAX_ACTIVE = 4096;

/**
 * kprobe events of our own in tracefs (Documentation/trace/kprobetrace.rst). Their definitions outlive the process
 * when it is killed, unarmed; `removeLeftOver()` of the next start removes them.
 */
export class TracefsProbes {
  readonly #root: string;
  // kprobe_profile names events without their group, and another instance may run on this host.
  readonly #suffix = randomBytes(4).toString('hex');
  readonly #modulePrefix: string;
  readonly #defined: Hook[] = [];

  constructor(root: string, moduleFolder: string) {
    this.#root = root;
    // A built-in tls has no initstate, and its symbols no module.
    this.#modulePrefix = fileExists(join(moduleFolder, 'initstate')) ? 'tls:' : '';
  }

  /** Defines the probe and returns its tracepoint id. */
  define(hook: Hook): number {
    const type = hook.at === 'return' ? `r${MAX_ACTIVE}` : 'p';
    const symbol = `${hook.isOfTls ? this.#modulePrefix : ''}${hook.kernelFunction}`;
    this.#command(`${type}:${GROUP}/${this.#event(hook)} ${symbol}`);
    this.#defined.push(hook);
    return Number(readFileSync(join(this.#root, 'events', GROUP, this.#event(hook), 'id'), 'utf8'));
  }

  /**
   * Returns of calls that found no free instance, or whose probe could not run (kprobe_profile: event, hits, misses). An
   * entry that was missed is seen by the exit program.
   */
  missedReturns(): number {
    if (this.#defined.length === 0) return 0;
    const profile = readFileSync(join(this.#root, 'kprobe_profile'), 'utf8');
    const misses = new Map<string, number>();
    for (const line of profile.split('\n')) {
      const [event, , missed] = line.trim().split(/\s+/);
      if (event !== undefined) misses.set(event, Number(missed));
    }
    return this.#defined
      .filter(({ at, sees }) => at === 'return' && sees === 'calls')
      .reduce((sum, hook) => sum + (misses.get(this.#event(hook)) ?? 0), 0);
  }

  /**
   * Removes this process's probes; nothing may be attached to them any more. From then on a starting instance may have
   * taken them for left over and removed them first.
   */
  remove(): void {
    for (let hook = this.#defined.pop(); hook; hook = this.#defined.pop()) {
      // One that somebody else has armed stays, as after kill -9: what was captured is worth more.
      this.#removeEvent(`${GROUP}/${this.#event(hook)}`, ['ENOENT', 'EBUSY']);
    }
  }

  /** Removes what a killed predecessor left; the kernel refuses (EBUSY) those that a living one uses. */
  removeLeftOver(): void {
    const events = readFileSync(join(this.#root, 'kprobe_events'), 'utf8').matchAll(/^[pr]\d*:(\S+)/gm);
    for (const [, event] of events) {
      if (!event?.startsWith(`${GROUP}/`)) continue;
      this.#removeEvent(event, ['EBUSY']);
    }
  }

  #removeEvent(event: string, tolerated: readonly string[]): void {
    try {
      this.#command(`-:${event}`);
    } catch (error) {
      if (!tolerated.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  #event(hook: Hook): string {
    return `${hook.program}_${this.#suffix}`;
  }

  #command(text: string): void {
    appendFileSync(join(this.#root, 'kprobe_events'), `${text}\n`);
  }
}
