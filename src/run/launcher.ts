// SPDX-License-Identifier: Apache-2.0
import { filterRules } from '../../config/filters.ts';
import type { LoadedSettings } from '../../config/load.ts';
import type { Reloaded } from '../../config/reload.ts';
import type { Settings } from '../../config/schema.ts';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { CAPTURE_MAPS, type Programs } from '../capture/programs.ts';
import { exitAtOnce } from '../ffi/libc.ts';
import { openLibseccomp } from '../ffi/libseccomp.ts';
import { sendDescriptors } from '../ffi/pass-descriptors.ts';
import { answerWorker } from '../privilege/answer-worker.ts';
import { encodeRuns, type ToLauncher } from '../privilege/messages.ts';
import { refuseCalls } from '../privilege/seccomp.ts';
import { WorkerProcess } from '../privilege/worker-process.ts';
import { LocalProcesses } from '../process/process-host.ts';
import type { ProgramSource } from './program-source.ts';
import { Reload, type ReloadLog } from './reload.ts';
import { type KeptMaps, keepMaps, type RunOfSpool } from './run-maps.ts';
import { ServiceManager, takeNotifyVariables } from './service-manager.ts';
import { StopSignal } from './stop-signal.ts';
import { workerRights } from './worker-rights.ts';

const ROOT = '/';

export interface Launch {
  readonly loaded: LoadedSettings;
  readonly version: string;
  readonly source: ProgramSource;
  /** Reads the settings again; throws a SettingsError. */
  readonly reload: (current: Settings) => Reloaded;
  /** Path of the script that the worker runs, and of the one that becomes it. */
  readonly scripts: { readonly stage: string; readonly worker: string };
}

/**
 * Runs the service as two processes. This one has rights: it loads and attaches the programs, and answers what takes a
 * right. It never sees what is captured, and has no network. The worker has none, and does all else. Resolves to the
 * worker's exit code. Throws a StartError.
 */
export async function launch({ loaded, version, source, reload: read, scripts }: Launch): Promise<ExitCode> {
  const { rights, says } = workerRights(ROOT, loaded.settings);
  const notify = takeNotifyVariables(process.env);
  using worker = new WorkerProcess(scripts, rights);
  const warn = (message: string): void => worker.tell({ kind: 'log', level: 'warn', message });
  using manager = new ServiceManager(notify, { askWorker: () => worker.tell({ kind: 'question' }), onWarning: warn });
  refuseCalls(openLibseccomp(), 'launcher');
  const ownLog: ReloadLog = { log: (level, message) => worker.tell({ kind: 'log', level, message }) };
  using reload = new Reload(loaded.settings, read, ownLog, (readAgain) => manager.reloading(readAgain));
  let programs: Programs | undefined;
  let kept: KeptMaps | undefined;
  let isLoading = false;
  using _ = answerWorker(worker.socket, {
    processes: new LocalProcesses(ROOT),
    isTlsLive: () => source.isTlsLive(),
    programs: () => programs,
  });
  using signals = passSignals(worker, () => manager.tellStopping());

  const start = async (run: RunOfSpool): Promise<void> => {
    const settings = reload.settings;
    isLoading = true;
    const started = await source
      .start(settings, { selfPid: worker.pid, warn, stopped: worker.gone })
      .finally(() => (isLoading = false));
    if (started === undefined) return;
    programs = started.programs;
    reload.applyTo((rules) => started.programs.applyFilters(rules));
    // The signal came while they were loaded.
    if (reload.settings !== settings) programs.applyFilters(filterRules(reload.settings));
    const { descriptors, verifiedInstructions } = programs;
    kept = await keepMaps(descriptors, run);
    const { left, problem, lock } = kept;
    const maps = CAPTURE_MAPS.map((map) => descriptors[map]);
    sendDescriptors(worker.socket, lock === undefined ? maps : [...maps, lock]);
    const verified = [...verifiedInstructions];
    worker.tell({ kind: 'started', how: started.how, verified, left: encodeRuns(left), notKept: problem ?? null });
  };
  let isReady = false;
  let hasStarted = false;
  worker.onMessage((message: ToLauncher) => {
    switch (message.kind) {
      case 'ready':
        isReady = true;
        worker.tell({ kind: 'settings', version, ...loaded });
        for (const line of says) worker.tell({ kind: 'log', level: 'info', message: line });
        return worker.begin();
      case 'state':
        return manager.tellState(message.whyNotReady);
      case 'alive':
        return manager.isAlive();
      case 'start':
        if (hasStarted) return;
        hasStarted = true;
        start({ spoolFolder: message.spoolFolder ?? undefined, takenOver: message.takenOver }).catch((error) =>
          refuse(worker, error),
        );
    }
  });

  const { code, signal } = await worker.ended;
  if (isLoading) exitAtOnce(code ?? exitCodes.failure.code);
  programs?.[Symbol.dispose]();
  // It has told its account.
  if (code === exitCodes.ok.code || code === exitCodes.undelivered.code) kept?.[Symbol.dispose]();
  if (code !== null) return code as ExitCode;
  // Who wanted it to end, ended it before it could say a word.
  if (!isReady && signals.hasAsked) return exitCodes.ok.code;
  process.stderr.write(`ktls-otel: the worker was ended by ${signal}; what it had not exported or spooled is lost\n`);
  return exitCodes.failure.code;
}

function refuse(worker: WorkerProcess, error: unknown): void {
  const { code, message, whatToDo } =
    error instanceof StartError
      ? error
      : { code: exitCodes.failure.code, message: String(error instanceof Error ? error.stack : error), whatToDo: '' };
  worker.tell({ kind: 'refused', code, message, whatToDo });
}

/** The signals that end the service. */
function passSignals(worker: WorkerProcess, onSignal: () => void): Disposable & { readonly hasAsked: boolean } {
  let hasAsked = false;
  const passes = StopSignal.SIGNALS.map((signal) => {
    const pass = (): void => {
      hasAsked = true;
      worker.tell({ kind: 'signal', signal });
      onSignal();
    };
    process.on(signal, pass);
    return () => process.off(signal, pass);
  });
  return {
    get hasAsked() {
      return hasAsked;
    },
    [Symbol.dispose]: () => passes.forEach((end) => end()),
  };
}
