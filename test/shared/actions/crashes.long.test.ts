import { describeCrashes } from './crash-points.ts';

describeCrashes({}, 84);
