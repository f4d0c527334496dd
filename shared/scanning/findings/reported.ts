import { createHash } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import { type Item, itemsById } from '../../runtime/items.ts';
import { type Finding, identityOf } from './finding.ts';
import type { Failure } from './result.ts';

/** A failure, and those of its findings that have not been reported. */
export interface News {
  failure: Failure;
  findings: Finding[];
}

/** Retention of what was reported: a year after something new was, findings that remain are reported again. */
const WINDOW_SECONDS = 31_536_000;

/** One item holds 400 KB; so many findings of one image are remembered, the worst ones. */
const MOST_FINDINGS = 5000;

/** Hex digits of a finding's hash. */
const KEY_LENGTH = 16;

/**
 * The failures that have findings which were not reported, as the ledger is now: the others cost no write. One read for
 * all of them; their lists of findings are long, so ask for some at a time.
 */
export async function unreported(
  ledger: Ledger,
  failures: readonly Failure[],
  now = new Date(),
): Promise<Failure[]> {
  const idOf = (failure: Failure) => keyOf(failure).id.S;
  const known = await itemsById(ledger, failures.map(idOf), ['told', 'expiresAt']);
  return failures.filter((failure) => {
    const told = toldIn(known.get(idOf(failure)), now);
    return byKey(failure.judgement.offending)
      .keys()
      .some((key) => !told.has(key));
  });
}

/**
 * Records the findings of a failure as reported, and returns those that were not before. Of several callers at the
 * same time, only one gets each finding. One call.
 */
export async function claimNews(ledger: Ledger, failure: Failure, now = new Date()): Promise<News> {
  const findings = byKey(failure.judgement.offending);
  const told = await claim(ledger, failure, [...findings.keys()], now);
  return { failure, findings: [...findings].flatMap(([key, it]) => (told.has(key) ? [] : [it])) };
}

/** Releases the claim: the alert could not be sent. */
export function releaseNews(ledger: Ledger, { failure, findings }: News): Promise<void> {
  return release(ledger, failure, [...byKey(findings).keys()]);
}

/** Adds keys to the reported findings of an image, and returns those reported before. */
async function claim(
  { dynamodb, table }: Ledger,
  failure: Failure,
  keys: string[],
  now: Date,
): Promise<Set<string>> {
  const expiresAt = Math.floor(now.getTime() / 1000) + WINDOW_SECONDS;
  const { Attributes } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(failure),
      UpdateExpression: 'ADD told :keys SET expiresAt = :expiresAt',
      ExpressionAttributeValues: {
        ':keys': { SS: keys },
        ':expiresAt': { N: String(expiresAt) },
      },
      ReturnValues: 'ALL_OLD',
    }),
  );
  return toldIn(Attributes, now);
}

/** The keys of reported findings. */
function toldIn(item: Item | undefined, now: Date): Set<string> {
  return new Set(isOver(item?.expiresAt?.N, now) ? [] : item?.told?.SS);
}

async function release(
  { dynamodb, table }: Ledger,
  failure: Failure,
  keys: string[],
): Promise<void> {
  if (keys.length === 0) return;
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(failure),
      UpdateExpression: 'DELETE told :keys',
      ExpressionAttributeValues: { ':keys': { SS: keys } },
    }),
  );
}

/** DynamoDB removes what has expired within days, not seconds: so the time is checked too. */
function isOver(expiresAt: string | undefined, now: Date): boolean {
  return expiresAt !== undefined && Number(expiresAt) * 1000 <= now.getTime();
}

function keyOf({ repository, digest }: Failure) {
  return { id: { S: `scanning/${repository}@${digest}` } };
}

function byKey(findings: readonly Finding[]): Map<string, Finding> {
  return new Map(findings.slice(0, MOST_FINDINGS).map((it) => [hash(identityOf(it)), it]));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, KEY_LENGTH);
}
