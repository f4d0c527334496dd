import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { RegistryImage } from '../../../shared/registry/read.ts';
import type { SettingsReader } from '../../../shared/registry/settings/reader.ts';
import { collectShield, plansOf } from '../../../shared/shield/collect.ts';
import type { RepositoryPlan, Step, Unneeded } from '../../../shared/shield/step.ts';
import type { Uses } from '../../../shared/use/uses.ts';
import { repositoryName } from '../../local/images.ts';
import { enforce } from '../shield/shielding.ts';
import { readable, type World } from './world.ts';

const rules = parseRegistryConfig(enforce).shield;

/** A walk of the shield over the repository: its plan, which is carried out. */
export async function runShield(
  world: World,
  uses: Uses,
  { unneeded, unread }: { unneeded: readonly Unneeded[]; unread: ReadonlySet<string> },
): Promise<RepositoryPlan | undefined> {
  const settings = { lifecyclePolicy: async () => world.policy } as Partial<SettingsReader>;
  const reading = { settings: settings as SettingsReader, began: world.now };
  const indexes = { partsOf: async () => readable(world, unread) };
  const visit = collectShield({ ...reading, rules, uses, unneeded, indexes });
  const slice = await visit.repository({ repositoryName });
  slice?.images?.([...world.images.values()].map((it): RegistryImage => ({ ...it })));
  await slice?.end?.();
  const [plan] = await plansOf(reading, visit.seen);
  for (const step of plan?.steps ?? []) carryOut(world, step);
  return plan;
}

function carryOut(world: World, step: Step): void {
  if (step.action === 'report') return;
  if (step.step === 'rule') {
    world.policy = step.after;
    return;
  }
  const image = world.images.get(step.digest);
  if (image === undefined) throw new Error(`${step.text}: there is no such image`);
  const others = image.imageTags.filter((tag) => tag !== step.tag);
  image.imageTags = step.step === 'give' ? [...others, step.tag] : others;
  if (image.imageTags.length === 0) world.images.delete(step.digest);
}
