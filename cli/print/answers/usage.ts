import { missingName } from '../../../shared/usage/missing.ts';
import type { UsageReport } from '../../../shared/usage/report.ts';
import type { Users } from '../../../shared/usage/users.ts';
import { figure, paint, print, printAside, visible } from '../print.ts';

/** Users that are named of each image; --json has 20. */
const MOST_NAMED = 3;

/** Prints what runs, repository by repository, then what is missing. */
export function printUsage(report: UsageReport): void {
  const { images, archived, missing } = report;
  const isArchived = new Set(archived.map(({ repository, digest }) => `${repository}@${digest}`));
  for (const [repository, own] of Map.groupBy(images, (it) => it.repository)) {
    print(paint('bold', repository));
    for (const { digest, names, since, standby, ...users } of own) {
      const tags = names.filter((name) => name !== digest);
      const state = isArchived.has(`${repository}@${digest}`) ? paint('red', ' archived') : '';
      print(`  ${[...tags, shortened(digest)].map(visible).join(', ')}${state}`);
      print(`    ${standby ? 'kept for' : 'used by'} ${usersIn(users)}${sinceIn(since)}`);
    }
  }
  for (const { since, ...it } of missing) {
    const where = it.gone ? ', nor is its repository' : '';
    print(`${paint('red', 'missing')} ${visible(missingName(it))} is not there${where}`);
    print(`    used by ${usersIn(it)}${sinceIn(since)}`);
  }
  const repositories = new Set(images.map((it) => it.repository)).size;
  const inUse = `${count(images.length, 'image')} in use in ${count(repositories, 'repository')}`;
  print(`${inUse}, ${figure(archived.length)} archived. Missing: ${figure(missing.length)}.`);
}

/** Prints on stderr what could not be read. */
export function printFailures({ unknown, unread }: UsageReport): void {
  for (const { source, why } of unknown) {
    printAside(`error: it is not known which images ${source} runs: ${visible(why)}`);
  }
  for (const { repository, error } of unread) {
    printAside(`error: ${visible(repository)} could not be read: ${error}`);
  }
}

function usersIn({ by, more = 0 }: Users): string {
  const others = more + Math.max(0, by.length - MOST_NAMED);
  const named = by.slice(0, MOST_NAMED).map(visible).join(', ');
  return others > 0 ? `${named} and ${figure(others)} more` : named;
}

function count(number: number, thing: 'image' | 'repository'): string {
  const things = { image: 'images', repository: 'repositories' };
  return `${figure(number)} ${number === 1 ? thing : things[thing]}`;
}

function sinceIn(since: string | undefined): string {
  return since === undefined ? '' : paint('dim', `, since ${since.slice(0, 10)}`);
}

/** `sha256:0123456789ab`. */
function shortened(digest: string): string {
  return digest.slice(0, 19);
}
