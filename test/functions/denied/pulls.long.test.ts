import { deniedInTurn, oneAlert } from './in-turn.ts';
import { credential, pullFailure, validate, warm } from './scenarios-cache.ts';

await deniedInTurn([validate], oneAlert);
await deniedInTurn([credential], oneAlert);
await deniedInTurn([pullFailure]);
await deniedInTurn([warm], {
  ...oneAlert,
  'ecr:GetDownloadUrlForLayer':
    'it reads manifests only, and AWS does not say whether ECR imports for who may not read layers',
});
