import { deniedInTurn } from './in-turn.ts';
import { scan } from './scenarios-scans.ts';

await deniedInTurn([scan()]);
