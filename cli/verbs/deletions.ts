import { readDeletions } from '../../shared/inventory/rows/read-deletions.ts';
import { identify } from '../../shared/registry/identity.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { type PlacesOrStack, storeOfStack } from '../aws/inventory-store.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { printDeletion } from '../print/answers/deletions.ts';
import { print, printJson } from '../print/print.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import { requireName } from '../program/repositories.ts';

export interface DeletionsOptions extends GlobalOptions, PlacesOrStack {
  /** How many days to show; default 7. */
  days: number;
}

/** `ecr-steward deletions [repository]`: what was deleted or archived, by what, and who used it; newest first. */
export function deletions(
  repository: string | undefined,
  options: DeletionsOptions,
): Promise<ExitCode> {
  if (options.registry !== undefined) throw new StewardError(notOfSnapshots);
  if (repository !== undefined) requireName(repository);
  const { days } = options;
  return withSession(options, async (session) => {
    const store = await storeOfStack(session, options);
    if (store === undefined) throw new StewardError(noPlace);
    const scope = { days, repository, now: new Date() };
    const found = await readDeletions(store, await identify(session.ecr), scope);
    if (options.json) printJson({ deletions: found });
    else for (const deletion of found) printDeletion(deletion);
    if (!options.json && found.length === 0) print(nothing(repository, days));
    const isLost = found.some(({ action, inUse }) => action === 'DELETE' && inUse);
    return isLost ? exitCodes.found : exitCodes.done;
  });
}

function nothing(repository: string | undefined, days: number): string {
  const where = repository === undefined ? '' : ` in ${repository}`;
  const when = days === 1 ? 'today' : `in the last ${days} days`;
  return `No deletion${where} is known ${when}. --days NUMBER shows older ones.`;
}

const noPlace =
  'cannot find the inventory, which has the deletions: no stack has marked this registry as its own. Name the stack with ' +
  '--stack NAME, or the place with --bucket NAME or --folder FOLDER';

const notOfSnapshots =
  'a snapshot does not say what was deleted: leave out --registry, and read the account';
