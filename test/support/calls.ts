import { onTestFinished } from 'vitest';
import type { LocalAws } from '../../local/aws.ts';

/** The operations that are called from now on, in their order: `ecr:PutImage`. */
export function recordCalls(aws: LocalAws): string[] {
  const calls: string[] = [];
  onTestFinished(
    aws.onExchange(({ service, operation }) => void calls.push(`${service}:${operation}`)),
  );
  return calls;
}
