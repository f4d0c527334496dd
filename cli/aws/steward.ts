import { randomUUID } from 'node:crypto';
import type { Capability } from '../../shared/actions/action.ts';
import type { Gate } from '../../shared/actions/gate.ts';
import { limitsOf } from '../../shared/actions/limits.ts';
import {
  isOwner,
  OwnedByOtherError,
  type Owner,
  ownerFile,
  ownerOf,
} from '../../shared/actions/owner.ts';
import { permitsOf, whyPaused } from '../../shared/actions/permits/permits.ts';
import type { Ledger } from '../../shared/alerts/ledger/ledger.ts';
import type { RegistryConfig } from '../../shared/config/schema/schema.ts';
import { identify, type RegistryIdentity } from '../../shared/registry/identity.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { print } from '../print/print.ts';
import type { Session } from './clients.ts';
import type { GlobalOptions } from './session.ts';

/** The registry of a command, and who owns it. */
export interface Steward {
  registry: RegistryIdentity;
  /** Undefined: nobody owns the registry yet. */
  owner: Owner | undefined;
  me: Owner;
  /** The ledger of the owner's stack; undefined where none is deployed. */
  ledger: Ledger | undefined;
}

/**
 * Reads the owner of the registry.
 *
 * @throws OwnedByOtherError when another file or stack owns it.
 */
export async function stewardOf(
  session: Session,
  { config, stack }: GlobalOptions & { stack?: string },
): Promise<Steward> {
  const me = { file: ownerFile(config), ...(stack && { stack }) };
  const [registry, owner] = await Promise.all([identify(session.ecr), ownerOf(session.ecr)]);
  if (owner && !session.dryRun && !isOwner(owner, me)) throw new OwnedByOtherError(owner, me);
  const ledger = await ledgerOf(session, stack === undefined ? owner : me);
  return { registry, owner, me, ledger };
}

/** The ledger of the owner's stack; undefined where none is known. */
export async function ledgerOf(
  session: Session,
  owner: Owner | undefined,
): Promise<Ledger | undefined> {
  const table = session.makeLedger ? await session.makeLedger() : ledgerTable(owner);
  if (table === undefined) return undefined;
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  return { dynamodb: new DynamoDBClient(session.settings), table };
}

function ledgerTable(owner: Owner | undefined): string | undefined {
  return owner?.stack === undefined ? undefined : `${owner.stack}-ledger`;
}

/**
 * Calls `work` with a ledger that must exist.
 *
 * @param what - What is read from it: `the audit log`.
 * @throws StewardError when no stack is known, or its table does not exist.
 */
export async function inLedgerOf<Result>(
  ledger: Ledger | undefined,
  what: string,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  if (ledger === undefined) {
    throw new StewardError(
      `cannot read ${what}: a stack of ecr-steward stores it, and no stack has marked this registry as its own. Run ` +
        'npm run deploy, then npx ecr-steward allow --stack NAME; where ECR has no templates for a mark, give ' +
        '--stack NAME with each verb',
    );
  }
  try {
    return await work(ledger);
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === 'ResourceNotFoundException')) throw cause;
    const missing = `cannot read ${what}: there is no table ${ledger.table} in this account and region`;
    throw new StewardError(`${missing}. Name the right stack with --stack NAME`, { cause });
  }
}

/**
 * The gate for a person, who has seen the plan: within the limits, and in the audit log with their ARN.
 *
 * @param whilePaused - Also while the capability is paused; default false.
 */
export async function gateOf(
  session: Session,
  { me, ledger }: Steward,
  config: RegistryConfig,
  whilePaused = false,
): Promise<Gate> {
  const by = ledger === undefined ? '' : await callerOf(session);
  const run = randomUUID();
  const { ecr } = session;
  const { createGate } = await import('../../shared/actions/gate.ts');
  const limits = limitsOf(config);
  return createGate({ ecr, ledger, limits, me, by, run, person: true, whilePaused });
}

/** The ARN of the caller. */
export async function callerOf({ settings }: Session): Promise<string> {
  const { callerArn } = await import('../../shared/runtime/caller.ts');
  return callerArn(settings);
}

/** Where something is done, and whether that is a dry run. */
export function placeOf(
  { dryRun }: Pick<Session, 'dryRun'>,
  { registry, owner }: Pick<Steward, 'registry' | 'owner'>,
) {
  const { registryId: account, region } = registry;
  const stack = owner?.stack;
  return { account, region, ...(stack !== undefined && { stack }), dryRun };
}

/** Prints the place and what is done there; with --json it is in the answer. */
export function printPlace(
  place: ReturnType<typeof placeOf>,
  what: string,
  { json }: Pick<GlobalOptions, 'json'>,
): void {
  if (json) return;
  const where = `account ${place.account}, region ${place.region}`;
  if (place.dryRun) {
    print(`\nDry run on a copy of ${where} (nothing changes at AWS): ${what}.`);
  } else print(`\nIn ${where}${place.stack ? `, stack ${place.stack}` : ''}: ${what}.`);
}

/** The same for a verb that needs no stack. */
export async function printRegistry(
  session: Session,
  what: string,
  options: GlobalOptions,
): Promise<void> {
  if (options.json) return;
  const registry = await identify(session.ecr);
  printPlace(placeOf(session, { registry, owner: undefined }), what, options);
}

/** @throws StewardError without a stack: only its ledger counts and records what can break a pull or lose something. */
export function requireLedger({ ledger, registry }: Steward): void {
  if (ledger !== undefined) return;
  throw new StewardError(
    `cannot enforce: no stack of ecr-steward is deployed for account ${registry.registryId} in ${registry.region}, and ` +
      'only the ledger of a stack counts and records actions. Run npm run deploy, then try again',
  );
}

/** @throws StewardError while the capability is paused, unless the person says that they know. */
export async function requireNotPaused(
  { ledger }: Steward,
  capability: Capability,
  { whilePaused }: WhilePausedOption,
): Promise<void> {
  if (whilePaused || ledger === undefined) return;
  const { paused } = await inLedgerOf(ledger, 'what is paused', (it) => permitsOf(it, capability));
  if (paused === undefined) return;
  throw new StewardError(
    `nothing was done: ${whyPaused(capability, paused)}. To do this nevertheless: --while-paused`,
  );
}

export interface WhilePausedOption {
  /** Do it although its capability is paused. */
  whilePaused?: boolean;
}
