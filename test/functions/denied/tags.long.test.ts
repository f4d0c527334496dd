import { deniedInTurn, oneAlert } from './in-turn.ts';
import { due, movedTags, pushing, repository } from './scenarios-tags.ts';

await deniedInTurn([pushing], oneAlert);
await deniedInTurn([due]);
await deniedInTurn([movedTags]);
await deniedInTurn([repository]);
