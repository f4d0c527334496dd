import type { Registry } from '../model/registry.ts';
import { imageView, repositoryView, ruleView } from '../repositories/views.ts';
import { dumpSettings } from './dump-settings.ts';
import { FORMAT_VERSION, type Snapshot } from './snapshot.ts';

/** A registry's content as a snapshot, in the order of names and digests. */
export function dumpSnapshot(registry: Registry): Snapshot {
  const repositories = [...registry.repositories.values()];
  return printed({
    formatVersion: FORMAT_VERSION,
    registryId: registry.accountId,
    repositories: repositories.map((it) => repositoryView(registry, it)),
    imageDetails: repositories.flatMap((it) =>
      Array.from(it.images.after(), (image) => imageView(registry, it, image)),
    ),
    pullThroughCacheRules: Array.from(registry.rules.values(), (it) => ruleView(registry, it)),
    ...dumpSettings(registry, repositories),
  });
}

/** As the CLI prints it: dates are ISO strings, absent members are left out. */
function printed(value: object): Snapshot {
  return JSON.parse(JSON.stringify(value));
}
