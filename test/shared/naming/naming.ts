import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { checkImage, checkRepository } from '../../../shared/naming/check.ts';
import { compileNaming, type Naming } from '../../../shared/naming/rules.ts';
import type { RegistryImage } from '../../../shared/registry/read.ts';

/** The rules of `naming:` as registry.yml has them. */
export function namingOf(yaml: string): Naming {
  return compileNaming(parseRegistryConfig(`naming: ${yaml}`).naming);
}

/** The rules for tags, and nothing else, of every repository. */
export function tagRule(keys: string): Naming {
  return namingOf(`{tags: [{rule: it, ${keys}}]}`);
}

export const digest = `sha256:${'ab'.repeat(32)}`;

export function imageWith(imageTags: readonly string[], more: object = {}): RegistryImage {
  return { imageDigest: digest, imageTags: [...imageTags], ...more };
}

/** The violations of an image with these tags. */
export function check(naming: Naming, tags: readonly string[], more: object = {}) {
  return checkImage(naming, 'a/b', imageWith(tags, more));
}

/** The tags among them that are wrong, in the order in which they are told. */
export function wrongOf(naming: Naming, ...tags: string[]): string[] {
  return check(naming, tags).flatMap((it) => (it.kind === 'tag' ? it.tag : []));
}

export { checkRepository };
