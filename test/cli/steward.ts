import { basename } from 'node:path';
import type { Action } from '../../shared/actions/action.ts';
import type { Gate } from '../../shared/actions/gate.ts';
import { type Owner, takeOver } from '../../shared/actions/owner.ts';
import { clientConfig } from '../local/start.ts';
import { createLedger, openGate, testStack } from '../support/acting.ts';
import { startAccount } from './account.ts';
import { fileWith, type Run, runCli } from './run.ts';

/** An account whose registry belongs to a stack of this file, with its ledger; the registry is empty. */
export async function startSteward(
  registryYml = '{}',
  options: Parameters<typeof startAccount>[0] = {},
) {
  const account = await startAccount(options);
  const { aws, ecr, env } = account;
  const started = { aws, ecr, config: clientConfig(aws) };
  const file = fileWith(registryYml);
  const owner: Owner = { stack: testStack.stack, file: basename(file) };
  await takeOver(ecr, owner);
  const ledger = await createLedger(started);
  const gate: Gate = await openGate(started, { ledger, me: owner, by: 'function naming' });
  return {
    ...account,
    ...{ file, owner, ledger, gate },
    /** Performs an action, with its entry in the audit log. */
    perform: (action: Partial<Action>, work = async () => {}) =>
      gate.perform({ ...anActionion, ...action }, async () => {
        await work();
        return { outcome: 'done' };
      }),
    /** The command with the file. */
    run: (...args: string[]): Promise<Run> => runCli([...args, '-c', file], { env }),
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

const anActionion: Action = {
  kind: 'setting',
  rule: { capability: 'naming', name: 'versions', text: '' },
  target: 'team-a/web:latest',
  what: 'do something',
};
