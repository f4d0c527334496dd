/** The first valid name of a repository near this one: with another case, other separators, no empty parts. */
export function suggestRepository(
  name: string,
  passes: (name: string) => boolean,
): string | undefined {
  if (name.length > LONGEST) return undefined;
  return repositoryCandidates(name).find(
    (it) => it !== name && repositoryPattern.test(it) && passes(it),
  );
}

/** What ECR accepts; nothing else is ever suggested. */
const repositoryPattern = /^(?=.{2,256}$)[a-z0-9]+([._/-][a-z0-9]+)*$/;

/** Longer names are no slip of the keyboard, and take long to check. */
const LONGEST = 256;

function repositoryCandidates(name: string): string[] {
  const lower = name.toLowerCase();
  const parts = name.split('/').filter((part) => part !== '');
  return [
    lower,
    parts.map(hyphened).join('/'),
    lower.replaceAll('_', '.'),
    hyphened(name).replaceAll('-', ''),
  ];
}

/** Words in lower case with a hyphen between them: MyApp_two → my-app-two. */
export function hyphened(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter((word) => word !== '')
    .join('-');
}
