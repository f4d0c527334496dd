import type { RegistryConfig } from '../config/schema/schema.ts';
import { checkImage } from '../naming/check.ts';
import { compileNaming } from '../naming/rules.ts';
import type { RegistryImage } from '../registry/read.ts';
import { compileScanning } from '../scanning/rules.ts';

/** A rule that would take a tag again, and the time after which it does not. */
export interface Again {
  capability: 'naming' | 'scanning';
  rule: string;
  until: Date;
}

/** Which rules may take a tag from an image again that was given back; scanning does if it still fails. */
export function takenAgain(
  { naming, scanning }: Pick<RegistryConfig, 'naming' | 'scanning'>,
  repository: string,
  tag: string,
  image: RegistryImage,
  now = new Date(),
): Again[] {
  const pushedAt = image.imagePushedAt?.getTime();
  if (pushedAt === undefined) return [];
  const after = (seconds: number) => new Date(pushedAt + seconds * 1000);
  const names = compileNaming(naming);
  const wrong = checkImage(names, repository, image).find(
    (it) => it.kind === 'tag' && it.tag === tag && it.action === 'quarantine',
  );
  const within = names.tagRule(repository)?.quarantineWithin ?? 0;
  const scan = compileScanning(scanning).ruleFor(repository);
  const found: Again[] = [
    ...(wrong ? [{ capability: 'naming' as const, rule: wrong.rule, until: after(within) }] : []),
    ...(scan?.action === 'quarantine'
      ? [{ capability: 'scanning' as const, rule: scan.rule, until: after(scan.quarantineWithin) }]
      : []),
  ];
  return found.filter(({ until }) => until > now);
}
