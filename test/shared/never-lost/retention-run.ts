import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { storedImage } from '../../../shared/retention/image.ts';
import { noMemory } from '../../../shared/retention/memory.ts';
import { readPlan } from '../../../shared/retention/read.ts';
import { compileRetention, type RetentionRule } from '../../../shared/retention/rules.ts';
import type { Uses } from '../../../shared/use/uses.ts';
import { repositoryName } from '../../local/images.ts';
import { readable, type World } from './world.ts';

/** A rule of `retention:` for the repository. */
export function retentionRule(keep: object, action: 'archive' | 'delete'): RetentionRule {
  const text = JSON.stringify({ retention: [{ action, keep, untaggedAfter: '1h' }] });
  const rule = compileRetention(parseRegistryConfig(text).retention)(repositoryName);
  if (rule === undefined) throw new TypeError('no rule is for the repository');
  return rule;
}

/** A night of retention without a waiting time: all that its plan selects goes at once. @returns how many images. */
export async function runRetention(
  world: World,
  uses: Uses,
  { rule, unread }: { rule: RetentionRule; unread: ReadonlySet<string> },
): Promise<number> {
  const indexes = { partsOf: async () => readable(world, unread) };
  const images = [...world.images.values()].map((it) => storedImage({ ...it }));
  const repository = { name: repositoryName, images, rule, memory: noMemory };
  const { plan } = await readPlan({ indexes, uses, began: world.now }, repository);
  if (plan.doubts.length > 0) return 0;
  const going = plan.selected.flatMap((unit) =>
    unit.images.map(({ imageDigest }) => ({ imageDigest, action: unit.action })),
  );
  for (const { imageDigest, action } of going) {
    const image = world.images.get(imageDigest);
    if (action === 'delete') world.images.delete(imageDigest);
    else if (image) Object.assign(image, { imageStatus: 'ARCHIVED', lastArchivedAt: world.now });
  }
  return going.length;
}
