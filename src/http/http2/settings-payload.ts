// SPDX-License-Identifier: Apache-2.0
import { settingName } from './names.ts';
import type { Owner, PartWriter } from './part-writer.ts';
import type { Payload } from './payload.ts';

/** 2 bytes of the setting's id, 4 of its value. */
const SETTING_BYTES = 6;

/** Of SETTINGS: shown by name, and not followed (see hpack.ts). */
export class SettingsPayload implements Payload {
  readonly #out: PartWriter;
  readonly #owner: Owner;
  readonly #setting = Buffer.alloc(SETTING_BYTES);
  #length = 0;

  constructor(out: PartWriter, owner: Owner) {
    this.#out = out;
    this.#owner = owner;
  }

  read(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const copied = bytes.copy(this.#setting, this.#length, at);
      at += copied;
      this.#length += copied;
      if (this.#length < SETTING_BYTES) return this.#out.hide(this.#owner, copied);
      this.#length = 0;
      const [id, value] = [this.#setting.readUInt16BE(0), this.#setting.readUInt32BE(2)];
      this.#out.line(this.#owner, copied, `${settingName(id)}=${value}\n`);
    }
  }
}
