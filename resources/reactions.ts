import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Which reactions registry.yml asks for: rules of events that nobody declares anything for are disabled. */
export interface Reactions {
  repositories: boolean;
  movedTags: boolean;
  scanning: boolean;
}

/** As registry.yml says; whether it is there and right is told when the functions are bundled. */
export function reactionsWanted(file: string): Reactions {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { naming, baseline, movedTags, scanning } = (parse(text) ?? {}) as {
    naming?: { repositories?: unknown };
    baseline?: unknown;
    movedTags?: unknown;
    scanning?: { rules?: unknown };
  };
  return {
    repositories: isFilled(baseline) || isFilled(naming?.repositories),
    movedTags: isFilled(movedTags),
    scanning: isFilled(scanning?.rules),
  };
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
