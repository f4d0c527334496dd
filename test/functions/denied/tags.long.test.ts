import { deniedInTurn, oneAlert } from './in-turn.ts';
import { movedTags, naming, pushing, repository } from './scenarios-tags.ts';

await deniedInTurn([pushing], oneAlert);
await deniedInTurn([naming]);
await deniedInTurn([movedTags]);
await deniedInTurn([repository]);
