// SPDX-License-Identifier: Apache-2.0

/** Why a service that captures nothing does not: a few fixed words. */
export const NOT_READY = {
  starting: 'starting',
  waiting: 'the tls module is not loaded: waiting for it',
  loading: 'loading the BPF programs',
  ending: 'shutting down',
} as const;

export type NotReady = (typeof NOT_READY)[keyof typeof NOT_READY];

/** Whether the service captures, for those who ask and for one who is told. */
export class Readiness {
  readonly #tell: (whyNot: NotReady | undefined) => void;
  #whyNot: NotReady | undefined = NOT_READY.starting;

  constructor(tell: (whyNot: NotReady | undefined) => void) {
    this.#tell = tell;
  }

  /** undefined: it is ready. */
  get whyNot(): NotReady | undefined {
    return this.#whyNot;
  }

  set whyNot(whyNot: NotReady | undefined) {
    this.#whyNot = whyNot;
    this.#tell(whyNot);
  }
}
