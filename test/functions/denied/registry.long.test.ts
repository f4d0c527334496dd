import { deniedInTurn } from './in-turn.ts';
import { added, backfilled, settings } from './scenarios-registry.ts';

const ofEnhancedScanning =
  'ECR turns the scans of Amazon Inspector on and off with the role itself';

await deniedInTurn([settings, added, backfilled], {
  'inspector2:Enable': ofEnhancedScanning,
  'inspector2:Disable': ofEnhancedScanning,
  'inspector2:ListAccountPermissions': ofEnhancedScanning,
  'iam:CreateServiceLinkedRole':
    'ECR makes the roles of Amazon Inspector and of replication with the role itself',
  'ecr:CreatePullTimeUpdateExclusion':
    'the name of RegisterPullTimeUpdateExclusion in the user guide',
  'ecr:DeletePullTimeUpdateExclusion':
    'the name of DeregisterPullTimeUpdateExclusion in the user guide',
});
