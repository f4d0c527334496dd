import { onTestFinished, vi } from 'vitest';
import type { LocalAwsOptions } from '../../../local/options.ts';
import type { Gate } from '../../../shared/actions/gate.ts';
import type { Notifier } from '../../../shared/alerts/notifier.ts';
import { notify } from '../../../shared/alerts/notify.ts';
import type { Notifying } from '../../../shared/alerts/notifying.ts';
import { resolve } from '../../../shared/alerts/resolve.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';
import { scanVisitor } from '../../../shared/scanning/visitor.ts';
import type { Checking } from '../../../shared/scanning/walk/check.ts';
import type { ScanPart } from '../../../shared/scanning/walk/collect.ts';
import type { Done, Walked } from '../../../shared/walk/visitor.ts';
import type { WalkEnd } from '../../../shared/walk/walk.ts';
import { digestOf } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, freely, unused } from '../../support/acting.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { scanOnPush, scansEnd, some } from '../../support/scanning.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

/** The rule of `team/**`. */
export const rule = (action: string, more = '') =>
  `{rules: [{rule: gate, repositories: ['team/**'], fail: {critical: 0}, action: ${action}}]${more}}`;

/** Images called `bad…` fail; `push` waits for the scan. Alerts are claimed in a ledger, as in a stack. */
export async function startScanWalks(options: LocalAwsOptions = {}) {
  const findings = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [
      digestOf(manifest(`bad${at}`)),
      { findings: some(1, 'CRITICAL') },
    ]),
  );
  const started = await startTestAws({ findings, ...options });
  await scanOnPush(started);
  await createRepositories(started.ecr, 'team/a', 'team/b', 'team/c', 'other/a');
  const ledger = await createLedger(started);
  const told: string[] = [];
  const notifying: Notifying = {
    ...{ ledger, now: () => new Date(), notifyLedgerUnreachable: async () => {} },
    send: async (news) => {
      for (const { alert, state } of news) {
        told.push(`${state === 'cleared' ? 'Resolved: ' : ''}${alert.kind} ${alert.where.text}`);
      }
      return { unsent: [] };
    },
  };
  const notifier: Notifier = {
    notify: (alerts) => notify(notifying, alerts),
    resolve: (run, found) => resolve(notifying, run, found),
    notifyLedgerUnreachable: async () => {},
  };
  const quiet = vi.spyOn(logger, 'error').mockReturnValue(undefined);
  onTestFinished(() => quiet.mockRestore());
  const checking = (scanning: string, gate: Gate = freely): Checking => ({
    scanning: compileScanning(parseRegistryConfig(`scanning: ${scanning}`).scanning),
    ...{ gate, guard: unused, notifier, ledger },
  });
  return {
    ...{ ...started, ledger, checking },
    /** Since the last call. */
    told: () => told.splice(0),
    push: async (repository: string, name: string, tags: readonly string[] = [name]) => {
      const digest = await push(started.ecr, repository, tags, manifest(name));
      await scansEnd(started.ecr, repository, [digest]);
      return digest;
    },
    night: (with_: Checking, test?: TestWalk): Promise<WalkEnd> =>
      walk(started.ecr, [scanVisitor(with_)], test),
    /** What `done` is given after the slices. */
    walkedBy: async (with_: Checking, test?: TestWalk): Promise<Walked<ScanPart>> => {
      let given: Walked<ScanPart> | undefined;
      const done = async (walked: Walked<ScanPart>): Promise<Done> => {
        given = walked;
        return { result: {} };
      };
      await walk(started.ecr, [{ ...scanVisitor(with_), done }], test);
      if (given === undefined) throw new Error('the walk has not come to its end');
      return given;
    },
  };
}
