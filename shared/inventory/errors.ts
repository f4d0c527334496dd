import { StewardError } from '../runtime/errors.ts';
import type { UnreadRepository } from '../walk/unread.ts';

/** No repository could be read at all: that is not an inventory, nor an empty registry. */
export class NothingReadError extends StewardError {
  override name = 'NothingReadError' as const;

  constructor([first, ...others]: readonly UnreadRepository[]) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    super(`no repository could be read: ${first?.repository}${more}: ${first?.error}`);
  }
}
