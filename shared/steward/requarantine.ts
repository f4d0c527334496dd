import type { RegistryConfig } from '../config/schema/schema.ts';
import { checkImage } from '../naming/check.ts';
import { compileNaming } from '../naming/rules.ts';
import type { RegistryImage } from '../registry/read.ts';
import { compileScanning } from '../scanning/rules.ts';

/** A rule that would quarantine a released tag again, and until when. */
export interface Requarantine {
  capability: 'naming' | 'scanning';
  rule: string;
  until: Date;
}

/** Which rules can quarantine a released tag again; one of scanning does if the image still fails its scan. */
export function requarantines(
  { naming, scanning }: Pick<RegistryConfig, 'naming' | 'scanning'>,
  repository: string,
  tag: string,
  image: RegistryImage,
  now = new Date(),
): Requarantine[] {
  const pushedAt = image.imagePushedAt?.getTime();
  if (pushedAt === undefined) return [];
  const after = (seconds: number) => new Date(pushedAt + seconds * 1000);
  const names = compileNaming(naming);
  const invalid = checkImage(names, repository, image).find(
    (it) => it.kind === 'tag' && it.tag === tag && it.action === 'quarantine',
  );
  const within = names.tagRule(repository)?.quarantineWithin ?? 0;
  const scan = compileScanning(scanning).ruleFor(repository);
  const found: Requarantine[] = [
    ...(invalid
      ? [{ capability: 'naming' as const, rule: invalid.rule, until: after(within) }]
      : []),
    ...(scan?.action === 'quarantine'
      ? [{ capability: 'scanning' as const, rule: scan.rule, until: after(scan.quarantineWithin) }]
      : []),
  ];
  return found.filter(({ until }) => until > now);
}
