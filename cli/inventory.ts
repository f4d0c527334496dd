import prettyBytes from 'pretty-bytes';
import { publishInventory } from '../shared/inventory/publish.ts';
import { type Inventory, takeInventory } from '../shared/inventory/take.ts';
import { StewardError } from '../shared/runtime/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { figure, print, printJson, table } from './print.ts';
import { startProgress } from './progress.ts';
import { type GlobalOptions, withSession } from './session.ts';

export interface InventoryOptions extends GlobalOptions {
  /** An S3 bucket to keep the inventory in, as the nightly function does. */
  bucket?: string;
}

/** `ecr-steward inventory [repository...]`: counts every repository, image and tag. */
export function inventory(names: string[], options: InventoryOptions): Promise<ExitCode> {
  return withSession(options, async ({ ecr, s3 }) => {
    if (options.bucket && names.length > 0) throw new StewardError(partOfTheWhole);
    const progress = startProgress('repositories counted:');
    const scope = { names, onRepository: progress.step };
    const taken = await takeInventory(ecr, scope).finally(progress.end);
    if (options.json) printJson(taken);
    else printInventory(taken);
    if (options.bucket) {
      const { key } = await publishInventory(s3, options.bucket, taken, new Date());
      if (!options.json) print(`\nKept as s3://${options.bucket}/${key}`);
    }
    return exitCodes.done;
  });
}

/** The bucket has one inventory per day: a part would take the place of the whole. */
const partOfTheWhole =
  '--bucket keeps the inventory of the whole registry: name no repositories, or no bucket';

export function printInventory(inventory: Inventory): void {
  const rows = inventory.perRepository.map(({ repository, images, untaggedImages, tags, bytes }) =>
    row(repository, images, untaggedImages, tags, bytes),
  );
  const { images, untaggedImages, tags, bytes } = inventory;
  const repositories = `${figure(inventory.repositories)} repositories`;
  const total = row(repositories, images, untaggedImages, tags, bytes);
  print(table(['REPOSITORY', 'IMAGES', 'TAGGED', 'UNTAGGED', 'TAGS', 'SIZE'], [...rows, total]));
}

function row(name: string, images: number, untagged: number, tags: number, bytes: number) {
  return [name, ...[images, images - untagged, untagged, tags].map(figure), prettyBytes(bytes)];
}
