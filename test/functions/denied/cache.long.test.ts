import { deniedInTurn } from './in-turn.ts';
import { cache, emptied, failing, firstRules, firstTemplate } from './scenarios-cache.ts';

await deniedInTurn([cache, failing, firstRules, firstTemplate, emptied]);
