import { declaredIn } from './declared.ts';

/** Which reactions registry.yml needs: event rules for anything that it does not declare are disabled. */
export interface Reactions {
  repositories: boolean;
  movedTags: boolean;
  scanning: boolean;
  /** The depth of the nightly validation: `login` or `deep`. */
  validate: string;
}

/** Reads registry.yml unchecked: bundling the functions reports what is wrong with it. */
export function reactionsWanted(file: string): Reactions {
  const { naming, baseline, movedTags, scanning, pullThroughCache } = declaredIn(file) as {
    naming?: { repositories?: unknown };
    baseline?: unknown;
    movedTags?: unknown;
    scanning?: { rules?: unknown };
    pullThroughCache?: { validate?: unknown };
  };
  return {
    repositories: isFilled(baseline) || isFilled(naming?.repositories),
    movedTags: isFilled(movedTags),
    scanning: isFilled(scanning?.rules),
    validate: pullThroughCache?.validate === 'deep' ? 'deep' : 'login',
  };
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
