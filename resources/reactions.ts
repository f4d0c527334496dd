import { declaredIn } from './declared.ts';

/** Which reactions registry.yml asks for: rules of events that nobody declares anything for are disabled. */
export interface Reactions {
  repositories: boolean;
  movedTags: boolean;
  scanning: boolean;
  /** How far the nightly validation goes: login or deep. */
  validate: string;
}

/** As registry.yml says; whether it is there and right is told when the functions are bundled. */
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
