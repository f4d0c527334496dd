import { deniedInTurn } from './in-turn.ts';
import { credential, pullFailure, validate, warm } from './scenarios-cache.ts';

await deniedInTurn([validate]);
await deniedInTurn([credential]);
await deniedInTurn([pullFailure]);
await deniedInTurn([warm], {
  'ecr:GetDownloadUrlForLayer':
    'it reads manifests only, and AWS does not say whether ECR imports for who may not read layers',
});
