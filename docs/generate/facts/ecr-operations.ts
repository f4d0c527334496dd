/**
 * Why ecr-steward does not call an operation of ECR; the page finds in the code which it calls. A test compares the names
 * with the SDK.
 */
export const notCalled: Readonly<Record<string, string>> = {
  // What a registry has besides rules, templates and its policy.
  PutRegistryScanningConfiguration:
    'needed to declare how the registry scans: registry.yml cannot say it yet. It is only read',
  PutReplicationConfiguration:
    'needed to declare replication: registry.yml cannot say it yet. Failed replications are reported',
  StartReplicationBackfill: 'needed to replicate what was pushed before a rule: not declared yet',
  ListReplicationBackfills: 'needed to watch a backfill to its end: not declared yet',
  DescribeReplicationBackfillResults: 'needed to watch a backfill to its end: not declared yet',
  StopReplicationBackfill: 'not needed: stopping a backfill is an emergency, and one call by hand',
  PutSigningConfiguration: 'needed to declare managed signing: not declared yet',
  DeleteSigningConfiguration: 'needed to undo a declaration of managed signing: not declared yet',
  DescribeImageSigningStatus: 'needed to report images that were pushed unsigned: not reported yet',
  PutAccountSetting: 'needed to declare settings of the account: not declared yet',
  RegisterPullTimeUpdateExclusion:
    'not needed for our own roles: the stack has them as AWS::ECR::PullTimeUpdateExclusion. For others: not declared yet',
  DeregisterPullTimeUpdateExclusion:
    'not needed for our own roles: the stack has them as AWS::ECR::PullTimeUpdateExclusion. For others: not declared yet',
  // Images.
  StartImageScan: 'not needed: ECR scans on push, or continuously; a scan by hand is one call',
  ListImages:
    'not needed: DescribeImages lists the same images with what rules ask for, as many per call',
  ListImageReferrers:
    'not needed: DescribeImages has the subject and the type of each referrer, without a call per image',
  // Layers.
  BatchCheckLayerAvailability: 'not needed: ecr-steward pushes no layers',
  InitiateLayerUpload: 'not needed: ecr-steward pushes no layers',
  UploadLayerPart: 'not needed: ecr-steward pushes no layers',
  CompleteLayerUpload: 'not needed: ecr-steward pushes no layers',
  GetDownloadUrlForLayer: 'not needed: ecr-steward reads manifests, and no layers',
};
