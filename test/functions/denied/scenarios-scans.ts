import { createRepositories, push } from '../../support/images.ts';
import { scanOnPush, scansEnd } from '../../support/scanning.ts';
import { sampleEvent, type TestStack } from '../../support/stack.ts';
import { createOwned, uses } from './registry.ts';
import type { Scenario } from './run.ts';

export const findings = {
  '*': { findings: [{ name: 'CVE-2026-1', severity: 'CRITICAL' as const }] },
};
const names = ['team-a/web', 'team-c/web'];

/** Images of an owner with a topic, and of one without, scanned by Inspector. */
export async function scanned(started: TestStack): Promise<string[]> {
  const { ecr } = started;
  await scanOnPush(started, 'ENHANCED');
  await createOwned(started, 'team-a/web');
  await createRepositories(ecr, 'team-c/web');
  const digests: string[] = [];
  for (const name of names) {
    digests.push(await push(ecr, name, ['1.0.0']));
    await scansEnd(ecr, name, ['1.0.0']);
  }
  return digests;
}

export function scan(): Scenario {
  let digests: string[] = [];
  return {
    name: 'scan',
    role: 'ScanRole',
    options: { uses, findings },
    async prepare(started) {
      digests = await scanned(started);
    },
    async start({ stack }) {
      for (const [at, name] of names.entries()) {
        const detail = {
          'repository-name': name,
          'image-digest': digests[at],
          'image-tags': ['1.0.0'],
        };
        stack.deliver(sampleEvent('aws.ecr/image-scan-complete.json', detail));
        await stack.idle();
      }
    },
  };
}
