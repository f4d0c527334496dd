import { deniedInTurn, oneAlert } from './in-turn.ts';
import { backfilled, due, movedTags, pushing, repository, unsigned } from './scenarios-tags.ts';

await deniedInTurn([pushing], oneAlert);
await deniedInTurn([due, unsigned, backfilled]);
await deniedInTurn([movedTags]);
await deniedInTurn([repository]);
