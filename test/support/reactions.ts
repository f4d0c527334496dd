import type { AwsEvent } from '../../local/events/event.ts';
import type { TestStack } from './stack.ts';

/** The outcomes of the invocations of one function, in order. */
export function resultsOf({ invocations }: Pick<TestStack, 'invocations'>, name: string) {
  return invocations
    .filter(({ functionName }) => functionName === name)
    .map(({ outcome }) => (outcome.ok ? outcome.result : outcome));
}

/** Drops every tenth of the counted events. */
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
