/** Right names for wrong ones, by what people most often get wrong: case, separators, what is around. */

/** The first name near this tag that passes; undefined when there is none. */
export function suggestTag(tag: string, passes: (name: string) => boolean): string | undefined {
  return first(tag, tagCandidates(tag), (name) => tagPattern.test(name) && passes(name));
}

export function suggestRepository(
  name: string,
  passes: (name: string) => boolean,
): string | undefined {
  return first(name, repositoryCandidates(name), (it) => repositoryPattern.test(it) && passes(it));
}

/** What ECR takes; nothing else is ever suggested. */
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const repositoryPattern = /^(?=.{2,256}$)[a-z0-9]+([._/-][a-z0-9]+)*$/;

/** Longer names are nobody's mistake, and take longer to look at. */
const LONGEST = 256;

function first(
  name: string,
  candidates: Iterable<string>,
  passes: (candidate: string) => boolean,
): string | undefined {
  if (name.length > LONGEST) return undefined;
  for (const candidate of candidates) {
    if (candidate !== name && passes(candidate)) return candidate;
  }
  return undefined;
}

function* tagCandidates(tag: string): Generator<string> {
  const lower = tag.toLowerCase();
  for (const text of new Set([tag, hyphened(tag), lower])) {
    yield text;
    if (/^v\d/.test(text)) yield text.slice(1);
    if (/^\d/.test(text)) yield `v${text}`;
  }
  yield* versionCandidates(lower);
  // A commit after a prefix: sha-a1b2c3d, main-a1b2c3d.
  for (const part of lower.split(/[^0-9a-z]+/)) if (/^[0-9a-f]{7,64}$/.test(part)) yield part;
}

/** A version or a date somewhere in the text: release-1.2.3, 1_2_3, 01.2.3. */
function* versionCandidates(text: string): Generator<string> {
  const [found, ...numbers] = /(\d{1,9})[._-](\d{1,9})[._-](\d{1,9})/.exec(text) ?? [];
  if (found === undefined) return;
  const plain = numbers.map((number) => String(Number(number))).join('.');
  const rest = text.slice(text.indexOf(found) + found.length);
  // A fourth number: then it is no version of three.
  if (/^[._-]?\d/.test(rest)) return;
  const suffix = hyphened(rest.replace(/^[^0-9a-z]+/, ''));
  if (suffix !== '') {
    yield `${plain}-${suffix}`;
    yield `v${plain}-${suffix}`;
    return;
  }
  yield plain;
  yield `v${plain}`;
  yield numbers.join('.');
}

function* repositoryCandidates(name: string): Generator<string> {
  const lower = name.toLowerCase();
  const parts = name.split('/').filter((part) => part !== '');
  yield lower;
  yield parts.map(hyphened).join('/');
  yield lower.replaceAll('_', '.');
  yield hyphened(name).replaceAll('-', '');
}

/** Words in lower case with a hyphen between them: MyApp_two → my-app-two. */
function hyphened(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter((word) => word !== '')
    .join('-');
}
