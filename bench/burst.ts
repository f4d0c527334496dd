import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A burst of 10,000 pushes against a limit of 50 requests a second (some minutes): is every invalid tag replaced,
 * and is each reported? `npm run bench -- burst 1000` for fewer.
 */

const folder = mkdtempSync(join(tmpdir(), 'ecr-steward-bench-'));
const file = join(folder, 'registry.yml');
const { registryYml, runBurst } = await import('./burst/run.ts');
writeFileSync(file, registryYml);
process.env.ECR_STEWARD_CONFIG = file;

const pushes = Number(process.argv[3] ?? 10_000);
const size = { pushes, oneInvalidOf: 50, oneTwiceOf: 10, requestsPerSecond: 50 };
const { end, endOfScheduledRun, ...burst } = await runBurst(size);
rmSync(folder, { recursive: true, force: true });

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
