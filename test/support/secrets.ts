import { expect, onTestFinished } from 'vitest';
import type { LocalAws } from '../../local/aws.ts';

/** The only calls that may carry a secret's value, in or out. */
const mayCarry = new Set(['CreateSecret', 'PutSecretValue', 'UpdateSecret', 'GetSecretValue']);

/**
 * Fails the test if a value that was put into a secret turns up anywhere else: in another call, in an
 * event, or in what `others` gives at the end (logs, answers, alerts, dead letters).
 */
export function watchSecrets(aws: LocalAws, others: () => unknown): void {
  const values = new Set<string>();
  const sent: unknown[] = [];
  aws.onExchange(({ operation, input, output }) => {
    if (!mayCarry.has(operation)) sent.push(input, output);
    for (const value of valuesIn(input)) values.add(value);
  });
  aws.bus.subscribe((event) => void sent.push(event));
  onTestFinished(() => {
    const everything = JSON.stringify([sent, others()]);
    expect([...values].filter((value) => everything.includes(value))).toEqual([]);
  });
}

/** The whole value, and the token in it; parts that are too short to be distinctive are left out. */
function valuesIn(input: unknown): string[] {
  const secret: unknown = Object(input).SecretString;
  if (typeof secret !== 'string') return [];
  const token = /"accessToken":"([^"]+)"/.exec(secret)?.[1];
  return [JSON.stringify(secret).slice(1, -1), token ?? ''].filter((value) => value.length > 7);
}
