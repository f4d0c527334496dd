import { deniedInTurn } from './in-turn.ts';
import { movedTags, naming, pushing, repository } from './scenarios-tags.ts';

await deniedInTurn([pushing]);
await deniedInTurn([naming]);
await deniedInTurn([movedTags]);
await deniedInTurn([repository]);
