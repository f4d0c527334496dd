import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { LocalAws } from '../../local/aws.ts';
import type { Capability, EnforcedRule } from '../../shared/actions/action.ts';
import { capabilities } from '../../shared/actions/action.ts';
import { entriesOfDay, type LoggedEntry } from '../../shared/actions/audit-log.ts';
import { createGate, type Gate, type GateOptions } from '../../shared/actions/gate.ts';
import { type Owner, takeOver } from '../../shared/actions/owner.ts';
import { consent } from '../../shared/actions/permits/consent.ts';
import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import type { Applying } from '../../shared/cache/apply.ts';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { enforcedRulesOf } from '../../shared/steward/enforced-rules.ts';
import type { UseGuard } from '../../shared/use/guard.ts';
import type { TestAws } from '../local/start.ts';

/** The stack of the tests: the table `<stack>-ledger` is its ledger. */
export const testStack: Owner = { stack: 'ecr-steward-test', file: 'registry.yml' };

/** Limits that no test reaches, in JSON, which is also YAML. */
export const roomy = JSON.stringify(
  Object.fromEntries(
    [
      ...['quarantine', 'delete', 'expire', 'archive', 'deleteImage', 'cache', 'repositories'],
      ...['registry'],
      ...['immutable', 'unshield'],
    ].map((kind) => [
      kind,
      { perRun: { count: 1000, percent: 100 }, perDay: { count: 1000, percent: 100 } },
    ]),
  ),
);

/** A guard by which no image is in use. */
export const unused: UseGuard = async () => undefined;

/** The ledger of a stack, as resources/ledger.yml has it, on a local AWS. */
export async function createLedger(
  { aws, config }: Pick<TestAws, 'aws' | 'config'>,
  table = `${testStack.stack}-ledger`,
): Promise<Ledger> {
  await createTable(aws, table);
  return ledgerAt(config, table);
}

export async function createTable(aws: Pick<LocalAws, 'dynamodb'>, name: string): Promise<void> {
  const text = readFileSync('resources/ledger.yml', 'utf8');
  const { Resources } = parse(text, { logLevel: 'silent' });
  await aws.dynamodb.createTable(name, Resources.Ledger.Properties);
}

function ledgerAt(config: TestAws['config'], table: string): Ledger {
  const dynamodb = new DynamoDBClient(config);
  onTestFinished(() => dynamodb.destroy());
  return { dynamodb, table };
}

let runs = 0;

/** A gate of a new run; by default of a person, within roomy limits. */
export async function openGate(
  started: Pick<TestAws, 'aws' | 'config' | 'ecr'>,
  options: Partial<GateOptions> = {},
): Promise<Gate> {
  runs += 1;
  const { limits } = parseRegistryConfig(`limits: ${roomy}`);
  const ledger = 'ledger' in options ? options.ledger : await createLedger(started);
  return createGate({
    ...{ ecr: started.ecr, limits, me: testStack, by: 'a test', run: `run ${runs}`, person: true },
    ...options,
    ledger,
  });
}

/** Makes a stack the owner of its registry, and allows every rule of a registry.yml. */
export async function allowAll(
  { ecr }: Pick<TestAws, 'ecr'>,
  ledger: Ledger,
  owner: Owner,
  registryYml: string,
): Promise<void> {
  await takeOver(ecr, owner);
  for (const [capability, rules] of rulesOf(registryYml)) {
    await consent(ledger, capability, rules, 'a test', new Date());
  }
}

function rulesOf(registryYml: string): [Capability, EnforcedRule[]][] {
  const config = parseRegistryConfig(registryYml);
  return capabilities.map((it) => [it, enforcedRulesOf[it](config)]);
}

/** The entries of today in the audit log, the oldest first. */
export async function auditLogOf(ledger: Ledger): Promise<LoggedEntry[]> {
  const noted = await Array.fromAsync(entriesOfDay(ledger, new Date().toISOString().slice(0, 10)));
  return noted.reverse();
}

/** A gate that allows everything and counts nothing, for tests of what is behind it. */
export const freely: Gate = {
  observes: async () => undefined,
  released: async () => undefined,
  perform: async (_act, work) => ({ state: 'done', id: '', result: await work() }),
  notified: async () => {},
};

/** The context to apply a cache plan, without limits. */
export function applying({ ecr }: Pick<TestAws, 'ecr'>): Applying {
  return { ecr, gate: freely, rules: [] };
}
