import * as z from 'zod';
import { glob } from '../../patterns/compiled.ts';

const anyRepositories = z
  .array(glob)
  .min(1, 'at least one glob, such as team-a/**')
  .prefault(['**']);

/**
 * The key `repositories` of a rule: globs, default all repositories.
 *
 * @param otherwise - What its description says of repositories that have no rule, or a rule without settings.
 */
export function repositoriesOfRule(otherwise = '') {
  return anyRepositories.describe(
    'Globs of the repositories that the rule applies to; the first rule whose glob matches a ' +
      'repository decides, alone. * is any part of one path segment, ** any path, ? one ' +
      `character. Default ["**"]: all repositories.${otherwise && ` ${otherwise}`}`,
  );
}
