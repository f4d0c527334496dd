import type { AwsEvent } from '../../local/events/event.ts';
import type { TestStack } from './stack.ts';

/** What the invocations of one function came to, in their order. */
export function resultsOf({ invocations }: Pick<TestStack, 'invocations'>, name: string) {
  return invocations
    .filter(({ functionName }) => functionName === name)
    .map(({ outcome }) => (outcome.ok ? outcome.result : outcome));
}

/** Loses every tenth event of those that are counted. */
export function losingEveryTenth(isCounted: (event: AwsEvent) => boolean) {
  let events = 0;
  const lost: AwsEvent[] = [];
  const isLost = (event: AwsEvent) => {
    if (!isCounted(event)) return false;
    events += 1;
    if (events % 10 !== 0) return false;
    lost.push(event);
    return true;
  };
  return { isLost, lost };
}
