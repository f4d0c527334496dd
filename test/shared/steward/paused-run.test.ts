import { expect, test } from 'vitest';
import { takeOver } from '../../../shared/actions/owner.ts';
import { consent } from '../../../shared/actions/permits/consent.ts';
import { pause } from '../../../shared/actions/permits/pause.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { enforce } from '../../../shared/naming/enforce.ts';
import { enforcedRules } from '../../../shared/naming/enforced-rule.ts';
import { planForRegistry } from '../../../shared/naming/plan.ts';
import { compileNaming } from '../../../shared/naming/rules.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger, openGate, testStack, unused } from '../../support/acting.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';

const registryYml =
  'naming: { tags: [{ rule: versions, kinds: [semver], action: quarantine, quarantineWithin: 24h }] }';

/** Each action of the run takes so many seconds of its clock. */
const SECONDS = 4;

test.each([0, 3, 7, 12])(
  'a run that is paused after %s actions does its last action within 30 seconds',
  async (done) => {
    const started = await startTestAws();
    const { aws, ecr } = started;
    const ledger = await createLedger(started);
    const { naming } = parseRegistryConfig(registryYml);
    await takeOver(ecr, testStack);
    await consent(ledger, 'naming', enforcedRules(naming), 'somebody', new Date());
    await createRepositories(ecr, 'team/web');
    for (let at = 0; at < 24; at += 1) {
      await push(ecr, 'team/web', [`wrong-${at}`], manifest(String(at)));
    }
    const began = Date.now();
    const removed: number[] = [];
    const clock = () => new Date(began + removed.length * SECONDS * 1000);
    let pausedAt = 0;
    aws.onExchange(({ operation }) => {
      if (operation === 'BatchDeleteImage') removed.push(clock().getTime());
    });
    const gate = await openGate(started, { ledger, person: false, now: clock });
    // Asked once for each tag, right before its action.
    const guard = async () => {
      if (removed.length === done && pausedAt === 0) {
        pausedAt = clock().getTime();
        await pause(ledger, ['naming'], { by: 'anna', reason: 'stop' }, clock());
      }
      return unused({} as Parameters<typeof unused>[0]);
    };
    const compiled = compileNaming(naming);
    const plan = await planForRegistry(ecr, compiled, { cachePrefixes: [] });
    const enforced = await enforce({ ecr, naming: compiled, guard, gate }, plan);

    const last = removed.at(-1) ?? 0;
    expect(last).toBeGreaterThanOrEqual(pausedAt);
    expect(last - pausedAt).toBeLessThan(30_000);
    const left = enforced.filter(({ outcome }) => outcome === 'observed');
    expect(left).toHaveLength(24 - removed.length);
    expect(left.at(-1)?.why).toMatch(/^naming is paused since .*, by anna: stop\. /);
    expect(
      enforced.slice(0, removed.length).every(({ outcome }) => outcome === 'quarantined'),
    ).toBe(true);
  },
);
