// SPDX-License-Identifier: Apache-2.0
import { type FilterRules, filterRules } from '../../config/filters.ts';
import type { Reloaded } from '../../config/reload.ts';
import type { Settings } from '../../config/schema.ts';
import { SettingsError } from '../../config/settings-error.ts';
import { StartError } from '../base/start-error.ts';
import { NativeError } from '../ffi/native.ts';
import type { LogLevel } from '../self/own-log.ts';

export interface ReloadLog {
  log(level: Exclude<LogLevel, 'debug'>, message: string): void;
}

/** SIGHUP: the settings are read again, and the filters among them take effect; or all stays as it was. */
export class Reload implements Disposable {
  readonly #read: (current: Settings) => Reloaded;
  readonly #ownLog: ReloadLog;
  readonly #onSignal: () => void;
  #settings: Settings;
  #apply: (rules: FilterRules) => void = () => {};

  /** `around`: does it, and tells who wants to know of its beginning and its end. */
  constructor(
    settings: Settings,
    read: (current: Settings) => Reloaded,
    ownLog: ReloadLog,
    around: (reload: () => void) => void = (reload) => reload(),
  ) {
    this.#settings = settings;
    this.#onSignal = () => around(() => this.#reload());
    this.#read = read;
    this.#ownLog = ownLog;
    process.on('SIGHUP', this.#onSignal);
  }

  /** What is in effect. */
  get settings(): Settings {
    return this.#settings;
  }

  /** From now on, filters that were read again are given to `apply`. */
  applyTo(apply: (rules: FilterRules) => void): void {
    this.#apply = apply;
  }

  #reload(): void {
    try {
      const { settings, waiting } = this.#read(this.#settings);
      this.#apply(filterRules(settings));
      this.#settings = settings;
      this.#ownLog.log('info', 'SIGHUP: the filters were read again and are in effect');
      if (waiting.length > 0)
        this.#ownLog.log('warn', `changed, and waiting for the next start: ${waiting.join(', ')}`);
    } catch (error) {
      if (!(error instanceof SettingsError || error instanceof NativeError || error instanceof StartError)) throw error;
      const whatToDo = error instanceof StartError ? `\n${error.whatToDo}` : '';
      this.#ownLog.log('error', `SIGHUP: nothing was changed: ${error.message}${whatToDo}`);
    }
  }

  [Symbol.dispose](): void {
    process.off('SIGHUP', this.#onSignal);
  }
}
