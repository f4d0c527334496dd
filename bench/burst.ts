import { runBurst } from './burst/run.ts';

/**
 * A burst of 10,000 pushes against a limit of 50 requests a second (some minutes): is every invalid tag replaced,
 * and is each reported? `npm run bench -- burst 1000` for fewer.
 */

const pushes = Number(process.argv[3] ?? 10_000);
const size = { pushes, oneInvalidOf: 50, oneTwiceOf: 10, requestsPerSecond: 50 };
const { end, endOfScheduledRun, ...burst } = await runBurst(size);

const differing = end.filter((line, at) => line !== endOfScheduledRun[at]).length;
console.table([
  {
    pushes,
    events: burst.events,
    invalid: Math.ceil(pushes / size.oneInvalidOf),
    reported: burst.reported,
    messages: burst.messages,
    'dead letters': burst.deadLetters,
    'differs from the scheduled run': differing,
    'calls per push': (burst.calls / pushes).toFixed(2),
    throttled: `${((100 * burst.throttled) / burst.calls).toFixed(1)} %`,
    'calls/s': (burst.calls / burst.seconds).toFixed(1),
    seconds: burst.seconds.toFixed(0),
  },
]);
